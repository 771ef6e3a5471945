"""What `xcred deploy` sends and what `sf project convert source` writes: the same entries, the same bytes."""

import projects
import pytest
from archives import folder, unpacked
from counting import COUNTED


def converted(world, project, packages):
    """The folder that the Salesforce CLI makes of all package directories."""
    named = [word for package in packages for word in ("--source-dir", package)]
    target = world.folder / "converted"
    world.sf("project", "convert", "source", *named, "--output-dir", target, cwd=project).succeeded()
    return folder(target)


def sent(world, project):
    """What our client sends to an org that holds nothing. Whether that org likes it is another question."""
    org = world.org(project=project)
    said = world.xcred("deploy", "--yes", cwd=project, SF_ACCESS_TOKEN=org.token, SF_ORG_INSTANCE_URL=org.url)
    uploads = org.recorder.uploads()
    assert len(uploads) == 1, said
    return unpacked(world.hearing.answer("our bundle", uploads[0]))


@pytest.mark.parametrize("name", [name for name in projects.ALL if name not in projects.WITH_MISSING_DIRECTORIES])
def test_bundles_are_the_same(world, name):
    project = world.folder / name
    packages = projects.make(name, project)
    theirs, ours = converted(world, project, packages), sent(world, project)
    assert sorted(theirs) == sorted(ours)
    assert [entry for entry in theirs if theirs[entry] != ours[entry]] == []
    assert len(ours) > 1
    COUNTED["bundles: ours is theirs, byte for byte"] += 1
    COUNTED["entries of bundles: ours is theirs, byte for byte"] += len(ours)
