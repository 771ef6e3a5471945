"""jsforce and packages: retrieve, deploy over SOAP and REST, validate, cancel; and what else it asks of an org."""

import base64

import deployment_book
import pytest
from deployment_book import listed
from holdings import archive, credential, holdings, properties, retrievals, seeded, unpacked
from jsforce_peer import refused, told

ALL = {"rollbackOnError": True, "singlePackage": True}
NEW = "ExternalCredential:GiftVouchers"
OVER = pytest.mark.parametrize("deploy", ["deploy", "deployRest"])


def counts(result):
    """The numbers of a deployment. SOAP's are texts made numbers by jsforce, REST's are numbers."""
    return result["numberComponentsTotal"], result["numberComponentsDeployed"], result["numberComponentErrors"]


def test_retrieve_brings_the_files_that_the_org_was_seeded_from(world):
    wanted = {
        "apiVersion": 66,
        "singlePackage": True,
        "unpackaged": {
            "types": [
                {"members": ["BankFeed", "Nowhere"], "name": "ExternalCredential"},
                {"members": "*", "name": "NamedCredential"},
            ],
            "version": 66,
        },
    }
    result = told(world, world.org(), "retrieve", wanted)
    assert (result["status"], result["success"], result["done"]) == ("Succeeded", True, True)
    missing = "Entity of type 'ExternalCredential' named 'Nowhere' cannot be found"
    assert result["messages"] == [{"fileName": "package.xml", "problem": missing}]
    files = unpacked(base64.b64decode(result["zipFile"]))
    addresses = {name for name in holdings(world) if name.startswith("NamedCredential:")}
    assert files.pop("package.xml").count("<members>") == 1 + len(addresses)
    expected = {"externalCredentials/BankFeed.externalCredential": seeded(world, "ExternalCredential:BankFeed")}
    for address in (name.split(":")[1] for name in addresses):
        expected[f"namedCredentials/{address}.namedCredential"] = seeded(world, f"NamedCredential:{address}")
    assert files == expected
    assert sorted(one["fileName"] for one in result["fileProperties"]) == sorted(files)
    told_of = {f"{one['type']}:{one['fullName']}": one for one in result["fileProperties"]}
    kept = properties(world, *told_of)
    assert {name: {field: one[field] for field in kept[name]} for name, one in told_of.items()} == kept


def test_the_progress_of_a_retrieval_can_be_asked_for(world):
    wanted = {"apiVersion": 66, "unpackaged": {"types": [{"members": "*", "name": "PermissionSet"}]}}
    progress = told(world, world.org(), "retrieveStatus", wanted)
    assert (progress["done"], progress["state"]) == (False, "InProgress")
    assert [progress["id"]] == retrievals(world)


@OVER
def test_a_deployment_creates_and_changes(world, deploy):
    org = world.org()
    before = holdings(world)
    changed = {NEW: credential("Gift Vouchers"), "ExternalCredential:Stripe": credential("Stripe, renamed")}
    result = told(world, org, deploy, archive(world, changed), ALL)
    assert (result["status"], result["success"], counts(result)) == ("Succeeded", True, (2, 2, 0))
    assert deployment_book.told(result) == deployment_book.kept(world)
    successes = {one["fullName"]: one for one in listed(result, "componentSuccesses") if one["componentType"]}
    flags = {name: (str(one["created"]).lower(), str(one["changed"]).lower()) for name, one in successes.items()}
    assert flags == {"GiftVouchers": ("true", "true"), "Stripe": ("false", "true")}
    assert holdings(world) == before | changed
    assert successes["GiftVouchers"]["id"] == world.held()[NEW]


@OVER
def test_a_failing_deployment_names_file_line_and_problem_and_leaves_the_org_alone(world, deploy):
    org = world.org()
    before = holdings(world)
    bad = credential("Bad").replace("    <label>", "    <lable>x</lable>\n    <label>")
    result = told(world, org, deploy, archive(world, {"ExternalCredential:Bad": bad, NEW: credential("Good")}), ALL)
    assert (result["status"], result["success"], counts(result)) == ("Failed", False, (2, 1, 1))
    assert deployment_book.told(result) == deployment_book.kept(world)
    [failure] = listed(result, "componentFailures")
    assert failure["fileName"] == "externalCredentials/Bad.externalCredential"
    assert failure["problem"] == "lable invalid at this location in type ExternalCredential"
    assert (int(failure["lineNumber"]), failure["problemType"]) == (10, "Error")
    assert holdings(world) == before


@OVER
def test_without_rollback_the_good_ones_stay(world, deploy):
    org = world.org()
    before = holdings(world)
    good = {NEW: credential("Good")}
    path = archive(world, good | {"ExternalCredential:Bad": credential("Bad", "Nonsense")})
    result = told(world, org, deploy, path, {"rollbackOnError": False, "singlePackage": True})
    assert (result["status"], counts(result)) == ("SucceededPartial", (2, 1, 1))
    assert deployment_book.told(result) == deployment_book.kept(world)
    assert holdings(world) == before | good


@OVER
def test_deletions_leave_what_is_in_use(world, deploy):
    org = world.org()
    before = holdings(world)
    path = archive(world, {}, {"ExternalCredential": ["BankFeed"]})
    result = told(world, org, deploy, path, ALL)
    assert deployment_book.told(result) == deployment_book.kept(world)
    [failure] = listed(result, "componentFailures")
    assert failure["fileName"] == "destructiveChanges.xml"
    assert failure["problem"].startswith("This external credential is referenced elsewhere in Salesforce.")
    assert holdings(world) == before
    path = archive(world, {}, {"PermissionSet": ["Larkhill_Marketing_Callouts"]})
    assert told(world, org, deploy, path, ALL)["status"] == "Succeeded"
    assert set(before) - set(holdings(world)) == {"PermissionSet:Larkhill_Marketing_Callouts"}


@pytest.mark.parametrize("rest", [False, True])
def test_what_was_validated_is_deployed_by_its_id(world, rest):
    org = world.org()
    before = holdings(world)
    new = {NEW: credential("Gift Vouchers")}
    checked = ALL | {"checkOnly": True, "testLevel": "RunLocalTests"}
    validation = told(world, org, "deploy", archive(world, new), checked)
    assert (validation["status"], validation["checkOnly"]) == ("Succeeded", True)
    assert deployment_book.told(validation) == deployment_book.kept(world)
    assert holdings(world) == before
    result = told(world, org, "quick", validation["id"], rest)
    assert (result["status"], result["checkOnly"]) == ("Succeeded", False)
    assert deployment_book.told(result) == deployment_book.kept(world)
    assert result["id"] != validation["id"] and holdings(world) == before | new


def test_a_deployment_that_is_cancelled_changes_nothing(world):
    org = world.org()
    before = holdings(world)
    said = told(world, org, "cancel", archive(world, {NEW: credential("x")}), ALL)
    assert said["answer"] == {"done": "false", "id": said["result"]["id"]}
    assert (said["result"]["status"], said["result"]["success"]) == ("Canceled", False)
    assert deployment_book.told(said["result"]) == deployment_book.kept(world)
    assert holdings(world) == before


def test_deployments_are_found_by_a_query(world):
    org = world.org()
    path = archive(world, {NEW: credential("x")})
    ids = []
    for check in (True, False):
        result = told(world, org, "deploy", path, ALL | {"checkOnly": check})
        assert deployment_book.told(result) == deployment_book.kept(world)
        ids.append(result["id"])
    text = "SELECT Id, Status, CheckOnly FROM DeployRequest ORDER BY CreatedDate DESC LIMIT 2"
    answer = told(world, org, "tooling", text)
    assert (answer["done"], answer["totalSize"]) == (True, 2)
    found = [(one["Id"], one["Status"], one["CheckOnly"]) for one in answer["records"]]
    assert found == [(ids[1], "Succeeded", False), (ids[0], "Succeeded", True)]


def test_components_are_found_by_queries(world):
    org = world.org()
    condition = "WHERE DeveloperName IN ('BankFeed', 'Nowhere')"
    text = f"SELECT Id, DeveloperName, MasterLabel FROM ExternalCredential {condition}"
    answer = told(world, org, "tooling", text)
    found = [(one["DeveloperName"], one["MasterLabel"], one["Id"]) for one in answer["records"]]
    assert found == [("BankFeed", "Bank Feed", world.held()["ExternalCredential:BankFeed"])]
    assert answer["totalSize"] == 1
    answer = told(world, org, "query", "SELECT Id, DeveloperName FROM NamedCredential ORDER BY DeveloperName DESC")
    found = [(f"NamedCredential:{one['DeveloperName']}", one["Id"]) for one in answer["records"]]
    held = {name: id for name, id in world.held().items() if name.startswith("NamedCredential:")}
    assert answer["totalSize"] == len(found) and dict(found) == held
    assert [name.lower() for name, _ in found] == sorted(map(str.lower, held), reverse=True)
    assert refused(world, org, "query", "SELECT Id FROM ExternalCredential")["code"] == "INVALID_TYPE"


def test_a_query_that_makes_no_sense_is_an_error_with_its_code(world):
    org = world.org()
    assert refused(world, org, "tooling", "SELECT Id FRM DeployRequest")["code"] == "MALFORMED_QUERY"
    assert refused(world, org, "tooling", "SELECT Nonsense FROM DeployRequest")["code"] == "INVALID_FIELD"
    assert refused(world, org, "tooling", "SELECT Id FROM Nonsense")["code"] == "INVALID_TYPE"


def test_identity_tells_user_and_org(world):
    org = world.org()
    identity = told(world, org, "identity")
    assert (identity["user_id"], identity["organization_id"]) == ("005000000000001AAA", "00D000000000001EAA")
    assert identity["id"] == f"{org.url}/id/00D000000000001EAA/005000000000001AAA"
    assert identity["username"] == "admin@practice.invalid"
    assert identity["active"] is True


def test_limits_are_told_by_a_call_and_by_a_header(world):
    said = told(world, world.org(), "limits")
    daily = said["limits"]["DailyApiRequests"]
    used = said["header"]["apiUsage"]
    assert daily["Max"] == used["limit"] == 15_000
    assert daily["Max"] - daily["Remaining"] == used["used"] == 1


@pytest.mark.parametrize(("call", "arguments"), [("describe", []), ("tooling", ["SELECT Id FROM DeployRequest"])])
def test_a_session_that_is_none_is_told_apart(world, call, arguments):
    org = world.org()
    error = refused(world, org, call, *arguments, token="00D000000000001!nonsense")
    assert error["code"].removeprefix("sf:") == "INVALID_SESSION_ID"
    assert org.token not in str(error)
