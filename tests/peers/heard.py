"""The record of what each conversation heard: its kinds of answers, and the ways in which each can be broken.

The whole pass writes it, test by test; the broken pass reads it. A test that was not run keeps what it had.
"""

import json

import pytest
from clients import PLACE

FILE = PLACE / "heard.json"
SKIPPED = "skipped"
_told = {}


def read():
    """Test to kinds to ways; or to the word that it was skipped."""
    return json.loads(FILE.read_text()) if FILE.exists() else {}


@pytest.hookimpl(trylast=True)
def pytest_runtest_call(item):
    """What the body of the test heard goes with its report, to whichever process keeps the record."""
    hearing = item.funcargs["hearing"]
    item.user_properties.append(("heard", {kind: sorted(ways, key=hearing.order) for kind, ways in hearing.heard.items()}))


def pytest_runtest_logreport(report):
    """Keeps what a test heard that passed."""
    if report.skipped:
        _told[report.nodeid] = SKIPPED
    told = dict(report.user_properties)
    if report.when == "call" and report.passed and "heard" in told:
        _told[report.nodeid] = told["heard"]


def pytest_sessionfinish(session):
    """Writes the record, once, where all reports arrive."""
    if _told and not session.config.option.broken and not hasattr(session.config, "workerinput"):
        FILE.write_text(json.dumps(read() | _told, indent=1, sort_keys=True, ensure_ascii=False) + "\n")
