"""What conversations do not heed, and why: each is broken all the same, and must then pass."""

from fnmatch import fnmatchcase

# Test, kind of answer, way, reason. An asterisk stands for anything.
UNHEEDED = []
NEVER_ENDS = []


def reason(test, kind, way):
    """Why a break is not heeded; nothing where it is."""
    return next((why for *pattern, why in UNHEEDED if matches(pattern, (test, kind, way))), None)


def never_ends(test, kind, way):
    """Whether a client then asks for ever."""
    return any(matches(pattern, (test, kind, way)) for *pattern, _ in NEVER_ENDS)


def matches(pattern, case):
    return all(fnmatchcase(one, part) for one, part in zip(case, pattern, strict=True))
