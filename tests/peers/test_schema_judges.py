"""The schema judges what our client sends and what the practice org answers.

Every conversation of the bench is judged when it ends. The tests here hold the conversations that must be among them,
whatever else the bench does, judge what the Rust tests said, and see that the judge can say no.
"""

import base64
import os
import re
import subprocess
import urllib.error
import urllib.request

import pytest
from archives import packed
from clients import ROOT
from conftest import judged, wrong_with_all
from schema import FAULT, broken

ASKS = {"retrieve", "checkRetrieveStatus"}
EMPTY_PACKAGE = b'<Package xmlns="http://soap.sforce.com/2006/04/metadata"><version>66.0</version></Package>'
# What is broken here is what is judged, and not what clients hear.
BROKEN_BY = ()
METADATA = "http://soap.sforce.com/2006/04/metadata"


@pytest.fixture
def strict(judge):
    """The judge; without it these tests prove nothing."""
    return judge or pytest.skip("the schema is not at hand: XCRED_REFERENCE names its folder")


def kinds(judge, messages):
    return {judge.judge(message).kind for message in messages}


def of_xcred(world, org):
    """How our own client finds the org."""
    return {"SF_ACCESS_TOKEN": org.token, "SF_ORG_INSTANCE_URL": org.url, "cwd": world.project}


def wrong_with_what_was_said(strict, world):
    """What is wrong with the messages of a conversation, which can be broken on their way to the judge."""
    return wrong_with_all(strict, world.orgs, world.hearing.message)


def enveloped(call, token="none"):
    session = f"<SessionHeader><sessionId>{token}</sessionId></SessionHeader>"
    head = f'<Header xmlns:m="{METADATA}">{session.replace("<", "<m:").replace("<m:/", "</m:")}</Header>'
    body = call.replace(">", f' xmlns="{METADATA}">', 1) if not call.endswith("/>") else call
    return f'<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/">{head}<Body>{body}</Body></Envelope>'.encode()


def soap(org, call, token=None):
    """Says one thing to an org, through its recorder, and gives the answer back, faults included."""
    message = enveloped(call, token or org.token)
    request = urllib.request.Request(f"{org.url}/services/Soap/m/66.0", message, {"content-type": "text/xml"})
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=60) as answer:
            return answer.read()
    except urllib.error.HTTPError as fault:
        return fault.read()


def messages_of_our_tests(folder):
    """Requests and answers of our own tests, which keep them when they are told where."""
    asked, answered = folder / "asked", folder / "answered"
    asked.mkdir()
    answered.mkdir()
    keep = {"XCRED_KEEP_REQUESTS": str(asked), "XCRED_KEEP_ANSWERS": str(answered)}
    command = ["cargo", "test", "--locked", "--quiet", "--lib", "--", "org::soap", "practice"]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | keep, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return [[file.read_bytes() for file in sorted(kept.iterdir())] for kept in (asked, answered)]


def test_what_our_tests_say_is_judged(strict, tmp_path, hearing):
    """The tests of our client and of the practice org reach corners that no peer does, refusals among them."""
    requests, answers = messages_of_our_tests(tmp_path)
    wrong = []
    for side, messages in (("our tests' request", requests), ("our tests' answer", answers)):
        wrong += [line for message in messages for line in judged(strict, side, hearing.message(side, message))]
    assert not wrong, "\n".join(wrong)
    calls = ASKS | {"describeMetadata", "listMetadata"}
    assert kinds(strict, requests) == calls
    calls |= {"deploy", "checkDeployStatus", "cancelDeploy", "deployRecentValidation"}
    assert {f"{call}Response" for call in calls} | {FAULT} <= kinds(strict, answers)


def test_what_xcred_and_the_org_say_is_judged(world, strict):
    """Compare, deploy, read back: all that our commands say over SOAP."""
    org = world.org()
    place = of_xcred(world, org)
    world.xcred("deploy", "--yes", **place).succeeded()
    assert "Nothing to deploy" in world.xcred("diff", **place).succeeded().stdout
    said = org.recorder.soap()
    assert kinds(strict, [one.request for one in said if one.is_of_xcred]) == ASKS
    assert all(one.is_of_xcred for one in said)
    assert kinds(strict, [one.answer for one in said]) == {f"{call}Response" for call in ASKS}
    assert not wrong_with_what_was_said(strict, world)


def test_what_a_soap_deployer_is_answered_is_judged(world, strict):
    """The Salesforce CLI describes, lists, deploys, and is told of a failure, over SOAP."""
    org = world.org()
    place = {"SF_ORG_INSTANCE_URL": org.url}
    world.sf("org", "list", "metadata-types", "-o", org.token, **place).succeeded()
    world.sf("org", "list", "metadata", "-m", "ExternalCredential", "-o", org.token, **place).succeeded()
    deploy = ["project", "deploy", "start", "-d", "force-app", "-d", "integrations", "-o", org.token]
    world.sf(*deploy, **place).succeeded()
    stripe = world.project / "force-app/main/default/externalCredentials/Stripe.externalCredential-meta.xml"
    stripe.write_text(stripe.read_text().replace("<authenticationProtocol>", "<authenticationProtocol>No"))
    world.sf(*deploy, **place).ended_with(1)
    answers = [one.answer for one in org.recorder.soap()]
    calls = {"describeMetadata", "listMetadata", "deploy", "checkDeployStatus"}
    assert kinds(strict, answers) == {f"{call}Response" for call in calls}
    assert any(b"<componentFailures>" in answer for answer in answers)
    assert not wrong_with_what_was_said(strict, world)


def test_a_cancelled_deployment_and_faults_are_judged(world, strict):
    """A deployment is cancelled before it began; what is unknown, misspelt or without a session is a fault."""
    org = world.org()
    package = base64.b64encode(packed({"package.xml": EMPTY_PACKAGE})).decode()
    options = "<DeployOptions><singlePackage>true</singlePackage></DeployOptions>"
    started = soap(org, f"<deploy><ZipFile>{package}</ZipFile>{options}</deploy>")
    ident = re.search(rb"<id>(\w{18})</id>", started)[1].decode()
    cancelled = soap(org, f"<cancelDeploy><String>{ident}</String></cancelDeploy>")
    nobodys = "<asyncProcessId>0Af000000000000AAA</asyncProcessId>"
    refused = [
        soap(org, f"<checkDeployStatus>{nobodys}<includeDetails>true</includeDetails></checkDeployStatus>"),
        soap(org, f"<checkRetrieveStatus>{nobodys}<includeZip>true</includeZip></checkRetrieveStatus>"),
        soap(org, "<noSuchCall/>"),
        soap(org, "<describeMetadata/>", token="00D000000000001!nobody"),
        soap(org, "<describeMetadata>"),
    ]
    assert kinds(strict, [started]) == {"deployResponse"}
    assert kinds(strict, [cancelled]) == {"cancelDeployResponse"}
    assert kinds(strict, refused) == {FAULT}
    assert not wrong_with_what_was_said(strict, world)


BREAKS = [
    ("describeMetadata", b"<partialSaveAllowed>true", b"<partialSaveAllowed>yes"),
    ("describeMetadata", b"metaFile>", b"metafile>"),
    ("listMetadata", b"<fullName>", b"<fullName/><fullName>"),
    ("listMetadata", b"Z</lastModifiedDate>", b"Z0</lastModifiedDate>"),
    ("nobody", b"<faultcode>soapenv:", b"<faultcode>xy:"),
    ("nobody", b"faultstring>", b"faultwords>"),
]


@pytest.mark.parametrize(("call", "old", "new"), BREAKS)
def test_the_judge_says_no_to_a_broken_answer(world, strict, call, old, new):
    org = world.org()
    query = "<queries><type>ExternalCredential</type></queries>" if call == "listMetadata" else ""
    answer = soap(org, f"<{call}>{query}<asOfVersion>66.0</asOfVersion></{call}>")
    answer = world.hearing.message("answer", answer)
    assert not strict.judge(answer).wrong
    assert strict.judge(broken(answer, old, new)).wrong


def test_the_judge_says_no_to_scattered_siblings_and_takes_any_order(strict, hearing):
    """What orgs take is taken: another order, and options that are left out. What they refuse is refused."""
    ask = "<listMetadata><asOfVersion>66.0</asOfVersion><queries><type>A</type></queries>{}</listMetadata>"
    in_another_order, scattered = ask.format(""), ask.format("<asOfVersion>66.0</asOfVersion>")
    assert not strict.judge(hearing.message("request", enveloped(in_another_order))).wrong
    assert any("several places" in line for line in strict.judge(enveloped(scattered)).wrong)
    deploy = "<deploy><ZipFile>AA==</ZipFile><DeployOptions>{}</DeployOptions></deploy>"
    assert not strict.judge(enveloped(deploy.format("<checkOnly>true</checkOnly>"))).wrong
    assert strict.judge(enveloped(deploy.format("<checkOnly>perhaps</checkOnly>"))).wrong
