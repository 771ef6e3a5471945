//! Which values are URLs, and which of those stand for one that is put in later.

use super::{Field, Level};

/// The URLs of a level whose text is worth a look, in types whose URLs are addresses of callouts.
///
/// Values that are filled in later are left out.
pub(super) fn suspects<'l, 'd>(
    level: &'l Level<'_, 'd>,
    is_suspect: impl Fn(&str) -> bool,
) -> impl Iterator<Item = &'l Field<'d>> {
    let is_of_callouts = TYPES.contains(&level.subject.table.name.as_str());
    let urls = if is_of_callouts { level.urls() } else { &[] };
    let fields = urls.iter().filter(|url| url.surely).map(|url| &url.field);
    fields.filter(move |field| is_suspect(field.text) && !is_filled_in_later(field.text))
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
