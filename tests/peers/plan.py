"""What is broken where: everything, everywhere, but for what would only cost time.

Clients that ask the same questions before each of their tasks are lied to in one conversation, and not in all. The Salesforce
CLI takes seconds for each command; with it, those ways are taken that decide.
"""

from dataclasses import dataclass
from fnmatch import fnmatchcase


@dataclass(frozen=True)
class Break:
    """One kind of answer, broken in one way."""

    kind: str
    way: str

    def __str__(self):
        return f"broken: {self.way} of {self.kind}"


# Tests, the questions that come before everything, and the conversation in which their answers are broken.
OPENINGS = [
    (
        "*test_cumulusci.py::*",
        ("GET services/data", "GET services/oauth2/userinfo", "GET sobjects/Organization/ID"),
        "*::test_queries_find_components",
    ),
    (
        "*test_s[fi]*",
        ("GET services/data", "GET query of Organization", "refusal of GET query of ScratchOrgInfo"),
        "*::test_an_access_token_is_a_login",
    ),
    (
        "*test_sf_login.py::*",
        ("GET services/data/v68.0", "GET services/oauth2/userinfo"),
        "*::test_a*login*",
    ),
]
BEGUN = ("ids",)
ENDED = ("words",)
FAILED = ("words", "one item less")
BROUGHT = ("words", "one byte", "one entry less")
# Conversations that we do not overhear, and why: what they hear is whole.
DEAF = {
    "*test_sf_login_web.py::test_sf_logs_in_by_an_auth_url_over_tls*": "it speaks TLS from end to end",
    "*test_sf_logins.py::test_a_key_that_signs*": "what it hears is heard, and broken, in the other logins",
}
# Tests with costly peers, kinds, and the ways that are taken. What no row tells of is broken in all ways.
DECISIVE = [
    ("*test_sf_logins.py::test_an_access*", "GET services/oauth2/userinfo", ("words",)),
    ("*test_sf_logins.py::test_a_[lr]*", "POST services/oauth2/token", ("words", "addresses")),
    ("*test_sf_logins.py::*", "*", ()),
    ("*test_sf_login_web.py::test_sf_forgets*", "POST services/oauth2/token", ("words",)),
    ("*test_sf_login_web.py::test_sf_logs_in_in*", "POST services/oauth2/token", ("words", "addresses")),
    ("*test_sf_login_web.py::*", "*", ()),
    ("*test_jsforce_login.py::test_jsforce_runs*", "GET services/oauth2/userinfo", ("words",)),
    ("*test_jsforce_login.py::test_jsforce_runs*", "*", ()),
    ("*test_jsforce_login.py::test_jsforce_logs*", "POST services/oauth2/token", ("words",)),
    ("*test_jsforce_login.py::test_jsforce_logs*", "*", ()),
    ("*test_side_by_side_bundle.py::*", "[GPS]*", ()),
    ("*test_side_by_side_manifest.py::*", "our manifest", ("one byte",)),
    ("*test_side_by_side_manifest.py::test_manifests*", "what we say", ()),
    ("*test_schema_judges_check.py::*", "our findings", ("words",)),
    ("*test_side_by_side_org.py::*", "SOAP checkRetrieveStatus", ("one byte",)),
    ("*test_side_by_side_org.py::*", "SOAP checkDeployStatus", ("words",)),
    ("*test_side_by_side_org.py::*", "*", ()),
    ("*test_sf_login.py::test_an_expired*", "GET limits", ("numbers",)),
    ("*test_sf_login.py::test_an_expired*", "SOAP listMetadata", ("one item less",)),
    ("*test_sf_login.py::test_an_expired*", "GET query of NamedCredential", ("numbers",)),
    ("*test_sf_login.py::test_an_expired*", "[!r]*", ()),
    ("*test_sf_login.py::test_an_expired*begun*", "refusal of *", ()),
    ("*test_sf_login.py::test_an_expired*words0*", "refusal of GET query of Organization", ()),
    ("*test_sf_login.py::test_a_token*", "refusal of GET query of Organization", ()),
    ("*test_sf_login.py::test_a_signed*", "POST services/oauth2/token", ("addresses",)),
    ("*test_sf_login.py::test_assertions*", "POST services/oauth2/token", ("words",)),
    ("*test_sf_deploy.py::*fail*", "SOAP checkDeployStatus", FAILED),
    ("*test_sf_deploy.py::*fail*", "GET metadata/deployRequest/ID", FAILED),
    ("*test_sf_*", "SOAP deploy*", BEGUN),
    ("*test_sf_*", "POST metadata/deployRequest", BEGUN),
    ("*test_sf_*", "SOAP retrieve", BEGUN),
    ("*test_sf_*", "SOAP checkDeployStatus", ENDED),
    ("*test_sf_*", "GET metadata/deployRequest/ID", ENDED),
    ("*test_sf_*", "SOAP checkRetrieveStatus", BROUGHT),
    ("*test_sf_*", "refusal of *", ("words",)),
]


def breaks_of(test, kinds):
    """What is broken for a test that heard these kinds in these ways."""
    return [Break(kind, way) for kind, ways in kinds.items() if not opens(test, kind) for way in taken(test, kind, ways)]


def is_deaf(test):
    """Whether there is nothing to break in what a conversation hears."""
    return any(fnmatchcase(test, tests) for tests in DEAF)


def opens(test, kind):
    """Whether an answer comes before everything, and is broken in another conversation."""
    return any(
        fnmatchcase(test, tests) and kind in kinds and not fnmatchcase(test, elsewhere)
        for tests, kinds, elsewhere in OPENINGS
    )


def taken(test, kind, ways):
    """The ways that are taken, of those in which an answer can be broken."""
    chosen = next((row[-1] for row in DECISIVE if chooses(row, test, kind)), ways)
    return [way for way in ways if way in chosen]


def chooses(row, test, kind):
    """Whether a row tells which ways are taken."""
    return fnmatchcase(test, row[0]) and fnmatchcase(kind, row[1])


def that_apply_to_nothing(known):
    """The rows that no kind of answer in any test is left for, and openings that are broken nowhere."""
    heard = [(test, kind) for test, kinds in known.items() if isinstance(kinds, dict) for kind in kinds]
    stale = [row for row in DECISIVE if not any(chooses(row, *case) for case in heard)]
    for tests, kinds, elsewhere in OPENINGS:
        stale += [(tests, kind) for kind in kinds if not any(opens(test, one) for test, one in heard if one == kind)]
        broken = {kind for test, kind in heard if fnmatchcase(test, elsewhere)}
        stale += [(kind, elsewhere) for kind in kinds if kind not in broken]
    return stale
