"""A practice org behind a recorder, and the folders and clients of one conversation."""

import json
import shutil
import subprocess

from clients import BINARY, NODE, PLACE, ROOT, clean_environment, run
from recording import Recorder


class Org:
    """A practice org, served by the real binary on a port of its own."""

    def __init__(self, hearing, project, token_file, *more):
        self.project = project
        command = [BINARY, "-C", project, "practice", "serve", "--token-file", token_file, *more]
        self.process = subprocess.Popen(
            [str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        served = self.process.stdout.readline().strip()
        if not served.startswith("http://127.0.0.1:"):
            raise RuntimeError(self.process.stderr.read())
        self.token = token_file.read_text().strip()
        self.misbehaves = "--mishaps" in more
        self.recorder = Recorder(served, hearing)
        self.url = self.recorder.url
        # An assertion is addressed to the org itself, not to the recorder before it.
        self.audience = served

    def stop(self):
        self.recorder.stop()
        self.process.terminate()
        self.process.communicate(timeout=30)


class World:
    """One conversation's folders and clients."""

    def __init__(self, folder, hearing):
        self.folder = folder
        self.hearing = hearing
        self.home = folder / "home"
        self.home.mkdir()
        self.project = folder / "project"
        shutil.copytree(ROOT / "sample-project", self.project, ignore=shutil.ignore_patterns(".xcred"))
        self.orgs = []

    def org(self, *more, project=None):
        """Starts a practice org for the project; more are flags of `xcred practice serve`."""
        org = Org(self.hearing, project or self.project, self.folder / f"token{len(self.orgs)}", *more)
        self.orgs.append(org)
        return org

    def sf(self, *words, cwd=None, stdin="", **environment):
        """Runs the Salesforce CLI."""
        cli = PLACE / "node_modules" / "@salesforce" / "cli" / "bin" / "run.js"
        return run([NODE, cli, *words], cwd or self.project, clean_environment(self.home, **environment), stdin)

    def xcred(self, *words, cwd=None, **environment):
        """Runs our own binary."""
        return run([BINARY, *words], cwd or self.project, clean_environment(self.home, **environment))

    def held(self):
        """What the practice org of the project holds, as our own `practice show` tells: component to record id."""
        shown = self.xcred("practice", "show", "--json").succeeded().json["result"]["components"]
        return {f"{one['type']}:{one['fullName']}": one["id"] for one in shown}

    def stored(self):
        """What the practice org of the project keeps of each component, from its own files: id, dates and XML."""
        [file] = (self.project / ".xcred" / "practice").glob("components-*.json")
        return {f"{one['type']}:{one['name']}": one for one in json.loads(file.read_text())}

    def login(self, org, alias="practice"):
        """Logs the Salesforce CLI in with an access token, as people do in CI."""
        words = ["org", "login", "access-token", "--instance-url", org.url, "--no-prompt", "--alias", alias]
        return self.sf(*words, "--set-default", SF_ACCESS_TOKEN=org.token)
