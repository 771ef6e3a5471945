"""What conversations do not heed, and why: each is broken all the same, and must then pass."""

from fnmatch import fnmatchcase

from breaking import ENTRIES
from breaking import ITEMS as OF_LISTS

ITEMS = tuple(OF_LISTS)
ID_ALONE = "the client takes the id alone from this answer, and asks again with it"
STATE_ALONE = "CumulusCI goes by the state, and by the id that it began with"
ARCHIVE = "CumulusCI takes the archive, and messages of what is missing"
REFUSED = "that it is refused is enough"
OWN_ADDRESS = "nobody follows the address that the answer has of itself"
# Test, kind of answer, ways, reason. An asterisk stands for anything.
UNHEEDED = [
    ("*test_jsforce_*", "SOAP deploy", ("flags", "words"), ID_ALONE),
    ("*test_jsforce_*", "SOAP retrieve", ("flags", "words"), ID_ALONE),
    ("*test_jsforce_*", "POST metadata/deployRequest", ("flags", "numbers", "addresses", "words"), ID_ALONE),
    ("*test_jsforce_*", "GET metadata/deployRequest/ID", ("addresses",), OWN_ADDRESS),
    ("*test_simple_*", "SOAP deploy", ("flags",), "simple-salesforce reads id and state"),
    ("*test_simple_*", "SOAP retrieve", ("flags",), "simple-salesforce reads id and state"),
    (
        "*test_simple_*",
        "SOAP checkDeployStatus",
        ("flags", "ids"),
        "simple-salesforce reads state, numbers and failures",
    ),
    ("*test_simple_*::test_a_[dv]*", "SOAP checkDeployStatus", ITEMS, "no failures are in it"),
    ("*test_simple_*::test_queries*", "SOAP checkDeployStatus", ITEMS, "no failures are in it"),
    (
        "*test_simple_*",
        "SOAP checkRetrieveStatus",
        ("flags", "ids", "numbers", *ITEMS),
        "simple-salesforce reads state and archive",
    ),
    (
        "*test_simple_*::test_a_component_lives*",
        "SOAP *Metadata",
        ("words",),
        "simple-salesforce reads `success` alone",
    ),
    (
        "*test_simple_*::test_a_component_lives*",
        "SOAP deleteMetadata",
        ITEMS,
        "simple-salesforce throws at the first record that was refused, and counts none",
    ),
    ("*test_cumulusci.py*", "SOAP deploy", ("flags", "words"), ID_ALONE),
    ("*test_cumulusci.py*", "SOAP retrieve", ("flags", "words"), ID_ALONE),
    ("*test_cumulusci.py*", "POST metadata/deployRequest", ("flags", "numbers", "addresses", "words"), ID_ALONE),
    ("*test_cumulusci.py*", "GET metadata/deployRequest/ID", ("addresses",), OWN_ADDRESS),
    ("*test_cumulusci.py*", "GET metadata/deployRequest/ID", ("flags", "ids"), STATE_ALONE),
    ("*test_cumulusci.py*", "SOAP checkDeployStatus", ("ids",), STATE_ALONE),
    (
        "*test_cumulusci.py::test_a_[cd]*",
        "SOAP checkDeployStatus",
        ("numbers", *ITEMS),
        "nothing failed, and of what did not CumulusCI is silent",
    ),
    (
        "*test_cumulusci.py::test_a_[cd]*",
        "GET metadata/deployRequest/ID",
        ("numbers", *ITEMS),
        "nothing failed, and of what did not CumulusCI is silent",
    ),
    (
        "*test_cumulusci.py::test_deletions*",
        "SOAP checkDeployStatus",
        ("numbers", "one item twice"),
        "CumulusCI repeats the problem's words alone",
    ),
    (
        "*test_cumulusci.py*",
        "SOAP checkStatus",
        ("flags", "ids", "words"),
        "CumulusCI waits for `done`, and reads no more",
    ),
    ("*test_cumulusci.py*", "SOAP checkRetrieveStatus", ("flags", "numbers", "ids", "one item twice"), ARCHIVE),
    ("*test_cumulusci.py::test_retrieve*", "SOAP checkRetrieveStatus", ("words", "one item less"), ARCHIVE),
    (
        "*test_cumulusci.py::test_a_collision*",
        "SOAP checkRetrieveStatus",
        tuple(ENTRIES),
        "what was found is not looked at, but for its names",
    ),
    ("*test_cumulusci.py*", "SOAP describeMetadata", ("flags",), "CumulusCI lists names alone"),
    (
        "*test_cumulusci.py*",
        "GET services/oauth2/userinfo",
        ("flags", "ids", "addresses"),
        "CumulusCI takes the user name",
    ),
    ("*test_cumulusci.py*", "GET sobjects/Organization/ID", ("flags", "ids", "numbers"), "CumulusCI takes the edition"),
    ("*test_cumulusci.py*", "GET services/data", ("words", *ITEMS), "the newest version is taken"),
    ("*test_jsforce_*", "GET services/data/v66.0", ("words",), "jsforce looks up the address of the identity alone"),
    (
        "*test_sf_deploy.py::*cancelled*",
        "SOAP cancelDeploy",
        ("flags", "ids"),
        "`sf` asks how the deployment ended instead",
    ),
    ("*test_sf_login.py::test_a*", "GET services/data/v68.0", ("addresses", "words"), "`sf` looks whether it is there"),
    (
        "*test_sf_login.py::test_an_access*",
        "GET services/oauth2/userinfo",
        ("flags", "addresses", "words"),
        "`sf` takes the ids",
    ),
    (
        "*test_sf_login.py::test_a_signed*",
        "GET services/oauth2/userinfo",
        ("flags", "ids", "addresses"),
        "a name is asked for",
    ),
    ("*test_sf_login.py::test_an_access*", "GET sobjects/User/ID", ("flags", "ids"), "`sf` takes the user name"),
    ("*test_sf_login.py::test_an_access*", "GET services/data", ("words", *ITEMS), "the newest version is taken"),
    (
        "*test_sf_login.py::test_an_access*",
        "GET query of Organization",
        ("one item twice",),
        "`sf` takes the first",
    ),
    ("*test_sf_login.py::test_a*", "refusal of GET query of ScratchOrgInfo", ("words",), REFUSED),
    ("*test_sf_login.py::test_a*", "refusal of GET tooling/query of SandboxProcess", ("words",), REFUSED),
    ("*test_sf_login.py::test_records*", "GET *query of NamedCredential", ("flags",), "`sf` shows no flags of columns"),
    ("*test_sf_login.py::*words0*", "refusal of GET limits", ("words",), "a status of 401 is enough to log in anew"),
    (
        "*test_sf_login.py::*words1*",
        "refusal of GET query of Organization",
        ("words",),
        "a status of 401 is enough to log in anew",
    ),
]
# Test, kind of answer, ways, reason.
NEVER_ENDS = []


def reason(test, kind, way):
    """Why a break is not heeded; nothing where it is."""
    return next((entry[-1] for entry in UNHEEDED if applies(entry, test, kind, way)), None)


def never_ends(test, kind, way):
    """Whether a client then asks for ever."""
    return any(applies(entry, test, kind, way) for entry in NEVER_ENDS)


def applies(entry, test, kind, way):
    tests, kinds, ways, _ = entry
    return fnmatchcase(test, tests) and fnmatchcase(kind, kinds) and way in ways


def that_apply_to_nothing(cases):
    """The entries that no test, kind and way are left for."""
    return [entry for entry in [*UNHEEDED, *NEVER_ENDS] if not any(applies(entry, *case) for case in cases)]
