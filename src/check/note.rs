//! What a rule writes down: where, what is wrong, and the way out. Lines, columns and excerpts are worked out at the end.

use super::CheckRule;
use crate::{finding::Severity, xml::Span};

/// What a rule has to say of one place of one file.
#[derive(Debug)]
pub struct Note {
    pub(super) rule: &'static CheckRule,
    pub(super) span: Span,
    pub(super) message: String,
    pub(super) help: Option<String>,
    pub(super) fix: Option<DraftFix>,
    /// How grave it is, where we know less surely than the rule in general.
    pub(super) severity: Option<Severity>,
}

/// The one right answer, as it is drafted.
#[derive(Debug)]
pub(super) struct DraftFix {
    pub(super) title: String,
    pub(super) edits: Vec<(Span, String)>,
}

/// The notes on one file.
#[derive(Debug, Default)]
pub struct Notes {
    pub(super) all: Vec<Note>,
}

impl Notes {
    /// Writes down that the text at this span breaks the rule. The message must not quote a value that can be a secret.
    pub fn add(&mut self, rule: &'static CheckRule, span: Span, message: impl Into<String>) -> &mut Note {
        self.all.push(Note::new(rule, span, message));
        self.all.last_mut().expect("one was just pushed")
    }
}

impl Note {
    /// A note on a span.
    pub fn new(rule: &'static CheckRule, span: Span, message: impl Into<String>) -> Self {
        Self { rule, span, message: message.into(), help: None, fix: None, severity: None }
    }

    /// Says how grave it is, where that differs from the rule's own severity.
    pub fn graded(&mut self, severity: Severity) -> &mut Self {
        self.severity = Some(severity);
        self
    }

    /// Adds the way out.
    pub fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help = Some(help.into());
        self
    }

    /// Adds the one right answer: an order, and the text that takes the place of each span.
    pub fn fix(&mut self, title: impl Into<String>, edits: impl IntoIterator<Item = (Span, String)>) -> &mut Self {
        let mut edits: Vec<(Span, String)> = edits.into_iter().collect();
        edits.sort_by_key(|(span, _)| *span);
        self.fix = Some(DraftFix { title: title.into(), edits });
        self
    }
}
