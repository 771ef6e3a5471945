"""`xcred manifest` and `sf project generate manifest` on the same projects: the same bytes."""

import shutil

import projects
import pytest
from counting import COUNTED

STRIPE = "force-app/main/default/externalCredentials/Stripe.externalCredential-meta.xml"

def manifests(world, project, packages):
    """What both tools say, and the manifests that they write."""
    named = [word for package in packages for word in ("--source-dir", package)]
    theirs = world.sf("project", "generate", "manifest", *named, "--name", "theirs.xml", cwd=project)
    ours = world.xcred("manifest", "--output", "ours.xml", cwd=project)
    return theirs, world.hearing.said("what we say", ours)


@pytest.mark.parametrize("name", [name for name in projects.ALL if name not in projects.WITH_MISSING_DIRECTORIES])
def test_manifests_are_the_same_bytes(world, name):
    project = world.folder / name
    theirs, ours = manifests(world, project, projects.make(name, project))
    theirs.succeeded()
    ours.succeeded()
    written = (project / "theirs.xml").read_bytes()
    assert world.hearing.text("our manifest", (project / "ours.xml").read_bytes()) == written
    assert b"<members>" in written
    COUNTED["manifests: ours is theirs, byte for byte"] += 1
    COUNTED["members of manifests: ours is theirs, byte for byte"] += written.count(b"<members>")


@pytest.mark.parametrize("name", projects.WITH_MISSING_DIRECTORIES)
def test_both_refuse_package_directories_that_are_not_there(world, name):
    """Theirs only where the directory is asked for; ours always, since a manifest of less would look whole."""
    project = world.folder / name
    packages = projects.make(name, project)
    theirs, ours = manifests(world, project, packages)
    assert (theirs.status, ours.status) == (1, 64)
    missing = [package for package in packages if not (project / package).is_dir()]
    assert missing[0] in ours.stderr and "which does not exist" in ours.stderr
    there = [package for package in packages if package not in missing] or ["."]
    manifests(world, project, there)[0].succeeded()


def without_version(project):
    file = project / "sfdx-project.json"
    file.write_text(file.read_text().replace('"sourceApiVersion": "66.0"', '"sourceBehaviorOptions": []'))


def no_json(project):
    (project / "sfdx-project.json").write_text("not json")


def twice(project):
    other = project / "integrations/finance/externalCredentials"
    shutil.copy(project / STRIPE, other)


# What they do and we don't: their exit status, what our status is, and our words.
DIFFERENCES = {
    "no API version": (without_version, 0, 0, "no `sourceApiVersion` and no `--api-version`"),
    "a project file that is no JSON": (no_json, 0, 64, "sfdx-project.json"),
    "one component in two files": (twice, 0, 1, "Stripe"),
}


@pytest.mark.parametrize("case", DIFFERENCES)
def test_their_silences_are_told_by_us(world, case):
    """Where they write a manifest without a word, we say what is wrong, and write none where it would be wrong."""
    change, their_status, our_status, words = DIFFERENCES[case]
    project = world.folder / "sample"
    packages = projects.make("sample", project)
    change(project)
    theirs, ours = manifests(world, project, packages)
    assert (theirs.status, ours.status) == (their_status, our_status), (theirs, ours)
    assert words in ours.stdout + ours.stderr
    assert (project / "ours.xml").exists() == (our_status == 0)
    assert (project / "theirs.xml").exists()
