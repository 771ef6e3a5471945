"""simple-salesforce and CumulusCI, a call at a time, each in a process of its own."""

import json

from clients import HERE, PLACE, clean_environment, run

PYTHON = PLACE / "venv" / "bin" / "python"


def say(script, world, org, call, *arguments, token=None):
    """Lets a script make a call; gives what it said."""
    request = {"url": org.url, "token": token or org.token, "version": "64.0", "call": call, "arguments": arguments}
    script = HERE / "scripts" / script
    # CumulusCI takes the token that it is given, and asks no login for a newer one.
    environment = clean_environment(world.home, CUMULUSCI_DISABLE_REFRESH="true")
    return run([PYTHON, script], world.folder, environment, json.dumps(request, default=str))


def told(script, world, org, call, *arguments):
    """What the client understood of the answer to a call that goes well."""
    said = say(script, world, org, call, *arguments).succeeded()
    return json.loads(said.stdout.splitlines()[-1])["value"]


def refused(script, world, org, call, *arguments, token=None):
    """The error that the client throws for a call that does not."""
    said = say(script, world, org, call, *arguments, token=token).ended_with(1)
    return json.loads(said.stdout.splitlines()[-1])["error"]
