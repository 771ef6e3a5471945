"""What the practice org keeps of deployments in its own file, and the same things as peers are told of them.

A peer's words of a deployment can then be compared whole, and not only where a conversation knows what to expect.
"""

import json

OPTIONS = ("checkOnly", "ignoreWarnings", "rollbackOnError")
MOMENTS = {"created": "createdDate", "started": "startDate", "completed": "completedDate", "modified": "lastModifiedDate"}
NUMBERS = {
    "zipSize": "zipSize",
    "files": "numberFiles",
    "total": "numberComponentsTotal",
    "deployed": "numberComponentsDeployed",
    "errors": "numberComponentErrors",
}
OF_A_MESSAGE = ("componentType", "fullName", "fileName", "id", "created", "changed", "deleted", "success")
OF_A_MESSAGE += ("createdDate", "problem", "problemType", "lineNumber", "columnNumber")


def plain(value):
    """A value whichever way it came: SOAP has texts only, and leaves out what REST says is null."""
    return None if value in (None, "") else str(value).lower() if isinstance(value, bool) else str(value)


def message(said):
    return {name: plain(said.get(name)) for name in OF_A_MESSAGE}


def in_order(messages):
    return sorted(messages, key=str)


def kept(world):
    """The newest deployment of the org, by its own book."""
    book = json.loads((world.project / ".xcred" / "practice" / "org.json").read_text())["book"]
    newest = book["deployments"][-1]
    names = {**MOMENTS, **NUMBERS, "id": "id", "status": "status"}
    fields = {told: plain(newest[name]) for name, told in names.items()}
    fields |= {name: plain(newest["options"][name]) for name in OPTIONS}
    return fields | {"messages": in_order(map(message, newest["messages"]))}


def told(result):
    """The same of a result that a peer was told."""
    names = [*MOMENTS.values(), *NUMBERS.values(), "id", "status", *OPTIONS]
    said = [*listed(result, "componentFailures"), *listed(result, "componentSuccesses")]
    return {name: plain(result.get(name)) for name in names} | {"messages": in_order(map(message, said))}


def listed(result, kind):
    """The messages of a kind. One message comes as itself over SOAP, and as a list over REST."""
    found = result["details"].get(kind) or []
    return found if isinstance(found, list) else [found]
