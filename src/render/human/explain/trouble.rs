//! Explanations of troubles.

use std::io::{self, Write};

use super::{heading, list, paragraph};
use crate::{
    metadata::reference::phrase,
    org::{Trouble, trouble::areas},
    render::{
        paint::{Label, paint},
        trouble_words::told,
    },
};

/// Writes what there is to say of a trouble.
pub(super) fn write(trouble: &Trouble, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", paint(Label::Heading, &trouble.id))?;
    paragraph(&trouble.happened, 0, out)?;
    heading("Why", out)?;
    paragraph(&trouble.why, 2, out)?;
    heading("What to do", out)?;
    let steps = trouble.steps.iter().enumerate().map(|(at, step)| ((at + 1).to_string(), step.line()));
    list(steps, out)?;
    heading("By what it is known", out)?;
    trouble.when.iter().try_for_each(|sign| paragraph(&format!("{}.", told(sign)), 2, out))?;
    heading("Source", out)?;
    paragraph(&format!("{} Known from: {}.", trouble.source, phrase::evidence(trouble.evidence)), 2, out)
}

/// Lists all troubles.
pub(super) fn write_all(out: &mut dyn Write) -> io::Result<()> {
    for (at, area) in areas().enumerate() {
        let blank = if at > 0 { "\n" } else { "" };
        writeln!(out, "{blank}{}\n", paint(Label::Heading, &area.title))?;
        list(area.troubles.iter().map(|one| (one.id.clone(), one.happened.clone())), out)?;
    }
    Ok(())
}
