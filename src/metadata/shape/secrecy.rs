//! How much of a value may be shown.
//!
//! Everything that shows a value to anyone asks here first: differences, reports, graphs. The tables name what is
//! harmless, and the rest is hidden, so that a parameter type of a newer API version is hidden as well.

use std::borrow::Cow;

use super::{Condition, ElementShape};

/// What stands where something was hidden.
const HIDDEN: &str = "***";

/// How much of a value may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Secrecy {
    /// All of it.
    Harmless,
    /// The address of the URL, without user information, query and fragment.
    InUrl,
    /// Nothing.
    Whole,
}

impl Secrecy {
    /// The part of the value that may be shown, with `***` in place of the rest.
    ///
    /// The path of a URL is shown. A service that puts a secret there, as some web hooks do, cannot be told from others.
    pub fn shown(self, value: &str) -> Cow<'_, str> {
        match self {
            Self::Harmless => Cow::Borrowed(value),
            Self::InUrl => address(value),
            Self::Whole if value.is_empty() => Cow::Borrowed(value),
            Self::Whole => Cow::Borrowed(HIDDEN),
        }
    }
}

impl ElementShape {
    /// How much of its value may be shown among these siblings.
    pub fn secrecy<'v>(&self, sibling: impl Fn(&str) -> Option<&'v str>) -> Secrecy {
        let one_of = |conditions: &[Condition]| conditions.iter().any(|condition| condition.holds(&sibling));
        if one_of(&self.secret) {
            Secrecy::Whole
        } else if one_of(&self.secret_in_url) {
            Secrecy::InUrl
        } else {
            Secrecy::Harmless
        }
    }

    /// Whether its value can be a URL among these siblings. It is asked first, because most values can not.
    pub fn can_be_url<'v>(&self, sibling: impl Fn(&str) -> Option<&'v str>) -> bool {
        self.secret_in_url.iter().any(|condition| condition.holds(&sibling))
    }

    /// Whether its value is a URL among these siblings.
    pub fn is_url<'v>(&self, sibling: impl Fn(&str) -> Option<&'v str>) -> bool {
        let one_of = |conditions: &[Condition]| conditions.iter().any(|condition| condition.holds(&sibling));
        one_of(&self.secret_in_url) && !one_of(&self.perhaps_url)
    }

    /// Whether its value can be a secret, or can hold one, among these siblings; [`Secrecy::shown`] says what to show.
    pub fn can_hold_secret<'v>(&self, sibling: impl Fn(&str) -> Option<&'v str>) -> bool {
        self.secrecy(sibling) == Secrecy::Whole
    }
}

/// The URL with its user information, the values of its query and its fragment hidden.
///
/// It works on text and parses no URL, because a file can hold a merge field or a placeholder where a URL belongs.
fn address(url: &str) -> Cow<'_, str> {
    let (rest, fragment) = cut(url, '#');
    let (rest, query) = cut(rest, '?');
    let (scheme, rest) = rest.split_once("//").map_or(("", rest), |(scheme, rest)| (&url[..scheme.len() + 2], rest));
    let host_ends = rest.find('/').unwrap_or(rest.len());
    let user = rest[..host_ends].rfind('@');
    if user.is_none() && query.is_none() && fragment.is_none() {
        return Cow::Borrowed(url);
    }
    let mut shown = String::from(scheme);
    shown.push_str(&user.map_or(rest.to_owned(), |at| format!("{HIDDEN}{}", &rest[at..])));
    for (mark, hidden) in [('?', query), ('#', fragment)] {
        if hidden.is_some() {
            shown.push(mark);
            shown.push_str(HIDDEN);
        }
    }
    Cow::Owned(shown)
}

fn cut(text: &str, mark: char) -> (&str, Option<&str>) {
    text.split_once(mark).map_or((text, None), |(before, after)| (before, Some(after)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_url_shows_its_address_and_nothing_else() {
        for (url, shown) in [
            ("https://api.example.com/v1", "https://api.example.com/v1"),
            ("https://api.example.com/v1?key=k", "https://api.example.com/v1?***"),
            ("https://u:p@api.example.com/v1#t", "https://***@api.example.com/v1#***"),
            ("https://u:p@x@api.example.com", "https://***@api.example.com"),
            ("https://api.example.com/@handle", "https://api.example.com/@handle"),
            ("https://api.example.com#t?k=v", "https://api.example.com#***"),
            ("u:p@host/path?", "***@host/path?***"),
            ("${INSTANCE_URL}/token", "${INSTANCE_URL}/token"),
            ("", ""),
        ] {
            assert_eq!(Secrecy::InUrl.shown(url), shown);
        }
    }

    #[test]
    fn a_secret_shows_nothing_but_that_it_is_there() {
        assert_eq!(Secrecy::Whole.shown("hunter2"), HIDDEN);
        assert_eq!(Secrecy::Whole.shown(""), "");
        assert_eq!(Secrecy::Harmless.shown("us-east-1"), "us-east-1");
    }

    proptest! {
        #[test]
        fn no_query_fragment_or_user_gets_through(user in "[a-z:]{1,8}", query in "[a-z=&?/@]{1,8}", end in "[a-z?#/@]{1,8}") {
            let url = format!("https://QQ{user}QQ@host/path?QQ{query}QQ#QQ{end}QQ");
            prop_assert!(!Secrecy::InUrl.shown(&url).contains("QQ"));
        }
    }
}
