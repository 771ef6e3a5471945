"""jsforce, a call at a time, in a process of its own."""

import json

from clients import HERE, NODE, PLACE, clean_environment, run

SCRIPT = HERE / "scripts" / "jsforce.mjs"


def say(world, org, call, *arguments, token=None):
    """Lets jsforce make a call; gives what it said."""
    request = {"url": org.url, "token": token or org.token, "version": "66.0", "call": call, "arguments": arguments}
    environment = clean_environment(world.home, XCRED_PEERS_PLACE=PLACE)
    return run([NODE, SCRIPT], world.folder, environment, json.dumps(request, default=str))


def told(world, org, call, *arguments):
    """What jsforce understood of the answer to a call that goes well."""
    return say(world, org, call, *arguments).succeeded().json["value"]


def refused(world, org, call, *arguments, token=None):
    """The error that jsforce throws for a call that does not."""
    return say(world, org, call, *arguments, token=token).ended_with(1).json["error"]
