"""What one conversation hears of others, and the one kind of answer that is broken in it."""

import json
import re
from dataclasses import replace

from breaking import WAYS, broken
from leaves import other_words
from misshaping import SHAPES


class Hearing:
    """Takes note of each answer, or breaks those of one kind in one way.

    It listens while the test's own body runs: what is heard before, by fixtures, is what the test stands on.
    """

    def __init__(self, ways=WAYS, kind=None, way=None):
        self.ways = ways
        self.kind = kind
        self.way = way
        self.listening = False
        self.heard = {}
        self.broken = 0

    @staticmethod
    def order(way):
        """Ways in one order, whoever heard them first."""
        return ORDER.index(way)

    def answer(self, kind, answer):
        """Gives an answer on: bytes that are JSON, XML or an archive."""
        return self._given_on(kind, answer, self.ways, broken)

    def count(self, kind, value):
        """Gives on a header that counts."""
        return self._given_on(kind, value, COUNTS, lambda value, way: COUNTS[way](value))

    def status(self, kind, status):
        """Gives on the status of an answer. It is broken only where nobody reads more of a refusal."""
        return self._given_on(kind, status, STATUSES, lambda _, way: STATUSES[way]) if kind in TOLD_BY_STATUS else status

    def text(self, kind, text):
        """Gives bytes on that are compared as bytes."""
        return self._given_on(kind, text, BYTES, lambda text, way: BYTES[way](text))

    def said(self, kind, said):
        """Gives on what a client said."""
        return self._given_on(kind, said, SAYINGS, lambda said, way: SAYINGS[way](said))

    def message(self, kind, message):
        """Gives a SOAP message on to be judged."""
        return self._given_on(kind, message, SHAPES, lambda message, way: SHAPES[way](message))

    def _given_on(self, kind, given, ways, breaking):
        if not self.listening:
            return given
        if self.kind is None:
            noted = self.heard.setdefault(kind, set())
            noted.update(way for way in ways if way not in noted and breaking(given, way) != given)
            return given
        if kind != self.kind or self.way not in ways:
            return given
        changed = breaking(given, self.way)
        self.broken += changed != given
        return changed


def _one_byte(text):
    middle = len(text) // 2
    return text[:middle] + bytes([text[middle] ^ 1]) + text[middle + 1 :] if text else text


def _one_line_less(text):
    lines = text.splitlines(keepends=True)
    return b"".join(lines[: len(lines) // 2] + lines[len(lines) // 2 + 1 :])


def _other_words(said):
    return replace(said, stdout=_words(said.stdout), stderr=_words(said.stderr))


def _words(text):
    """Other letters everywhere; in JSON, in the values alone."""
    try:
        document = json.loads(text)
    except ValueError:
        return other_words("", text) if text.strip() else text
    return broken(json.dumps(document).encode(), "words").decode()


# What a client tells by its status alone.
TOLD_BY_STATUS = {"refusal of GET services/oauth2/userinfo"}
STATUSES = {"status 401": 401}
COUNTS = {"numbers of the header": lambda value: re.sub(r"\d+", lambda number: str(int(number[0]) + 1), value, count=1)}
BYTES = {"one byte": _one_byte, "one line less": _one_line_less}
SAYINGS = {
    "words": _other_words,
    "status": lambda said: replace(said, status=1 if said.status == 0 else 0),
}
ORDER = list(dict.fromkeys([*WAYS, *STATUSES, *COUNTS, *BYTES, *SAYINGS, *SHAPES]))
