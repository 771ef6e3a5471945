"""How the Salesforce CLI says things: its tables, and what it keeps of a login."""

import itertools
import json
import re


def rows(text, heading):
    """The rows of the table below a heading, each a dictionary by column; none where there is no such table."""
    lines = text.splitlines()
    start = next((at for at, line in enumerate(lines) if line.strip().startswith(heading)), None)
    if start is None:
        return []
    table = itertools.dropwhile(lambda line: not line.strip(), lines[start + 1 :])
    header, _, *body = itertools.takewhile(lambda line: line.strip(), table)
    names = [(found.group(), found.start()) for found in re.finditer(r"\S+(?: \S+)*", header)]
    ends = [begin for _, begin in names[1:]] + [None]
    return [{name: line[begin:end].strip() for (name, begin), end in zip(names, ends)} for line in body]


def column(text, heading, name):
    """One column of a table."""
    return [row[name] for row in rows(text, heading)]


def deploy_id(said):
    """The id of the deployment that was begun."""
    return re.search(r"Deploy ID: (0Af\w{15})", said.stdout)[1]


def login_file(world):
    """The file that a login left behind."""
    return world.home / ".sfdx" / "admin@practice.invalid.json"


def login_kept(world):
    """What the CLI keeps of a login."""
    return json.loads(login_file(world).read_text())


def shown_token(world, alias="practice"):
    """The access token that the CLI uses now."""
    said = world.sf("org", "auth", "show-access-token", "--target-org", alias, "--json").succeeded()
    return said.json["result"]["accessToken"]
