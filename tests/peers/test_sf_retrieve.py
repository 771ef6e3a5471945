"""The Salesforce CLI retrieves from the practice org."""

import zipfile

from holdings import texts_of
from sf_says import column, rows


def file_of(world, name, kind="externalCredential"):
    """The one file of a component in the project."""
    [path] = [path for path in world.project.rglob(f"{name}.{kind}-meta.xml")]
    return path


def moments(world):
    """When each component was last changed."""
    return {name: one["modified"] for name, one in world.stored().items()}


def test_a_wildcard_comes_into_the_project(logged_in):
    world = logged_in
    stripe = file_of(world, "Stripe")
    stripe.write_text(stripe.read_text().replace("<label>Stripe", "<label>Mine alone"))
    said = world.sf("project", "retrieve", "start", "-m", "ExternalCredential").succeeded()
    held = {name.split(":")[1] for name in world.held() if name.startswith("ExternalCredential:")}
    assert set(column(said.stdout, "Retrieved Source", "Name")) == held and len(held) == 15
    created = [row["Name"] for row in rows(said.stdout, "Retrieved Source") if row["State"] == "Created"]
    assert created == ["OldFreight"], "the project has all others already"
    stored = world.stored()
    for name in held:
        kept = stored[f"ExternalCredential:{name}"]["metadata"]
        assert texts_of(file_of(world, name).read_text()) == texts_of(kept), name
    assert "Mine alone" not in stripe.read_text()


def test_what_is_named_comes_and_what_is_missing_is_told(logged_in):
    world = logged_in
    untouched = file_of(world, "Stripe", "namedCredential").read_bytes()
    words = ["project", "retrieve", "start", "-m", "ExternalCredential:Erp", "-m", "NamedCredential:Nope"]
    said = world.sf(*words, "--json").succeeded().json["result"]
    files = {one["fullName"]: one for one in said["files"]}
    assert sorted(files) == ["Erp", "Nope"]
    assert files["Erp"]["filePath"] == str(file_of(world, "Erp"))
    kept = world.stored()["ExternalCredential:Erp"]["metadata"]
    assert texts_of(file_of(world, "Erp").read_text()) == texts_of(kept)
    words = "Entity of type 'NamedCredential' named 'Nope' cannot be found"
    assert (files["Nope"]["state"], files["Nope"]["error"]) == ("Failed", words)
    assert [one["id"] for one in said["fileProperties"]] == [world.held()["ExternalCredential:Erp"]]
    assert file_of(world, "Stripe", "namedCredential").read_bytes() == untouched


def test_nothing_but_what_is_missing_is_a_warning(logged_in):
    said = logged_in.sf("project", "retrieve", "start", "-m", "ExternalCredential:Nope").succeeded()
    assert "Nothing retrieved" in said.stdout + said.stderr
    assert "named 'Nope' cannot be found" in said.stdout + said.stderr


def test_metadata_format_is_deployed_again_and_changes_nothing(logged_in):
    world = logged_in
    target, before = world.folder / "out", moments(world)
    words = ["project", "retrieve", "start", "-m", "ExternalCredential", "-m", "Certificate"]
    world.sf(*words, "--target-metadata-dir", target).succeeded()
    with zipfile.ZipFile(target / "unpackaged.zip") as archive:
        names = set(archive.namelist())
        archive.extractall(target)
    assert {"unpackaged/package.xml", "unpackaged/certs/Larkhill_Signing.crt"} <= names and len(names) == 18
    for package in [target / "unpackaged", target / "unpackaged.zip"]:
        said = world.sf("project", "deploy", "start", "--metadata-dir", package, "--json").succeeded()
        result = said.json["result"]
        assert (result["status"], result["numberComponentsDeployed"]) == ("Succeeded", 16)
        assert {one["state"] for one in result["files"]} == {"Unchanged"} and moments(world) == before
