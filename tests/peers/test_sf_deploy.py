"""The Salesforce CLI deploys to the practice org, over SOAP and over REST."""

import pytest

from sf_says import deploy_id, rows
from test_sf_retrieve import file_of

SOAP = {}
REST = {"SF_ORG_METADATA_REST_DEPLOY": "true"}
BOTH = pytest.mark.parametrize("over", [SOAP, REST], ids=["SOAP", "REST"])


@pytest.fixture
def waiting(world):
    """A world whose org holds every deployment until it is cancelled."""
    world.login(world.org("--hold-deployments")).succeeded()
    return world


def changed(path, old, new):
    """Changes a file of the project and gives its text."""
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    return path.read_text()


def without(stored, *names):
    return {name: one for name, one in stored.items() if name not in names}


def deploy(world, *words, **environment):
    return world.sf("project", "deploy", *words, **environment)


@BOTH
def test_a_change_and_a_new_component_are_deployed(logged_in, over):
    world, before = logged_in, logged_in.stored()
    shop, new = file_of(world, "Shop"), file_of(world, "Newsletter")
    text = changed(shop, "<label>", "<label>New ")
    said = deploy(world, "start", "-d", shop, "-d", new, **over).succeeded()
    assert f"using the v68.0 {'REST' if over else 'SOAP'} API" in said.stdout and "Status: Succeeded" in said.stdout
    states = {row["Name"]: row["State"] for row in rows(said.stdout, "Deployed Source")}
    assert states == {"Shop": "Changed", "Newsletter": "Created"}
    after = world.stored()
    ours = ("ExternalCredential:Shop", "ExternalCredential:Newsletter")
    assert without(after, *ours) == without(before, *ours)
    assert [after[name]["metadata"] for name in ours] == [text, new.read_text()]
    assert after[ours[0]]["id"] == before[ours[0]]["id"] and after[ours[0]]["modified"] > before[ours[0]]["modified"]


@BOTH
def test_a_dry_run_changes_nothing(logged_in, over):
    world, before = logged_in, logged_in.stored()
    changed(file_of(world, "Shop"), "<label>", "<label>New ")
    said = deploy(world, "start", "-d", file_of(world, "Shop"), "--dry-run", **over).succeeded()
    assert [row["State"] for row in rows(said.stdout, "Validated Source")] == ["Changed"]
    assert "Dry-run complete." in said.stdout and world.stored() == before


@BOTH
def test_a_failure_is_told_with_file_and_line_and_undoes_the_rest(logged_in, over):
    world, before = logged_in, logged_in.stored()
    broken, good = file_of(world, "Erp"), file_of(world, "Shop")
    text = changed(broken, "<authenticationProtocol>", "<authenticationProtocol>No")
    changed(good, "<label>", "<label>New ")
    said = deploy(world, "start", "-d", broken, "-d", good, **over).ended_with(1)
    failures = rows(said.stdout, "Component Failures [1]")
    assert len(failures) == 1
    [failure] = failures
    line = 1 + [part.strip()[:24] for part in text.splitlines()].index("<authenticationProtocol>")
    column = 1 + text.splitlines()[line - 1].index("<")
    assert (failure["Type"], failure["Name"]) == ("ExternalCredential", "Erp")
    assert failure["Line:Column"] == f"{line}:{column}"
    assert failure["Problem"].startswith("'No") and "is not a valid value for the enum" in failure["Problem"]
    assert "Status: Failed" in said.stdout and world.stored() == before
    told = deploy(world, "report", "-i", deploy_id(said), "--json").succeeded().json["result"]
    assert [one["filePath"] for one in told["files"] if one["state"] == "Failed"] == [str(broken)]


@BOTH
def test_what_fails_alone_leaves_the_rest_deployed(logged_in, over):
    world, before = logged_in, logged_in.stored()
    changed(file_of(world, "Erp"), "<authenticationProtocol>", "<authenticationProtocol>No")
    text = changed(file_of(world, "Shop"), "<label>", "<label>New ")
    files = ["-d", file_of(world, "Erp"), "-d", file_of(world, "Shop")]
    said = deploy(world, "start", *files, "--ignore-errors", **over).ended_with(68)
    assert "Status: Partially Succeeded" in said.stdout
    assert [row["Name"] for row in rows(said.stdout, "Deployed Source")] == ["Shop"]
    assert [row["Name"] for row in rows(said.stdout, "Component Failures")] == ["Erp"]
    after = world.stored()
    assert without(after, "ExternalCredential:Shop") == without(before, "ExternalCredential:Shop")
    assert after["ExternalCredential:Shop"]["metadata"] == text


def test_a_whole_project_is_deployed_and_the_second_time_nothing_changes(logged_in):
    world = logged_in
    everything = ["start", "-d", "force-app", "-d", "integrations", "--json"]
    first = deploy(world, *everything).succeeded().json["result"]
    assert "Created" in {one["state"] for one in first["files"]}
    held = world.stored()
    assert {f"{one['type']}:{one['fullName']}" for one in first["files"] if one["fullName"]} <= set(held)
    second = deploy(world, *everything, **REST).succeeded().json["result"]
    assert second["numberComponentsDeployed"] == first["numberComponentsDeployed"] > 30
    assert {one["state"] for one in second["files"]} == {"Unchanged"}
    assert world.stored() == held


@BOTH
def test_a_validation_is_deployed_quickly(logged_in, over):
    world, before = logged_in, logged_in.stored()
    text = changed(file_of(world, "Shop"), "<label>", "<label>New ")
    words = ["validate", "-d", file_of(world, "Shop"), "--test-level", "RunLocalTests"]
    validated = deploy_id(deploy(world, *words, **over).succeeded())
    assert world.stored() == before
    quick = deploy(world, "quick", "--job-id", validated, **over).succeeded()
    assert f"Successfully deployed ({deploy_id(quick)})" in quick.stdout and deploy_id(quick) != validated
    assert world.stored()["ExternalCredential:Shop"]["metadata"] == text


def test_a_deployment_is_reported_cancelled_and_changes_nothing(waiting):
    world, before = waiting, waiting.stored()
    changed(file_of(world, "Shop"), "<label>", "<label>New ")
    begun = deploy(world, "start", "-d", file_of(world, "Shop"), "--async", "--json").succeeded().json["result"]
    pending = deploy(world, "report", "--use-most-recent", "--json").succeeded().json["result"]
    assert (pending["id"], pending["status"], pending["done"]) == (begun["id"], "Pending", False)
    said = deploy(world, "cancel", "--job-id", begun["id"]).succeeded()
    assert f"Successfully canceled {begun['id']}" in said.stdout
    gone = deploy(world, "report", "--job-id", begun["id"], "--json").succeeded().json["result"]
    assert (gone["status"], gone["canceledByName"]) == ("Canceled", "Practice Admin")
    assert world.stored() == before


def test_a_deployment_that_is_done_is_reported(logged_in):
    world = logged_in
    said = deploy(world, "start", "-d", file_of(world, "Newsletter")).succeeded()
    told = deploy(world, "report", "--job-id", deploy_id(said), "--json").succeeded().json["result"]
    assert (told["status"], told["success"], told["done"]) == ("Succeeded", True, True)
    successes = [one["id"] for one in told["details"]["componentSuccesses"] if one["componentType"]]
    assert successes == [world.held()["ExternalCredential:Newsletter"]]
    too_late = deploy(world, "cancel", "--job-id", deploy_id(said)).ended_with(1)
    assert "CannotCancelDeployError" in too_late.stderr


def test_source_is_deleted_here_and_there(logged_in):
    world, before = logged_in, logged_in.stored()
    words = ["project", "delete", "source", "-m", "NamedCredential:Stripe", "--no-prompt"]
    said = world.sf(*words).succeeded()
    deleted = rows(said.stdout, "=== Deleted Source")
    assert [(row["FULL NAME"], row["TYPE"]) for row in deleted] == [("Stripe", "NamedCredential")]
    assert world.stored() == without(before, "NamedCredential:Stripe")
    assert not list(world.project.rglob("force-app/**/Stripe.namedCredential-meta.xml"))


PACKAGE = """<?xml version="1.0" encoding="UTF-8"?>
<Package xmlns="http://soap.sforce.com/2006/04/metadata">
    {types}
    <version>66.0</version>
</Package>
"""


def manifest(world, name, *components):
    """Writes a manifest of these components."""
    kinds = [component.split(":") for component in components]
    types = "".join(f"<types><members>{one}</members><name>{kind}</name></types>" for kind, one in kinds)
    path = world.project / "manifest" / name
    path.write_text(PACKAGE.format(types=types))
    return path


@BOTH
def test_what_a_manifest_destroys_goes_and_what_is_in_use_stays(logged_in, over):
    world, before = logged_in, logged_in.stored()
    package = manifest(world, "none.xml")
    old = manifest(world, "old.xml", "ExternalCredential:OldFreight")
    used = manifest(world, "used.xml", "ExternalCredential:Stripe")
    refused = deploy(world, "start", "-x", package, "--post-destructive-changes", used, **over).ended_with(1)
    failed = {row["Name"]: row["Problem"] for row in rows(refused.stdout, "Component Failures")}
    assert list(failed) == ["Stripe"] and "is referenced elsewhere in Salesforce" in failed["Stripe"]
    assert world.stored() == before
    said = deploy(world, "start", "-x", package, "--post-destructive-changes", old, "--json", **over).succeeded()
    successes = said.json["result"]["details"]["componentSuccesses"]
    assert [one["fullName"] for one in successes if one["deleted"]] == ["OldFreight"]
    assert world.stored() == without(before, "ExternalCredential:OldFreight")
