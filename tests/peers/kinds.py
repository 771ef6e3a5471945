"""What kind an answer is: the call it answers, and whether it is a refusal."""

import re
from urllib.parse import parse_qs, urlsplit

ID = re.compile(r"\b0[0-9A-Za-z]{14}(?:[A-Z0-5]{3})?\b")


def kind_of(exchange):
    """The call that is answered, without version, ids and host; what was refused is a kind of its own."""
    call = _operation(exchange.request) if exchange.is_soap else _resource(exchange.method, exchange.path)
    return call if exchange.status < 400 else f"refusal of {call}"


def _operation(request):
    """The SOAP operation: the first element of the body."""
    found = re.search(rb"Body[^>]*>\s*<(?:[\w.-]+:)?(\w+)", request)
    return f"SOAP {found[1].decode()}" if found else "SOAP"


def _resource(method, path):
    """The REST resource; a query is told by the object that it asks."""
    parts = urlsplit(path)
    resource = re.sub(r"^/+services/data/v\d+\.\d/", "", parts.path).strip("/")
    words = " ".join(parse_qs(parts.query).get("q", []))
    asked = re.search(r"\bFROM\s+(\w+)", words, re.IGNORECASE)
    return f"{method} {ID.sub('ID', resource)}" + (f" of {asked[1]}" if asked else "")
