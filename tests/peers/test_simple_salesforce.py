"""simple-salesforce and the practice org: its own SOAP and REST, and the records of its own WSDL through zeep."""

import base64
from datetime import datetime
from functools import partial

import pytest
import python_peers
from holdings import archive, as_record, credential, holdings, properties, seeded, unpacked

SCRIPT = "simple_salesforce_talk.py"
told = partial(python_peers.told, SCRIPT)
refused = partial(python_peers.refused, SCRIPT)

NEW = "ExternalCredential:GiftVouchers"
PARAMETER = {"parameterGroup": "Main", "parameterName": "Main", "parameterType": "NamedPrincipal", "sequenceNumber": 1}
GIFT_CARDS = {
    "fullName": "GiftVouchers",
    "label": "Gift Vouchers",
    "authenticationProtocol": "Custom",
    "externalCredentialParameters": [PARAMETER],
}


def test_a_deployment_creates_and_changes(world):
    org = world.org()
    before = holdings(world)
    changed = {NEW: credential("Gift Vouchers"), "ExternalCredential:Stripe": credential("Stripe, renamed")}
    result = told(world, org, "deploy", archive(world, changed), False, {})
    assert (result["state"], result["status"]) == ("Queued", "Succeeded")
    numbers = {"total_count": "2", "deployed_count": "2", "failed_count": "0", "errors": []}
    assert result["deployment"] == numbers
    assert holdings(world) == before | changed


def test_a_validation_changes_nothing_and_tests_are_told(world):
    org = world.org()
    before = holdings(world)
    options = {"checkOnly": True, "testLevel": "RunLocalTests"}
    result = told(world, org, "deploy", archive(world, {NEW: credential("x")}), True, options)
    assert (result["state"], result["status"]) == ("Queued", "Succeeded")
    assert result["deployment"] == {"total_count": "1", "deployed_count": "1", "failed_count": "0", "errors": []}
    assert result["tests"] == {"total_count": "0", "completed_count": "0", "failed_count": "0", "errors": []}
    assert holdings(world) == before


def test_a_failing_deployment_names_file_and_problem(world):
    org = world.org()
    before = holdings(world)
    path = archive(world, {"ExternalCredential:Bad": credential("Bad", "Nonsense"), NEW: credential("Good")})
    result = told(world, org, "deploy", path, False, {})
    assert (result["state"], result["status"]) == ("Queued", "Failed")
    error = {
        "type": "ExternalCredential",
        "file": "externalCredentials/Bad.externalCredential",
        "status": "Error",
        "message": "'Nonsense' is not a valid value for the enum 'AuthenticationProtocol'",
    }
    numbers = {"total_count": "2", "deployed_count": "1", "failed_count": "1"}
    assert result["deployment"] == numbers | {"errors": [error]}
    assert holdings(world) == before


@pytest.mark.parametrize(("single", "prefix"), [(True, ""), (False, "unpackaged/")])
def test_retrieve_brings_the_files_that_the_org_was_seeded_from(world, single, prefix):
    wanted = {"ExternalCredential": ["BankFeed", "Nowhere"], "NamedCredential": ["*"]}
    result = told(world, world.org(), "retrieve", wanted, single)
    assert (result["state"], result["status"], result["error"]) == ("Queued", "Succeeded", None)
    files = unpacked(base64.b64decode(result["zip"]))
    addresses = [name.split(":")[1] for name in holdings(world) if name.startswith("NamedCredential:")]
    bank = seeded(world, "ExternalCredential:BankFeed")
    expected = {f"{prefix}externalCredentials/BankFeed.externalCredential": bank}
    for address in addresses:
        expected[f"{prefix}namedCredentials/{address}.namedCredential"] = seeded(world, f"NamedCredential:{address}")
    assert f"<members>{addresses[0]}</members>" in files.pop(f"{prefix}package.xml")
    assert files == expected


def test_describe_and_list_are_read_by_the_wsdl(world):
    org = world.org()
    described = told(world, org, "describe")
    suffixes = [(one["xmlName"], one["suffix"]) for one in described["metadataObjects"]]
    assert suffixes == sorted(set(suffixes)) and {name.split(":")[0] for name in world.held()} <= set(dict(suffixes))
    assert ("NamedCredential", "namedCredential") in suffixes and described["partialSaveAllowed"] is True
    kinds = ["ExternalCredential", "Certificate"]
    listed = told(world, org, "list", kinds)
    expected = {name: id for name, id in world.held().items() if name.split(":")[0] in kinds}
    found = {f"{one['type']}:{one['fullName']}": one for one in listed}
    assert {name: one["id"] for name, one in found.items()} == expected and len(listed) == len(expected)
    for name, kept in properties(world, *found).items():
        for moment in ("createdDate", "lastModifiedDate"):
            assert datetime.fromisoformat(found[name][moment]) == datetime.fromisoformat(kept[moment])


def test_a_record_of_the_wsdl_is_what_the_org_holds(world):
    read = told(world, world.org(), "read", "ExternalCredential", ["BankFeed"])
    assert isinstance(read, dict), "one record was asked for"
    stated = plain({field: value for field, value in read.items() if value is not None})
    assert stated == {"fullName": "BankFeed"} | as_record(seeded(world, "ExternalCredential:BankFeed"))


def plain(value):
    """The texts behind zeep's values, without the fields that say nothing."""
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items() if one is not None}
    if isinstance(value, list):
        return [plain(one) for one in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


def test_a_component_lives_and_dies_by_records(world):
    org = world.org()
    before = holdings(world)
    told(world, org, "create", "ExternalCredential", GIFT_CARDS)
    assert as_record(holdings(world)[NEW]) == as_record(credential("Gift Vouchers"))
    told(world, org, "update", "ExternalCredential", GIFT_CARDS | {"label": "Vouchers"})
    told(world, org, "upsert", "ExternalCredential", GIFT_CARDS | {"fullName": "Other"})
    held = holdings(world)
    assert (as_record(held[NEW])["label"], "ExternalCredential:Other" in held) == ("Vouchers", True)
    told(world, org, "delete", "ExternalCredential", ["GiftVouchers", "Other"])
    assert holdings(world) == before


@pytest.mark.parametrize(
    ("call", "arguments", "message"),
    [
        (
            "delete",
            ["ExternalCredential", ["BankFeed"]],
            "\nBankFeed: (DELETE_FAILED, This external credential is referenced elsewhere in Salesforce. ",
        ),
        (
            "update",
            ["ExternalCredential", GIFT_CARDS],
            "\nGiftVouchers: (INVALID_CROSS_REFERENCE_KEY, In field: fullName - no ExternalCredential named ",
        ),
        ("read", ["ExternalCredential", ["A"] * 11], "EXCEEDED_ID_LIMIT: record limit reached. "),
    ],
)
def test_what_is_refused_is_thrown_with_its_code(world, call, arguments, message):
    org = world.org()
    before = holdings(world)
    error = refused(world, org, call, *arguments)
    assert error["message"].startswith(message) and error["message"].count(message.strip().split(": ")[-1]) == 1, error
    assert holdings(world) == before


def test_queries_find_components_and_deployments(world):
    org = world.org()
    deployed = told(world, org, "deploy", archive(world, {NEW: credential("x")}), False, {})
    assert (deployed["state"], deployed["status"]) == ("Queued", "Succeeded")
    assert deployed["deployment"]["deployed_count"] == "1"
    found = told(world, org, "tooling", "SELECT Id, DeveloperName FROM ExternalCredential")
    held = {name: id for name, id in world.held().items() if name.startswith("ExternalCredential:")}
    assert {f"ExternalCredential:{one['DeveloperName']}": one["Id"] for one in found["records"]} == held
    assert found["totalSize"] == len(found["records"]) == len(held)
    found = told(world, org, "tooling", "SELECT Status, NumberComponentsDeployed FROM DeployRequest")
    assert [(one["Status"], one["NumberComponentsDeployed"]) for one in found["records"]] == [("Succeeded", 1)]
    found = told(world, org, "query", "SELECT Id, Name, OrganizationType FROM Organization")
    told_of = [(one["Id"], one["Name"], one["OrganizationType"]) for one in found["records"]]
    assert told_of == [("00D000000000001EAA", "Practice", "Developer Edition")] and found["totalSize"] == 1


def test_a_query_that_makes_no_sense_is_an_error_with_its_code(world):
    error = refused(world, world.org(), "query", "SELECT Nonsense FROM Organization")
    assert error["name"] == "SalesforceMalformedRequest"
    assert [one["errorCode"] for one in error["content"]] == ["INVALID_FIELD"]


def test_limits_are_told_by_a_call_and_by_a_header(world):
    org = world.org()
    assert told(world, org, "limits")["DailyApiRequests"] == {"Max": 15_000, "Remaining": 14_999}
    assert told(world, org, "usage") == {"used": 2, "total": 15_000}


def test_a_session_that_is_none_is_told_apart(world):
    org = world.org()
    expired = refused(world, org, "query", "SELECT Id FROM User", token="00D000000000001!nonsense")
    assert expired["name"] == "SalesforceExpiredSession"
    assert [one["errorCode"] for one in expired["content"]] == ["INVALID_SESSION_ID"]
    fault = refused(world, org, "describe", token="00D000000000001!nonsense")
    assert (fault["name"], fault["message"].split(":")[0]) == ("Fault", "INVALID_SESSION_ID")
