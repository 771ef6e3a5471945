"""What conversations do not heed, and why: each is broken all the same, and must then pass."""

from fnmatch import fnmatchcase

ID_ALONE = "the client takes the id alone from this answer, and asks again with it"
# Test, kind of answer, ways, reason. An asterisk stands for anything.
UNHEEDED = [
    ("*test_jsforce_*", "SOAP deploy", ("flags", "words"), ID_ALONE),
    ("*test_jsforce_*", "SOAP retrieve", ("flags", "words"), ID_ALONE),
    ("*test_jsforce_*", "POST metadata/deployRequest", ("flags", "numbers", "addresses", "words"), ID_ALONE),
    ("*test_jsforce_*", "GET metadata/deployRequest/ID", ("addresses",), "nobody follows the answer's own address"),
    ("*test_jsforce_*", "GET services/data/v66.0", ("words",), "jsforce looks up the address of the identity alone"),
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
