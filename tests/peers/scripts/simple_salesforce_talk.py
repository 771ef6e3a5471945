"""Lets simple-salesforce make one call and prints what it understood: {"value": ...} or {"error": {...}}.

Standard input holds the org, the call and its arguments. simple-salesforce speaks `https` only, and a practice org speaks
`http` on loopback: the addresses that it has worked out are changed, and nothing else of it.
"""

import base64
import json
import sys

import zeep.helpers
from simple_salesforce import Salesforce


def connect(request):
    client = Salesforce(
        instance_url=request["url"].replace("http:", "https:"), session_id=request["token"], version=request["version"]
    )
    for name in ("base_url", "metadata_url", "tooling_url", "oauth2_url"):
        setattr(client, name, getattr(client, name).replace("https:", "http:"))
    return client


def until_done(ask, waiting):
    """Asks until the answer's first part is another state."""
    while (said := ask())[0] in waiting:
        pass
    return said


def deploy(client, path, sandbox, options):
    id, state = client.deploy(path, sandbox, **options).values()
    waiting = ("Pending", "InProgress")
    status, detail, deployment, tests = until_done(lambda: client.mdapi.check_deploy_status(id), waiting)
    return {"id": id, "state": state, "status": status, "detail": detail, "deployment": deployment, "tests": tests}


def retrieve(client, unpackaged, single):
    # The first argument ends up in the address and nowhere else: there is no id yet that it could be.
    id, state = client.mdapi.retrieve("0", unpackaged=unpackaged, single_package=single)
    status, error, _ = until_done(lambda: client.mdapi.check_retrieve_status(id), ("Pending", "InProgress"))
    _, _, _, zipped = client.mdapi.retrieve_zip(id)
    return {"state": state, "status": status, "error": error, "zip": base64.b64encode(zipped).decode()}


def plain(value):
    return zeep.helpers.serialize_object(value, dict)


def of_type(client, name):
    return getattr(client.mdapi, name)


def record(client, kind, fields):
    """A record of a type that simple-salesforce's own WSDL describes."""
    return of_type(client, kind)(**fields)


def queries(client, kinds):
    return [record(client, "ListMetadataQuery", {"type": kind}) for kind in kinds]


CALLS = {
    "deploy": deploy,
    "retrieve": retrieve,
    "describe": lambda client: plain(client.mdapi.describe_metadata()),
    "list": lambda client, kinds: plain(client.mdapi.list_metadata(queries(client, kinds))),
    "read": lambda client, kind, names: plain(of_type(client, kind).read(names)),
    "create": lambda client, kind, fields: of_type(client, kind).create([record(client, kind, fields)]),
    "update": lambda client, kind, fields: of_type(client, kind).update([record(client, kind, fields)]),
    "upsert": lambda client, kind, fields: of_type(client, kind).upsert([record(client, kind, fields)]),
    "delete": lambda client, kind, names: of_type(client, kind).delete(names),
    "query": lambda client, text: client.query(text),
    "tooling": lambda client, text: client.toolingexecute(f"query/?q={text.replace(' ', '+')}"),
    "limits": lambda client: client.limits(),
    "usage": lambda client: (client.limits(), client.api_usage["api-usage"]._asdict())[1],
}


def main():
    request = json.load(sys.stdin)
    try:
        value = CALLS[request["call"]](connect(request), *request["arguments"])
        print(json.dumps({"value": value}, default=str))
        return 0
    except Exception as error:  # Whatever it throws is what the conversation is about.
        told = {"name": type(error).__name__, "message": str(error), "content": getattr(error, "content", None)}
        print(json.dumps({"error": told}, default=str))
        return 1


sys.exit(main())
