//! Plans for people: whether one was saved. What it is about was shown before.

use std::io::{self, Write};

use crate::{
    render::paint::{Label, paint, printable},
    report::{PlanEnding, PlanReport},
};

/// Writes how the making of a plan ended.
pub(super) fn write(report: &PlanReport, out: &mut dyn Write) -> io::Result<()> {
    let org = printable(&report.org);
    match &report.ending {
        PlanEnding::Saved(file) => {
            let file = file.display().to_string();
            writeln!(out, "{} for {org} in `{}`; nothing was sent.", paint(Label::Good, "Planned"), printable(&file))
        }
        PlanEnding::NothingToDo => {
            writeln!(out, "{}: {org} holds all of it, and no plan is written.", paint(Label::Good, "Nothing to deploy"))
        }
        PlanEnding::Unfit => writeln!(out, "{}: mend the errors first.", paint(Label::Error, "No plan is written")),
    }
}
