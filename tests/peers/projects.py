"""The projects on which we and the Salesforce CLI are held against each other."""

import json
import shutil

from clients import ROOT
from conftest import shared
from random_projects import Maker

CORPUS = [f"p{number:02}" for number in range(1, 20)]
# Folders that are no projects; the folder inside that becomes one, and its package directory.
MADE_PROJECTS = {"p17": ("Salesforce/Named Credentials App", "force-app"), "p19": (".", "src")}
# Whose `sfdx-project.json` names folders that are not there.
WITH_MISSING_DIRECTORIES = ["p07", "p09"]
ODD = [f"odd{seed}" for seed in range(8)]
PLAIN = [f"plain{seed}" for seed in range(3)]
ALL = ["sample", *CORPUS, *ODD, *PLAIN]


def make(name, folder):
    """Puts the project of that name into a new folder and gives its package directories."""
    if name == "sample":
        shutil.copytree(ROOT / "sample-project", folder, ignore=shutil.ignore_patterns(".xcred", "xcred.toml", "practice-seed"))
    elif name in CORPUS:
        copy_from_corpus(name, folder)
    else:
        kind = "odd" if name in ODD else "plain"
        folder.mkdir()
        Maker(f"xcred {name}", odd_names=kind == "odd").write(folder)
    project = json.loads((folder / "sfdx-project.json").read_text())
    return [package["path"] for package in project["packageDirectories"]]


def copy_from_corpus(name, folder):
    inside, package = MADE_PROJECTS.get(name, (".", None))
    shutil.copytree(shared("XCRED_CORPUS", "corpus") / name / inside, folder)
    if package:
        content = {"packageDirectories": [{"path": package, "default": True}], "sourceApiVersion": "66.0"}
        (folder / "sfdx-project.json").write_text(json.dumps(content))
