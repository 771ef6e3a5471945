"""The schema judges what `xcred check` says of real files: valid or not, file by file.

Every component file of the corpus is checked by the API version of the schema, alone in a project of its own. Where the
schema finds a file invalid, a rule about well-formedness or the schema finds an error in it, and where the schema finds
nothing, no such rule does. What differs stands in a list, with its evidence; what stands there and no longer differs is
an error, too. Other rules know more than the schema, and are no part of this.
"""

import json
import shutil

import pytest
from clients import BINARY, clean_environment, run
from conftest import shared
from counting import COUNTED
from lxml import etree

VERSION = "66.0"
FOLDERS = {
    "externalAuthIdentityProvider": "externalAuthIdentityProviders",
    "externalCredential": "externalCredentials",
    "namedCredential": "namedCredentials",
    "permissionset": "permissionsets",
}
# The rules that say what the schema says.
OF_THE_SCHEMA = {
    "comment-with-hyphens",
    "element-in-value",
    "element-not-in-version",
    "misplaced-text",
    "missing-element",
    "not-a-boolean",
    "not-a-number",
    "not-well-formed",
    "repeated-element",
    "scattered-elements",
    "type-not-in-version",
    "unescaped-ampersand",
    "unknown-element",
    "unknown-value",
    "value-not-in-version",
    "wrong-encoding",
    "wrong-namespace",
    "wrong-root",
}
# Where they differ: the file in the corpus, what the schema says ("valid" or "invalid"), and the evidence that it is
# right that `xcred check` says the other.
DIFFERENCES = {}


@pytest.fixture(scope="module")
def strict(judge):
    """The judge; without it these tests prove nothing."""
    return judge or pytest.skip("the schema is not at hand: XCRED_REFERENCE names its folder")


@pytest.fixture(scope="module")
def corpus():
    """The component files, by their paths in the corpus."""
    folder = shared("XCRED_CORPUS", "corpus")
    files = {str(file.relative_to(folder)): file for file in sorted(folder.rglob("*-meta.xml"))}
    assert len(files) > 100, f"{folder} holds {len(files)} component files"
    return files


def suffix_of(name):
    return name.removesuffix("-meta.xml").rpartition(".")[2]


def by_schema(judge, content):
    """What the schema says: what is wrong, or nothing."""
    try:
        root = etree.fromstring(content, etree.XMLParser(remove_comments=True, resolve_entities=False))
    except etree.XMLSyntaxError as error:
        return [str(error)]
    return judge.wrong_with(root)


def by_check(hearing, folder, name, content):
    """The findings in a file, alone in a project; they can be broken on their way."""
    shutil.rmtree(folder, ignore_errors=True)
    place = folder / "force-app" / FOLDERS[suffix_of(name)]
    place.mkdir(parents=True)
    settings = {"packageDirectories": [{"path": "force-app", "default": True}]}
    (folder / "sfdx-project.json").write_text(json.dumps(settings))
    (place / name).write_bytes(content)
    words = ["check", "-a", VERSION, "--fail-on", "never", "--json"]
    said = run([BINARY, *words], folder, clean_environment(folder)).succeeded().json["result"]
    assert said["components"] == 1, f"{name} was not checked: {said}"
    return json.loads(hearing.answer("our findings", json.dumps(said["findings"]).encode()))


def errors_of_schema_rules(findings):
    return [one for one in findings if one["severity"] == "error" and one["rule"] in OF_THE_SCHEMA]


def verdict(wrong):
    return "invalid" if wrong else "valid"


def test_check_and_the_schema_agree_on_every_file_of_the_corpus(strict, corpus, hearing, tmp_path):
    differences, verdicts, told = {}, [], []
    for path, file in corpus.items():
        content = file.read_bytes()
        wrong = by_schema(strict, content)
        findings = errors_of_schema_rules(by_check(hearing, tmp_path / "project", file.name, content))
        verdicts.append(verdict(wrong))
        if verdict(wrong) != verdict(findings):
            differences[path] = verdict(wrong)
            told.append(f"{path}\n  the schema: {wrong}\n  check: {[one['message'] for one in findings]}")
    COUNTED["component files by schema and `xcred check`"] += len(verdicts)
    COUNTED["of them invalid by schema"] += verdicts.count("invalid")
    listed = {path: says for path, (says, _) in DIFFERENCES.items()}
    assert differences == listed, "\n".join(told)


NAMESPACE = ' xmlns="http://soap.sforce.com/2006/04/metadata"'
CREDENTIAL = f"""<?xml version="1.0" encoding="UTF-8"?>
<ExternalCredential{NAMESPACE}>
    <authenticationProtocol>Basic</authenticationProtocol>
    <externalCredentialParameters>
        <parameterGroup>Campaigns</parameterGroup>
        <parameterName>Campaigns</parameterName>
        <parameterType>NamedPrincipal</parameterType>
        <sequenceNumber>1</sequenceNumber>
    </externalCredentialParameters>
    <label>Newsletter</label>
</ExternalCredential>
"""
PARAMETER = CREDENTIAL[CREDENTIAL.index("    <externalC") : CREDENTIAL.index("    <label>")]
BREAKS = [
    ("comment-with-hyphens", "    <label>", "    <!-- a -- b -->\n    <label>"),
    ("element-in-value", "Newsletter<", "News<b>letter</b><"),
    ("element-not-in-version", "        <sequence", "        <principal>Editors</principal>\n        <sequence"),
    ("misplaced-text", "    <label>", "    stray\n    <label>"),
    ("missing-element", "    <label>Newsletter</label>\n", ""),
    ("missing-element", "        <parameterName>Campaigns</parameterName>\n", ""),
    ("not-a-number", ">1<", ">first<"),
    ("not-a-number", ">1<", "><"),
    ("not-a-number", ">1<", ">99999999999<"),
    ("not-well-formed", "</label>", "</lable>"),
    ("repeated-element", "    <label>", "    <label>Twice</label>\n    <label>"),
    ("scattered-elements", "</label>\n", "</label>\n" + PARAMETER),
    ("unescaped-ampersand", "Newsletter<", "News & Offers<"),
    ("unknown-element", "    <label>", "    <owner>Marketing</owner>\n    <label>"),
    ("unknown-element", "    <label>", "    <principals/>\n    <label>"),
    ("unknown-value", ">Basic<", ">OAuth<"),
    ("unknown-value", ">NamedPrincipal<", ">Anonymous<"),
    ("unknown-value", ">NamedPrincipal<", "><"),
    ("value-not-in-version", ">NamedPrincipal<", ">CustomPrincipal<"),
    ("wrong-namespace", NAMESPACE, ""),
    ("wrong-namespace", "2006/04/metadata", "2006/04/tooling"),
    ("wrong-root", "ExternalCredential", "externalCredential"),
]


@pytest.mark.parametrize(("rule", "old", "new"), BREAKS)
def test_check_and_the_schema_refuse_the_same_breaks(strict, hearing, tmp_path, rule, old, new):
    """One thing is wrong, and both see it; what was not broken, both take."""
    name = "Newsletter.externalCredential-meta.xml"
    broken = CREDENTIAL.replace(old, new)
    assert broken != CREDENTIAL
    for content, rules in [(CREDENTIAL, set()), (broken, {rule})]:
        findings = errors_of_schema_rules(by_check(hearing, tmp_path / "project", name, content.encode()))
        assert {one["rule"] for one in findings} == rules
        assert bool(by_schema(strict, content.encode())) == bool(rules), by_schema(strict, content.encode())
