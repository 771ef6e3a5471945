//! Which values are URLs, and which of those stand for one that is put in later.

use std::borrow::Cow;

use super::{Field, Level};
use crate::metadata::shape::ElementShape;

/// The values of a level that are URLs by their table, and whose text is worth a look.
///
/// Values that are filled in later are left out, as is whatever `is_suspect` does not suspect; that is asked first,
/// because it is cheap.
pub(super) fn suspects<'d>(level: &Level<'_, 'd>, is_suspect: impl Fn(&str) -> bool) -> Vec<Field<'d>> {
    let mut found = Vec::new();
    if !TYPES.contains(&level.subject.table.name.as_str()) {
        return found;
    }
    let can_be_url = |shape: &ElementShape| !shape.secret_in_url.is_empty();
    let candidates = level.children.iter().filter(|child| child.shape.is_some_and(can_be_url));
    for child in candidates {
        let field = Field::of(level.subject.document, child.element);
        let is_url = || {
            let beside = |name: &str| match level.parent.child(name)?.text() {
                Cow::Borrowed(text) => Some(text.trim()),
                Cow::Owned(_) => None,
            };
            child.shape.is_some_and(|shape| shape.is_url(beside))
        };
        if !field.is_empty() && is_suspect(&field.text) && !is_filled_in_later(&field.text) && is_url() {
            found.push(field);
        }
    }
    found
}

/// The types whose URLs are addresses of callouts.
const TYPES: &[&str] = &["ExternalAuthIdentityProvider", "ExternalCredential", "NamedCredential"];

/// Whether the text stands for another one: `${HOST}`, `{!formula}`, `__HOST__`, `<host>`, `REPLACE_ME`.
pub(super) fn is_filled_in_later(text: &str) -> bool {
    const WORDS: &[&str] = &["REPLACE", "CHANGE_ME", "CHANGEME", "PLACEHOLDER", "YOUR_", "YOUR-", "TODO"];
    text.contains(['{', '}', '<', '>', '$'])
        || text.starts_with('%') && text.ends_with('%')
        || text.contains("__")
        || WORDS.iter().any(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_known() {
        for text in
            ["${HOST}", "https://${HOST}/token", "{!$Setup.Url}", "__HOST__", "REPLACE_ME", "https://<host>", "%HOST%"]
        {
            assert!(is_filled_in_later(text), "{text}");
        }
        for text in ["https://api.example.com/v1_2?a=b%20c", "erp.example.com", "http://erp.example.com"] {
            assert!(!is_filled_in_later(text), "{text}");
        }
    }
}
