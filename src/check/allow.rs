//! Comments by which a file says that a rule may be broken: `<!-- xcred: allow RULE because REASON -->`.
//!
//! A comment speaks of the element that follows it, and of all in it; before the root it speaks of the whole file, and
//! where no element follows, of the element around it.

use super::{CheckRule, Note, file::is_same, rules};
use crate::xml::{Document, Element, Node, Span, Text};

/// How a comment to this tool starts.
pub(super) const CALL: &str = "xcred:";

/// A comment that allows something.
#[derive(Debug)]
pub(super) struct Allow {
    /// The comment.
    comment: Span,
    /// What it speaks of.
    covers: Span,
    /// What it says.
    said: Said,
}

#[derive(Debug)]
enum Said {
    /// These rules may be broken.
    Allowed(Vec<&'static CheckRule>),
    /// Nothing that can be understood, and why.
    Nothing(String),
}

/// The comments of a document to this tool.
pub(super) fn all_in(document: &Document<'_>) -> Vec<Allow> {
    let mut found = Vec::new();
    // Most files hold none, and their trees need not be walked.
    if !document.has_comments() {
        return found;
    }
    let whole = Span::new(0, document.bytes().len());
    for node in document.outside() {
        if let Node::Comment(comment) = node {
            found.extend(read(comment, whole));
        }
    }
    collect(document.root(), &mut found);
    found
}

fn collect(parent: &Element<'_>, found: &mut Vec<Allow>) {
    for (at, child) in parent.children.iter().enumerate() {
        match child {
            Node::Element(element) => collect(element, found),
            Node::Comment(comment) => {
                let next = parent.children[at..].iter().find(|node| matches!(node, Node::Element(_)));
                found.extend(read(comment, next.map_or(parent.span, Node::span)));
            }
            Node::Text(_) | Node::Cdata(_) | Node::Instruction(_) => {}
        }
    }
}

fn read(comment: &Text<'_>, covers: Span) -> Option<Allow> {
    let said = comment.value.trim().strip_prefix(CALL)?.trim();
    Some(Allow { comment: comment.span, covers, said: understood(said).map_or_else(Said::Nothing, Said::Allowed) })
}

fn understood(said: &str) -> Result<Vec<&'static CheckRule>, String> {
    let Some(rest) = said.strip_prefix("allow ") else {
        return Err("a comment to xcred says `allow RULE because REASON`".to_owned());
    };
    let (names, reason) = rest.split_once(" because").unwrap_or((rest, ""));
    let rule = |name: &str| rules::rule_named(name).ok_or_else(|| format!("there is no rule `{name}`"));
    let allowed: Result<Vec<_>, String> =
        names.split([',', ' ']).map(str::trim).filter(|name| !name.is_empty()).map(rule).collect();
    match allowed {
        Ok(rules) if rules.is_empty() => Err("it names no rule".to_owned()),
        Ok(_) if reason.trim().is_empty() => Err("it gives no reason".to_owned()),
        other => other,
    }
}

/// The notes that nothing allows, and a note on each comment that cannot be understood or allows nothing.
///
/// A rule that the team switched off is as if it were not: a comment that allows it is not called useless.
pub(super) fn sift(notes: Vec<Note>, allows: &[Allow], is_on: impl Fn(&CheckRule) -> bool) -> Vec<Note> {
    if allows.is_empty() {
        return notes;
    }
    let mut used = vec![false; allows.len()];
    let mut left: Vec<Note> = Vec::new();
    for note in notes {
        let allowing = (0..allows.len()).filter(|&at| allows[at].allows(&note));
        if allowing.map(|at| used[at] = true).count() == 0 {
            left.push(note);
        }
    }
    for (allow, used) in allows.iter().zip(used) {
        match &allow.said {
            Said::Nothing(why) => left.push(rules::unreadable_allow::note(allow.comment, why)),
            Said::Allowed(rules) if !used && rules.iter().any(|rule| is_on(rule)) => {
                left.push(rules::unused_allow::note(allow.comment, rules));
            }
            Said::Allowed(_) => {}
        }
    }
    left
}

impl Allow {
    fn allows(&self, note: &Note) -> bool {
        let Said::Allowed(rules) = &self.said else { return false };
        let covered = self.covers.start <= note.span.start && note.span.end <= self.covers.end;
        covered && rules.iter().any(|rule| is_same(rule, note.rule))
    }
}
