"""Ways to break a value: each changes what an answer means, and leaves its form as it was.

A way is a name and a function of the value's own name and text. What the function gives back unchanged is not its business.
"""

import re

from kinds import ID

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT.*")
NUMBER = re.compile(r"-?\d+(\.\d+)?")
# A state that is broken is another state, and a believable one.
STATES = {"Succeeded": "Failed", "Failed": "Succeeded", "Canceled": "Succeeded", "SucceededPartial": "Failed"}
OTHER_LETTERS = str.maketrans("aeiouAEIOU", "eaouiEAOUI")
# An archive is broken inside; a client that is given no session asks for another for ever.
LEFT_WHOLE = {"zipFile", "access_token"}


def shape_of(text):
    """What a text is: a flag, a number (a moment is one), an id, an address, or words."""
    if text in ("true", "false"):
        return "flags"
    if NUMBER.fullmatch(text) or MOMENT.fullmatch(text):
        return "numbers"
    if ID.fullmatch(text):
        return "ids"
    return "addresses" if text.startswith(("http://", "https://")) else "words"


def other_flag(name, text):
    """The opposite. What is done stays so: a client that is never told of an end asks for ever."""
    if name == "done":
        return "true"
    return "false" if text == "true" else "true"


def other_number(_, text):
    """One more; of a moment, another year."""
    if MOMENT.fullmatch(text):
        return f"{int(text[:4]) + 1}{text[4:]}"
    whole, dot, fraction = text.partition(".")
    return f"{int(whole) + 1}{dot}{fraction}"


def other_id(_, text):
    """An id of the same kind that nothing has."""
    return f"{text[:10]}Z{text[11:]}"


def other_address(_, text):
    """Another path at the same host: nothing leaves loopback because it was broken."""
    return f"{text.rstrip('/')}/elsewhere"


def other_words(name, text):
    """Other letters. The prefix of a fault's code stays, since it is bound in the envelope."""
    if text in STATES:
        return STATES[text]
    prefix, colon, code = text.rpartition(":") if name == "faultcode" else ("", "", text)
    changed = code.translate(OTHER_LETTERS)
    return prefix + colon + (changed if changed != code or not code.strip() else f"{code}x")


LEAVES = {
    "flags": other_flag,
    "numbers": other_number,
    "ids": other_id,
    "addresses": other_address,
    "words": other_words,
}


def other(way, name, text):
    """The text broken in a way; the same where the way is another shape's."""
    if name in LEFT_WHOLE or not text.strip() or shape_of(text) != way:
        return text
    return LEAVES[way](name, text)
