"""jsforce and the calls that work on components one by one: describe, list, read, create, update, upsert, delete."""

import pytest
from holdings import as_record, credential, holdings, properties, seeded
from jsforce_peer import refused, told

GIFT_CARDS = {
    "fullName": "GiftVouchers",
    "label": "Gift <vouchers> & more",
    "authenticationProtocol": "Custom",
    "externalCredentialParameters": [
        {"parameterGroup": "Main", "parameterName": "Main", "parameterType": "NamedPrincipal", "sequenceNumber": 1},
        {"parameterName": "X-Key", "parameterType": "AuthHeader", "parameterValue": "{!'a'}", "sequenceNumber": 2},
    ],
}
HELD = "ExternalCredential:GiftVouchers"


def saved(name="GiftVouchers", **more):
    """What jsforce makes of the result of a record that was saved."""
    return {"errors": [], "fullName": name, "success": True} | more


def complaint(code, message, name="GiftVouchers", **more):
    """What jsforce makes of the result of a record that was not."""
    error = {"extendedErrorDetails": [], "fields": [], "message": message, "statusCode": code}
    return {"errors": [error], "fullName": name, "success": False} | more


def test_describe_names_each_type_with_folder_and_suffix(world):
    described = told(world, world.org(), "describe")
    assert (described["partialSaveAllowed"], described["testRequired"]) == (True, False)
    found = {one["xmlName"]: one for one in described["metadataObjects"]}
    assert len(found) == len(described["metadataObjects"])
    assert {name.split(":")[0] for name in world.held()} <= set(found)
    assert found["ExternalCredential"] == {
        "childXmlNames": [],
        "directoryName": "externalCredentials",
        "inFolder": False,
        "metaFile": False,
        "suffix": "externalCredential",
        "xmlName": "ExternalCredential",
    }
    assert (found["Certificate"]["metaFile"], found["Certificate"]["suffix"]) == (True, "crt")


def test_list_gives_every_component_with_its_record_id(world):
    queries = [{"type": "ExternalCredential"}, {"type": "PermissionSet"}]
    listed = told(world, world.org(), "list", queries)
    asked = {query["type"] for query in queries}
    expected = {name: id for name, id in world.held().items() if name.split(":")[0] in asked}
    assert {f"{one['type']}:{one['fullName']}": one["id"] for one in listed} == expected
    assert len(listed) == len(expected)
    found = {f"{one['type']}:{one['fullName']}": one for one in listed}
    assert found["ExternalCredential:BankFeed"]["fileName"] == "externalCredentials/BankFeed.externalCredential"
    kept = properties(world, *found)
    assert {name: {field: one[field] for field in kept[name]} for name, one in found.items()} == kept


def test_list_of_more_than_three_types_is_refused(world):
    error = refused(world, world.org(), "list", [{"type": "ExternalCredential"}] * 4)
    assert error["code"] == "sf:EXCEEDED_ID_LIMIT"


@pytest.mark.parametrize("component", ["ExternalCredential:BankFeed", "NamedCredential:BankFeed"])
def test_read_gives_the_component_as_a_record(world, component):
    kind, name = component.split(":")
    record = told(world, world.org(), "read", kind, name)
    # jsforce fills in what its older types of a named credential require, and makes booleans of texts.
    stated = {field: value for field, value in record.items() if value not in (None, [], "")}
    expected = {"fullName": name} | as_record(seeded(world, component))
    assert {field: plain(value) for field, value in stated.items()} == expected


def texts(fields):
    return {field: str(value) for field, value in fields.items()}


def plain(value):
    return str(value).lower() if isinstance(value, bool) else value


def test_read_of_several_keeps_the_order_asked_for_and_an_empty_record_for_what_is_missing(world):
    names = ["Stripe", "Nowhere", "BankFeed"]
    records = told(world, world.org(), "read", "ExternalCredential", names)
    assert [record.get("fullName") for record in records] == ["Stripe", None, "BankFeed"]
    assert records[1] == {}
    for record in (records[0], records[2]):
        stored = as_record(holdings(world)[f"ExternalCredential:{record['fullName']}"])
        assert {name: plain(record[name]) for name in stored} == stored


def test_read_of_eleven_records_is_a_fault(world):
    error = refused(world, world.org(), "read", "ExternalCredential", ["BankFeed"] * 11)
    assert error["code"] == "sf:EXCEEDED_ID_LIMIT"
    assert "cannot submit more than 10 records" in error["message"]


def test_a_component_lives_and_dies_by_records(world):
    org = world.org()
    before = holdings(world)
    assert told(world, org, "create", "ExternalCredential", GIFT_CARDS) == saved()
    assert as_record(holdings(world)[HELD])["label"] == "Gift <vouchers> & more"
    record = told(world, org, "read", "ExternalCredential", "GiftVouchers")
    main, key = GIFT_CARDS["externalCredentialParameters"]
    parameters = [main, {"parameterGroup": "DefaultGroup"} | key]
    expected = GIFT_CARDS | {"externalCredentialParameters": [texts(one) for one in parameters]}
    assert {field: value for field, value in record.items() if value not in (None, [], "")} == expected
    assert told(world, org, "update", "ExternalCredential", GIFT_CARDS | {"label": "Vouchers"}) == saved()
    assert as_record(holdings(world)[HELD])["label"] == "Vouchers"
    assert told(world, org, "delete", "ExternalCredential", "GiftVouchers") == saved()
    assert holdings(world) == before


def test_upsert_says_what_it_created(world):
    org = world.org()
    records = [GIFT_CARDS, {"fullName": "Stripe"} | as_record(credential("Stripe, renamed"))]
    results = told(world, org, "upsert", "ExternalCredential", records)
    assert results == [saved(created=True), saved("Stripe", created=False)]
    held = holdings(world)
    assert HELD in held and as_record(held["ExternalCredential:Stripe"])["label"] == "Stripe, renamed"


def test_each_record_is_saved_or_refused_by_itself(world):
    records = [GIFT_CARDS, GIFT_CARDS, GIFT_CARDS | {"fullName": "Bad", "authenticationProtocol": "NoAuthentication"}]
    results = told(world, world.org(), "create", "ExternalCredential", records)
    words = "This Name already exists or has been previously used. Please choose a different name."
    unsupported = 'External Credentials don\'t support the "NoAuthentication" authentication protocol'
    assert results == [
        saved(),
        complaint("DUPLICATE_DEVELOPER_NAME", words),
        complaint("FIELD_INTEGRITY_EXCEPTION", unsupported, "Bad"),
    ]
    held = holdings(world)
    assert HELD in held and "ExternalCredential:Bad" not in held


def test_what_is_missing_is_told_with_its_code(world):
    org = world.org()
    before = holdings(world)
    words = "In field: fullName - no ExternalCredential named GiftVouchers found"
    expected = complaint("INVALID_CROSS_REFERENCE_KEY", words)
    assert told(world, org, "update", "ExternalCredential", GIFT_CARDS) == expected
    unlabelled = {field: value for field, value in GIFT_CARDS.items() if field != "label"}
    expected = complaint("REQUIRED_FIELD_MISSING", "Required field is missing: label")
    assert told(world, org, "create", "ExternalCredential", unlabelled) == expected
    address = {"fullName": "GiftVouchers"} | as_record(seeded(world, "NamedCredential:BankFeed"))
    address["namedCredentialParameters"][1]["externalCredential"] = "Nowhere"
    words = "In field: externalCredential - no ExternalCredential named Nowhere found"
    expected = complaint("INVALID_CROSS_REFERENCE_KEY", words)
    assert told(world, org, "create", "NamedCredential", address) == expected
    assert holdings(world) == before


def test_a_record_of_another_shape_is_a_fault_and_nothing_is_saved(world):
    org = world.org()
    before = holdings(world)
    records = [GIFT_CARDS, GIFT_CARDS | {"fullName": "Other", "lable": "x"}]
    error = refused(world, org, "create", "ExternalCredential", records)
    assert error["code"] == "soapenv:Client"
    assert error["message"] == "lable invalid at this location in type ExternalCredential"
    error = refused(world, org, "create", "ExternalCredentials", GIFT_CARDS)
    assert error["code"] == "sf:INVALID_TYPE"
    assert holdings(world) == before


def test_what_others_refer_to_is_not_deleted(world):
    org = world.org()
    result = told(world, org, "delete", "ExternalCredential", ["BankFeed", "Nowhere"])
    assert len(result) == 2
    in_use, unknown = result
    assert in_use["errors"][0]["statusCode"] == "DELETE_FAILED" and not in_use["success"]
    assert "is referenced elsewhere in Salesforce" in in_use["errors"][0]["message"]
    words = "In field: members - no ExternalCredential named Nowhere found"
    assert unknown == complaint("INVALID_CROSS_REFERENCE_KEY", words, "Nowhere")
    assert "ExternalCredential:BankFeed" in holdings(world)
