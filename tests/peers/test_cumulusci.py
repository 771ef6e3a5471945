"""CumulusCI and the practice org: its tasks, with their own SOAP and REST."""

from datetime import datetime
from functools import partial

import pytest
import python_peers
from holdings import archive, credential, holdings, manifest, properties, seeded, unpacked

SCRIPT = "cumulusci_talk.py"
told = partial(python_peers.told, SCRIPT)
refused = partial(python_peers.refused, SCRIPT)

NEW = "ExternalCredential:GiftVouchers"
OVER = pytest.mark.parametrize("rest", [False, True])


def folder(world, components):
    """A folder with these components, as CumulusCI deploys it; gives its path."""
    path = world.folder / "src"
    for name, text in unpacked(archive(world, components).read_bytes()).items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(text)
    return path


def package(world, members):
    """A manifest as a file; gives its path."""
    path = world.folder / "wanted.xml"
    path.write_text(manifest(members))
    return path


def deployed(world, org, options):
    """Lets CumulusCI deploy, and sees to it that the state it tells of is the one that is good."""
    said = python_peers.say(SCRIPT, world, org, "deploy", options).succeeded()
    words = "Deployment Succeeded" if options.get("rest_deploy") else "[Success]: Succeeded"
    assert words in said.stderr


@OVER
def test_a_deployment_creates_and_changes(world, rest):
    org = world.org()
    before = holdings(world)
    changed = {NEW: credential("Gift Vouchers"), "ExternalCredential:Stripe": credential("Stripe, renamed")}
    deployed(world, org, {"path": folder(world, changed), "rest_deploy": rest})
    assert holdings(world) == before | changed


@OVER
def test_a_check_changes_nothing(world, rest):
    org = world.org()
    before = holdings(world)
    options = {"path": folder(world, {NEW: credential("x")}), "rest_deploy": rest, "check_only": True}
    deployed(world, org, options | {"test_level": "RunLocalTests"})
    assert holdings(world) == before
    found = told(world, org, "query", {"query": "SELECT Status, CheckOnly FROM DeployRequest"})["returned"]
    assert [(one["Status"], one["CheckOnly"]) for one in found["records"]] == [("Succeeded", True)]
    assert found["totalSize"] == 1


def test_a_failing_deployment_over_soap_names_what_went_wrong(world):
    org = world.org()
    before = holdings(world)
    path = folder(world, {"ExternalCredential:Bad": credential("Bad", "Nonsense"), NEW: credential("Good")})
    error = refused(world, org, "deploy", {"path": path})
    words = "'Nonsense' is not a valid value for the enum 'AuthenticationProtocol'"
    # CumulusCI means to throw a component failure, catches it itself, and says so.
    problem = f"Update of ExternalCredential Bad: Error on line 3, col 5: {words}"
    assert error == {"name": "MetadataParseError", "message": f"Could not process MDAPI response: {problem}"}
    assert holdings(world) == before


def test_a_failing_deployment_over_rest_names_file_line_and_problem(world):
    org = world.org()
    before = holdings(world)
    path = folder(world, {"ExternalCredential:Bad": credential("Bad", "Nonsense")})
    (path / "externalCredentials" / "Stray.externalCredential").write_text(credential("Stray"))
    error = refused(world, org, "deploy", {"path": path, "rest_deploy": True})
    assert error["name"] == "MetadataComponentFailure"
    bad = "'Nonsense' is not a valid value for the enum 'AuthenticationProtocol' at line 3:5"
    assert sorted(error["message"].splitlines()) == [
        f"ERROR in file externalCredentials/Bad.externalCredential: {bad}",
        "ERROR in file externalCredentials/Stray.externalCredential: Not in package.xml",
    ]
    assert holdings(world) == before


def test_a_collision_is_found_by_what_a_retrieval_does_not_find(world):
    org = world.org()
    before = holdings(world)
    there = {"ExternalCredential:Stripe": credential("Stripe, renamed")}
    options = {"path": folder(world, there | {NEW: credential("x")}), "collision_check": True}
    said = python_peers.say(SCRIPT, world, org, "deploy", options).succeeded()
    assert "Stripe" in said.stdout and "GiftVouchers" not in said.stdout
    assert "aborted due to collision" in said.stderr and holdings(world) == before


def test_retrieve_brings_the_files_that_the_org_was_seeded_from(world):
    wanted = package(world, {"ExternalCredential": ["BankFeed"], "NamedCredential": ["*"]})
    target = world.folder / "out"
    told(world, world.org(), "retrieve", {"path": target, "package_xml": wanted, "api_version": "64.0"})
    files = {str(path.relative_to(target)): path.read_text() for path in target.rglob("*.*")}
    addresses = [name.split(":")[1] for name in holdings(world) if name.startswith("NamedCredential:")]
    expected = {"externalCredentials/BankFeed.externalCredential": seeded(world, "ExternalCredential:BankFeed")}
    for address in addresses:
        expected[f"namedCredentials/{address}.namedCredential"] = seeded(world, f"NamedCredential:{address}")
    assert f"<members>{addresses[0]}</members>" in files.pop("package.xml")
    assert files == expected


def test_deletions_leave_what_is_in_use(world):
    org = world.org()
    before = holdings(world)
    in_use = package(world, {"ExternalCredential": ["BankFeed"]})
    error = refused(world, org, "uninstall", {"path": in_use})
    assert "This external credential is referenced elsewhere in Salesforce." in error["message"]
    assert holdings(world) == before
    unused = package(world, {"PermissionSet": ["Larkhill_Marketing_Callouts"]})
    told(world, org, "uninstall", {"path": unused})
    assert set(before) - set(holdings(world)) == {"PermissionSet:Larkhill_Marketing_Callouts"}


def test_describe_names_the_types(world):
    types = told(world, world.org(), "describe", {"path": "."})["returned"]
    assert {name.split(":")[0] for name in world.held()} <= set(types) and types == sorted(set(types))


def test_list_gives_every_component_with_its_record_id(world):
    listed = told(world, world.org(), "list", {"type": "NamedCredential"})["returned"]
    expected = {name: id for name, id in world.held().items() if name.startswith("NamedCredential:")}
    assert {f"{one['type']}:{one['fullName']}": one["id"] for one in listed} == expected
    assert len(listed) == len(expected)
    for one in listed:
        kept = properties(world, f"NamedCredential:{one['fullName']}")[f"NamedCredential:{one['fullName']}"]
        for moment in ("createdDate", "lastModifiedDate"):
            assert datetime.fromisoformat(one[moment]) == datetime.fromisoformat(kept[moment].removesuffix("Z"))


def test_queries_find_components(world):
    org = world.org()
    answer = told(world, org, "query", {"query": "SELECT Id, DeveloperName FROM ExternalCredential"})
    records = answer["returned"]["records"]
    found = {f"ExternalCredential:{one['DeveloperName']}": one["Id"] for one in records}
    assert found == {name: id for name, id in world.held().items() if name.startswith("ExternalCredential:")}
    assert answer["returned"]["totalSize"] == len(records) == len(found)
    assert (answer["edition"], answer["user"]) == ("Developer Edition", "admin@practice.invalid")


def test_a_session_that_is_none_ends_the_task(world):
    org = world.org()
    before = holdings(world)
    options = {"path": folder(world, {NEW: credential("x")})}
    error = refused(world, org, "deploy", options, token="00D000000000001!nonsense")
    # It asks who it is before anything else, and that is where it ends.
    assert error["message"].startswith("403 Client Error: Forbidden")
    assert holdings(world) == before
