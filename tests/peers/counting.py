"""Counts what was judged and compared, in all processes together: a run that compared nothing must not look like a good one."""

from collections import Counter
from pathlib import Path

COUNTED = Counter()
NOTES = set()
PEERS = {
    "test_sf": "Salesforce CLI",
    "test_jsforce": "jsforce",
    "test_cumulusci": "CumulusCI",
    "test_simple_salesforce": "simple-salesforce",
    "test_side_by_side": "side by side with the Salesforce CLI",
    "test_schema_judges": "Salesforce's schema",
}


def peer_of(nodeid):
    """Whose conversation a test is."""
    name = Path(nodeid.split("::")[0]).stem
    return next(peer for start, peer in PEERS.items() if name.startswith(start))


def pytest_sessionfinish(session):
    """A worker hands its counts to the process that prints them."""
    if hasattr(session.config, "workerinput"):
        session.config.workeroutput["counted"] = dict(COUNTED)
        session.config.workeroutput["notes"] = sorted(NOTES)


def pytest_testnodedown(node):
    """Takes the counts of a worker that ended; one that broke down has none."""
    told = getattr(node, "workeroutput", {})
    COUNTED.update(told.get("counted", {}))
    NOTES.update(told.get("notes", []))


def pytest_terminal_summary(terminalreporter, config):
    """Says how much was judged and compared."""
    if config.option.broken:
        return
    terminalreporter.section("conversations")
    ended = [(kind, report) for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, [])]
    numbers = Counter((peer_of(report.nodeid), kind) for kind, report in ended if report.when == "call")
    for peer in PEERS.values():
        terminalreporter.line(f"{peer}: {numbers[peer, 'passed']} passed, {numbers[peer, 'failed']} failed")
    terminalreporter.section("judged and compared")
    for counted, number in sorted(COUNTED.items()):
        terminalreporter.line(f"{number:5} x {counted}")
    for note in sorted(NOTES):
        terminalreporter.line(note)
