"""Breaks the shape of SOAP messages, which nobody but the schema's judge looks at."""

import re

# Leaves that the schema wants wherever it knows them.
WANTED = rb"asOfVersion|asyncProcessId|createdById|deleted|directoryName|done|faultcode|partialSaveAllowed|singlePackage|ZipFile"


def element_unknown(message):
    """The first leaf of the body under a name that the schema does not know."""
    return _in_body(rb"<((?:\w+:)?)(\w+)>([^<]*)</\1\2>", rb"<\1noSuchElement>\3</\1noSuchElement>", message)


def element_missing(message):
    """The first leaf that the schema wants, left out."""
    return _in_body(rb"<((?:\w+:)?)(?:" + WANTED + rb")(?: [^>]*)?>[^<]*</[^>]*>", b"", message)


def type_wrong(message):
    """The first flag, number or moment as a word that is none."""
    return _in_body(rb">(?:true|false|\d+\.\d|\d{4}-\d\d-\d\dT[^<]*)<", b">perhaps<", message)


def _in_body(pattern, replacement, message):
    head, body, rest = message.partition(b"Body")
    return head + body + re.sub(pattern, replacement, rest, count=1)


SHAPES = {"element unknown": element_unknown, "element missing": element_missing, "type wrong": type_wrong}
