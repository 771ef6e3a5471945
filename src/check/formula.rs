//! The formulas of headers: `{!'Bearer ' & $Credential.Newsletter.Token}`.
//!
//! A reader for what can be told without an org: where formulas stand in a value, whether one can be read at all, and
//! which credentials it names. It knows the shape of Salesforce's formula language, not its functions or types.

mod reader;

#[cfg(test)]
mod tests;

use std::{borrow::Cow, ops::Range};

pub(super) use reader::{Fault, mentions};

use super::{Field, Parameter, Subject};
use crate::xml::Span;

/// What formulas of headers name credentials by.
const CREDENTIAL: &str = "$Credential";

/// Merge fields without a credential's name, which Apex and legacy named credentials use. From the Apex Developer
/// Guide: Merge Fields for Apex Callouts That Use Named Credentials.
const OF_THE_CALLOUT: &[&str] =
    &["AuthorizationHeaderValue", "AuthorizationMethod", "OAuthConsumerKey", "OAuthToken", "Password", "Username"];

/// A part of a header's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// Text that is sent as it stands.
    Text(Range<usize>),
    /// What stands between `{!` and `}`.
    Formula(Range<usize>),
    /// What stands after a `{!` that nothing ends.
    Open(Range<usize>),
}

/// What of a header's value can be said to be a formula.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Form {
    /// It holds none.
    Plain,
    /// It is one, with nothing around it.
    Whole(Range<usize>),
    /// It holds some, and other things.
    Mixed,
    /// It holds one that nothing ends.
    Open(Range<usize>),
}

/// A mention of a credential in a formula.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mention<'f> {
    /// All of it: `$Credential.Newsletter.Token`.
    pub text: &'f str,
    /// The credential; nothing where the mention has one part only.
    pub credential: Option<&'f str>,
    /// What is asked of it.
    pub parameter: &'f str,
}

impl Mention<'_> {
    /// Whether it is one of those that need no credential's name.
    pub(super) fn is_of_the_callout(&self) -> bool {
        let known = OF_THE_CALLOUT.iter().any(|name| name.eq_ignore_ascii_case(self.parameter));
        self.credential.is_none() && known
    }
}

/// The value of a parameter that can hold a formula, where it may be one.
pub(super) fn value_of<'p, 'd>(parameter: &'p Parameter<'d>) -> Option<&'p Field<'d>> {
    let value = parameter.value.as_ref().filter(|_| parameter.known.is_some_and(|rule| rule.holds_formula))?;
    (value.text.contains("{!") || value.text.contains(CREDENTIAL)).then_some(value)
}

/// The external credentials whose parameters the headers of a component can name: itself, or those that it refers to.
pub(super) fn credentials_of<'s>(subject: &'s Subject<'_>) -> Vec<Cow<'s, str>> {
    if subject.table.name == "ExternalCredential" {
        return vec![Cow::Borrowed(subject.component.id().full_name.as_str())];
    }
    let named = subject.parameters.iter().map(|parameter| parameter.text_of("externalCredential"));
    named.filter(|name| !name.is_empty()).collect()
}

/// Whether a formula's word names this credential, with or without its namespace. Capitals do not matter in formulas.
pub(super) fn is_same_credential(full_name: &str, word: &str) -> bool {
    let bare = full_name.split_once("__").map_or(full_name, |(_, name)| name);
    full_name.eq_ignore_ascii_case(word) || bare.eq_ignore_ascii_case(word)
}

/// Where a mention stands in the file; the whole value where it is written in other characters.
pub(super) fn place(subject: &Subject<'_>, value: &Field<'_>, mention: &Mention<'_>) -> Span {
    let raw = value.span.cut(subject.document.bytes());
    let found = memchr::memmem::find(raw, mention.text.as_bytes());
    let start = value.span.start as usize;
    found.map_or(value.span, |at| Span::new(start + at, start + at + mention.text.len()))
}

/// The parts of a header's value, in their order. A `}` in a string ends no formula.
pub(super) fn parts(value: &str) -> Vec<Part> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = value[at..].find("{!").map(|open| at + open) {
        if at < open {
            found.push(Part::Text(at..open));
        }
        let start = open + 2;
        let Some(end) = end_of_formula(value, start) else {
            found.push(Part::Open(start..value.len()));
            return found;
        };
        found.push(Part::Formula(start..end));
        at = end + 1;
    }
    if at < value.len() {
        found.push(Part::Text(at..value.len()));
    }
    found
}

fn end_of_formula(value: &str, start: usize) -> Option<usize> {
    let bytes = value.as_bytes();
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'}' => return Some(at),
            b'\'' | b'"' => at = end_of_string(bytes, at)?,
            _ => at += 1,
        }
    }
    None
}

/// The byte after the string that starts here.
fn end_of_string(bytes: &[u8], start: usize) -> Option<usize> {
    let quote = bytes[start];
    let mut at = start + 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            _ if byte == quote => return Some(at + 1),
            _ => at += 1,
        }
    }
    None
}

/// What of the value is a formula. A credential named outside `{!` and `}` counts: it was meant to be one.
pub(super) fn form(value: &str) -> Form {
    if !value.contains("{!") {
        return if value.contains(CREDENTIAL) { Form::Mixed } else { Form::Plain };
    }
    match &parts(value)[..] {
        [Part::Formula(range)] => Form::Whole(range.clone()),
        [.., Part::Open(range)] => Form::Open(range.clone()),
        _ => Form::Mixed,
    }
}

/// The credentials that all formulas of a value name.
pub(super) fn mentions_in(value: &str) -> Result<Vec<Mention<'_>>, Fault> {
    let mut found = Vec::new();
    for part in parts(value) {
        match part {
            Part::Text(_) => {}
            Part::Formula(range) => found.extend(mentions(&value[range])?),
            Part::Open(range) => return Err(mentions(&value[range]).err().unwrap_or(Fault::OpenFormula)),
        }
    }
    Ok(found)
}
