"""The broken pass: each conversation is held anew, once for each kind of answer and way to break it, and must fail.

Only an assertion counts, and only where it is about what a client said or did: one in a test's own file, or one of how a
client ended (`said.py`). An error in the bench, a fixture that fails, an answer that was not broken after all: these are
errors of the run. What a test does not heed is told in `unheeded.py`, and that is held against the run, too.
"""

from collections import Counter
from pathlib import Path

import heard
import plan
import pytest
import unheeded
from breaking import WAYS
from clients import HERE, NeverEnds
from counting import PEERS, peer_of
from hearing import Hearing

SEEN, UNHEEDED = "seen to fail", "unheeded"


def pytest_addoption(parser):
    parser.addoption("--broken", action="store_true", help="break the answers of each conversation, and see it fail")


def pytest_configure(config):
    if not config.option.broken:
        return
    if not heard.read():
        raise pytest.UsageError("nothing is known to break: hold the conversations whole first")
    cases = [(test, each.kind, each.way) for test in heard.read() for each in broken_for(test)]
    if stale := [*unheeded.that_apply_to_nothing(cases), *plan.that_apply_to_nothing(heard.read())]:
        raise pytest.UsageError("these rows apply to nothing: " + "; ".join(map(str, stale)))


@pytest.hookimpl(trylast=True)
def pytest_generate_tests(metafunc):
    """Every test is held with each break of any of its cases; those that are another case's are left out below."""
    if not metafunc.config.option.broken:
        return
    start = f"{Path(metafunc.module.__file__).name}::{metafunc.function.__name__}"
    breaks = {
        each: None
        for test in heard.read()
        if test.split("[")[0].endswith(start)
        for each in broken_for(test)
    }
    metafunc.parametrize("hearing", breaks or [None], indirect=True, ids=str)


def broken_for(test):
    """What is broken for a test; nothing where it was skipped, or was not held whole."""
    kinds = heard.read().get(test, {})
    return [] if kinds == heard.SKIPPED else plan.breaks_of(test, kinds)


def whole_name(item):
    """The name of the test in the whole pass."""
    name = item.nodeid.rpartition(f"{item.callspec.params['hearing']}]")[0]
    return name.removesuffix("[") if name.endswith("[") else f"{name.removesuffix('-')}]"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Leaves out what a case did not hear. A test that heard nothing is kept once, to be told of."""
    if not config.option.broken:
        return
    known, deaf, kept, left_out = heard.read(), set(), [], []
    for item in items:
        name = whole_name(item)
        breaks = broken_for(name)
        is_expected = known.get(name) == heard.SKIPPED or plan.is_deaf(name)
        first_of_the_deaf = not breaks and not is_expected and name not in deaf
        if first_of_the_deaf:
            deaf.add(name)
        (kept if first_of_the_deaf or item.callspec.params["hearing"] in breaks else left_out).append(item)
    config.hook.pytest_deselected(items=left_out)
    items[:] = kept


def pytest_runtest_setup(item):
    """Fails where nothing can be broken: such a conversation proves nothing."""
    if item.config.option.broken and not broken_for(whole_name(item)):
        pytest.fail("this conversation was not held whole before, or heard nothing that could be broken", pytrace=False)


@pytest.fixture(autouse=True)
def hearing(request):
    """What the conversation hears: everything whole, or one kind of answer broken."""
    ways = getattr(request.module, "BROKEN_BY", WAYS)
    each = getattr(request, "param", None)
    return Hearing(ways, each.kind, each.way) if each else Hearing(ways)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """The conversation listens while the body of the test runs."""
    item.funcargs["hearing"].listening = True
    try:
        return (yield)
    finally:
        item.funcargs["hearing"].listening = False


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Turns the outcome of a broken conversation around."""
    report = yield
    if item.config.option.broken and call.when == "call" and not report.skipped:
        verdict(item, call.excinfo, report)
    return report


def verdict(item, excinfo, report):
    """A failure that the break made is what was wanted; anything else is told as an error."""
    each, test = item.callspec.params["hearing"], whole_name(item)
    reason = unheeded.reason(test, each.kind, each.way)
    if excinfo is None:
        wrong = None if reason else f"was not seen to fail when {each.way} of {each.kind} was broken"
        ended = UNHEEDED
    else:
        wrong = reason and f"is said not to heed {each.way} of {each.kind}, and does: unheeded.py"
        wrong = wrong or what_is_wrong_with(excinfo, item.funcargs["hearing"], test)
        ended = SEEN
    report.outcome = "failed" if wrong else "passed"
    report.longrepr = f"{test} {wrong}" if wrong else None
    report.sections = []
    report.user_properties += [("ended", ended), ("whole name", test)]


def what_is_wrong_with(excinfo, hearing, test):
    """Why a failure does not count; nothing where it does."""
    raised = Path(excinfo.traceback[-1].path)
    where = f"{raised.name}:{excinfo.traceback[-1].lineno + 1}"
    if not hearing.broken:
        return f"failed though nothing was broken, at {where}"
    if excinfo.errisinstance(NeverEnds):
        return None if unheeded.never_ends(test, hearing.kind, hearing.way) else f"never ended: {excinfo.value}"
    about_a_client = raised.parent == HERE and (raised.name.startswith("test_") or raised.name == "said.py")
    if excinfo.errisinstance(AssertionError) and about_a_client:
        return None
    return f"failed by {excinfo.typename} at {where}, which is no assertion about a client: {excinfo.value}"


def pytest_sessionfinish(session):
    """A conversation that no break was seen to make fail proves nothing, whatever it is said not to heed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if session.config.option.broken and reporter and not hasattr(session.config, "workerinput") and unseen(reporter):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def verdicts(reporter):
    """Each test that was broken as it should be: its name in the whole pass, and how it ended."""
    reports = [one for one in reporter.stats.get("passed", []) if one.when == "call"]
    return [(told["whole name"], told["ended"]) for told in (dict(one.user_properties) for one in reports)]


def unseen(reporter):
    """The conversations that passed, whatever was broken."""
    ended = verdicts(reporter)
    return sorted({test for test, _ in ended} - {test for test, how in ended if how == SEEN})


def pytest_terminal_summary(terminalreporter, config):
    """Says how many conversations were seen to fail, and by how many breaks."""
    if not config.option.broken:
        return
    ended = verdicts(terminalreporter)
    numbers = Counter((peer_of(test), how) for test, how in ended)
    seen = Counter(peer_of(test) for test in {test for test, how in ended if how == SEEN})
    terminalreporter.section("seen to fail")
    for peer in PEERS.values():
        known, unheard = numbers[peer, SEEN], numbers[peer, UNHEEDED]
        terminalreporter.line(f"{peer}: {seen[peer]} conversations, by {known} broken answers; {unheard} are not heeded")
    for test in unseen(terminalreporter):
        terminalreporter.line(f"error: {test} was not seen to fail, whatever was broken")
