"""What one client deploys, the other finds in the org: the Salesforce CLI and ours, both ways, on the same projects."""

import base64
import xml.etree.ElementTree as ET

import projects
import pytest
from archives import folder, unpacked
from counting import COUNTED
from test_side_by_side_bundle import converted

# Projects that an empty org takes. Others refer to what their repositories do not hold, or are refused.
DEPLOYED = ["sample", "p03", "p12", "plain0", "plain1", "plain2"]
# Types that the practice org writes anew: it knows all their elements. Others it gives back as they came.
WRITTEN_ANEW = ("externalCredential", "externalAuthIdentityProvider", "namedCredential", "remoteSite")



def of_xcred(org):
    """How our client finds the org."""
    return {"SF_ACCESS_TOKEN": org.token, "SF_ORG_INSTANCE_URL": org.url}


def of_sf(org):
    """How the Salesforce CLI finds the org without a login."""
    return {"SF_ORG_INSTANCE_URL": org.url, "SF_SKIP_NEW_VERSION_CHECK": "true"}


def archive_sent(world, org):
    """The one archive that was deployed over SOAP, as a file."""
    sent = [one.request for one in org.recorder.soap() if b"<ZipFile>" in one.request]
    assert len(sent) == 1
    encoded = sent[0].split(b"<ZipFile>")[1].split(b"</ZipFile>")[0]
    file = world.folder / "sent.zip"
    file.write_bytes(base64.b64decode(encoded))
    return file


def check_that_the_org_and_the_archive_are_the_project(world, org, project):
    """Our diff sees nothing between the project and the archive, nor between it and the org; one change it sees."""
    sent = archive_sent(world, org)
    against = [
        lambda: world.xcred("diff", f"zip:{sent}", "project", "--exit-code", cwd=project),
        lambda: world.xcred("diff", "--exit-code", cwd=project, **of_xcred(org)),
    ]
    for diff in against:
        assert "No differences" in diff().succeeded().stdout
    entries = unpacked(sent.read_bytes())
    change_one_label(project, next(entry for entry in sorted(entries) if entry.endswith(".externalCredential")))
    for diff in against:
        assert "label" in diff().ended_with(2).stdout
    COUNTED["archives of theirs: our reader and our diff find the project"] += 1
    return entries


def change_one_label(project, entry):
    """Changes the project's file of an entry, so that a diff that sees nothing is not taken for equality."""
    [file] = project.rglob(f"{entry.rpartition('/')[2]}*")
    file.write_bytes(file.read_bytes().replace(b"<label>", b"<label>Another "))


@pytest.mark.parametrize("name", DEPLOYED)
def test_what_they_deploy_from_source_we_find_equal(world, name):
    project = world.folder / name
    packages = projects.make(name, project)
    org = world.org(project=project)
    named = [word for package in packages for word in ("--source-dir", package)]
    said = world.sf("project", "deploy", "start", *named, "-o", org.token, cwd=project, **of_sf(org)).succeeded()
    assert "Status: Succeeded" in said.stdout
    check_that_the_org_and_the_archive_are_the_project(world, org, project)


@pytest.mark.parametrize("name", DEPLOYED)
def test_what_they_convert_deploys_and_we_find_it_equal(world, name):
    """A folder in metadata format, deployed as it is: the archive has a folder around all, and our reader takes it."""
    project = world.folder / name
    written = converted(world, project, projects.make(name, project))
    org = world.org(project=project)
    words = ["--metadata-dir", world.folder / "converted", "-o", org.token]
    world.sf("project", "deploy", "start", *words, cwd=project, **of_sf(org)).succeeded()
    sent = check_that_the_org_and_the_archive_are_the_project(world, org, project)
    assert {entry.split("/", 1)[1]: content for entry, content in sent.items()} == written


@pytest.mark.parametrize("name", DEPLOYED)
def test_what_we_deploy_they_bring_back(world, name):
    """Byte for byte what the org gives; and what the project holds, where the file is as an org writes it."""
    project = world.folder / name
    projects.make(name, project)
    org = world.org(project=project)
    world.xcred("deploy", "--yes", cwd=project, **of_xcred(org)).succeeded()
    world.xcred("manifest", "--output", "all.xml", cwd=project).succeeded()
    mine = unpacked(org.recorder.uploads()[0])
    brought = retrieved(world, org, project)
    assert sorted(brought) == sorted(mine)
    for entry, content in mine.items():
        reasons = why_not_canonical(content) if entry.endswith(WRITTEN_ANEW) else []
        assert (brought[entry] != content) == bool(reasons), entry
        if reasons:
            assert said(ET.fromstring(brought[entry])) == said(ET.fromstring(content)), entry
        COUNTED.update(f"files that we deployed and they retrieved: {reason}" for reason in reasons or ["same bytes"])


def retrieved(world, org, project):
    """What they unpack, which is byte for byte what the org answered."""
    target = world.folder / "brought"
    words = ["--manifest", "all.xml", "--target-metadata-dir", target, "--unzip", "-o", org.token]
    world.sf("project", "retrieve", "start", *words, cwd=project, **of_sf(org)).succeeded()
    answers = [one.answer for one in org.recorder.soap() if b"<zipFile>" in one.answer]
    given = unpacked(base64.b64decode(answers[-1].split(b"<zipFile>")[1].split(b"</zipFile>")[0]))
    brought = without_folder(folder(target / "unpackaged"))
    assert brought == without_folder(given)
    return brought


def without_folder(entries):
    """The entries without the folder that archives of orgs have around all."""
    return {entry.removeprefix("unpackaged/"): content for entry, content in entries.items()}


def why_not_canonical(content):
    """Why an org gives a file back in other bytes: it keeps records, and has forgotten white space."""
    reasons = {
        "line ends of two characters": b"\r\n" in content,
        "tabs": b"\t" in content,
        "no line end at the end": not content.endswith(b"\n"),
    }
    return [reason for reason, holds in reasons.items() if holds]


def said(element):
    """What an element says: names and texts, in their order, without the white space between."""
    text = (element.text or "").strip() if len(element) else element.text or ""
    return (element.tag, text, [said(child) for child in element])
