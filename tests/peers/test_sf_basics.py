"""The Salesforce CLI and the practice org, the least of it: it starts, and it retrieves."""

from holdings import texts_of


def test_sf_is_the_pinned_one(world):
    said = world.hearing.said("what sf says", world.sf("--version")).succeeded()
    assert "@salesforce/cli/2.146.3" in said.stdout and "node-v22." in said.stdout


def test_sf_retrieves_a_wildcard_into_a_folder(world):
    org = world.org()
    target = world.folder / "out"
    words = ["project", "retrieve", "start", "-m", "ExternalCredential", "-o", org.token]
    said = world.sf(*words, "--target-metadata-dir", target, "--unzip", SF_ORG_INSTANCE_URL=org.url).succeeded()
    assert "Succeeded" in said.stdout
    found = {path.stem for path in target.rglob("*.externalCredential")}
    held = {name.split(":", 1)[1] for name in world.held() if name.startswith("ExternalCredential:")}
    assert found == held and len(found) > 10
    stored = world.stored()
    for path in target.rglob("*.externalCredential"):
        assert texts_of(path.read_text()) == texts_of(stored[f"ExternalCredential:{path.stem}"]["metadata"])
