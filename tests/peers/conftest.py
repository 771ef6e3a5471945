"""What every conversation stands on: a world of its own, and Salesforce's schema, which judges what was said in it."""

import os
from pathlib import Path

import pytest
from clients import ROOT
from counting import COUNTED, NOTES
from schema import Judge
from world import World


def shared(variable, name):
    """A folder beside the checkout. A laptop may lack it, which is said by a skip; the gate may not, and fails."""
    folder = Path(os.environ.get(variable) or ROOT.parent / "shared" / name).resolve()
    if not folder.is_dir():
        may_lack = variable not in os.environ and os.environ.get("CI") != "true"
        (pytest.skip if may_lack else pytest.fail)(f"there is no folder {folder}: {variable} names it")
    return folder


@pytest.fixture
def world(tmp_path, judge, hearing):
    """A fresh world; its orgs end with it, and then the schema judges what they said."""
    made = World(tmp_path, hearing)
    yield made
    for org in made.orgs:
        org.stop()
    if judge and not hearing.broken:
        wrong = wrong_with_all(judge, [org for org in made.orgs if not org.misbehaves])
        assert not wrong, "\n".join(wrong)


@pytest.fixture
def logged_in(world):
    """A world whose org the Salesforce CLI is logged in to."""
    world.login(world.org()).succeeded()
    return world


@pytest.fixture(scope="session")
def judge():
    """The judge, or nothing where the schema is not at hand; tests of the judge itself then skip."""
    try:
        return Judge(shared("XCRED_REFERENCE", "reference") / "metadata-v66.xsd")
    except pytest.skip.Exception:
        NOTES.add("no message was judged: the schema is not at hand, XCRED_REFERENCE names its folder")
        return None


def wrong_with_all(judge, orgs, heard=lambda _, message: message):
    """What is wrong with the answers, and with the requests that are ours; others' requests are their own business."""
    wrong = []
    for exchange in (exchange for org in orgs for exchange in org.recorder.soap()):
        messages = [("answer", exchange.answer)] + [("our request", exchange.request)] * exchange.is_of_xcred
        for side, message in messages:
            wrong += judged(judge, side, heard(side, message))
    return wrong


def judged(judge, side, message):
    """What is wrong with a message, each line with its kind; the message is counted."""
    verdict = judge.judge(message)
    COUNTED[f"{side} {verdict.kind}"] += 1
    return [f"{side} {verdict.kind}: {line}" for line in verdict.wrong]
