//! What a login may be used for.

use std::fmt;

use super::{Refusal, words};

/// The scopes that the apps have, in the order in which answers list them, and what they mean to people.
const KNOWN: [(&str, &str); 5] = [
    ("refresh_token", "Stay logged in when you are away"),
    ("web", "Open the org in your browser"),
    ("full", "Everything that you may do"),
    ("api", "Read and change the org by its APIs"),
    ("id", "Know who you are"),
];

/// Another word for the first of them.
const OFFLINE: &str = "offline_access";

/// Scopes that were asked for and can be granted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Scopes(Vec<&'static (&'static str, &'static str)>);

impl Scopes {
    /// Reads what is asked for; where nothing is, that is all that the app has but `full`.
    pub(crate) fn read(text: Option<&str>) -> Result<Self, Refusal> {
        let Some(text) = text.filter(|text| !text.trim().is_empty()) else {
            return Ok(Self(KNOWN.iter().filter(|(name, _)| *name != "full").collect()));
        };
        let asked: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).map(plain).collect();
        let is_known = |word: &&str| KNOWN.iter().any(|(name, _)| name == word);
        if !asked.iter().all(is_known) {
            return Err(words::WRONG_SCOPE);
        }
        Ok(Self(KNOWN.iter().filter(|(name, _)| asked.contains(name)).collect()))
    }

    /// Those of a login in which nobody is asked: it begins no refresh token.
    pub(crate) fn unattended() -> Self {
        Self(KNOWN.iter().filter(|(name, _)| matches!(*name, "api" | "id" | "web")).collect())
    }

    /// Whether the login may be renewed.
    pub(crate) fn may_refresh(&self) -> bool {
        self.0.iter().any(|(name, _)| *name == KNOWN[0].0)
    }

    /// What they mean to people.
    pub(crate) fn meanings(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().map(|(_, meaning)| *meaning)
    }
}

fn plain(word: &str) -> &str {
    if word == OFFLINE { KNOWN[0].0 } else { word }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.0.iter().map(|(name, _)| *name).collect();
        f.write_str(&names.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_granted_as_asked_in_one_order() {
        let read = |text| Scopes::read(text).map(|scopes| scopes.to_string());
        assert_eq!(read(Some("api  refresh_token web api")).unwrap(), "refresh_token web api");
        assert_eq!(read(Some("offline_access")).unwrap(), "refresh_token");
        assert_eq!(read(None), read(Some(" ")));
        assert_eq!(read(None).unwrap(), "refresh_token web api id");
        for wrong in ["api everything", "API", "api,web"] {
            assert_eq!(read(Some(wrong)), Err(words::WRONG_SCOPE));
        }
        assert!(!Scopes::unattended().may_refresh() && Scopes::read(Some(OFFLINE)).unwrap().may_refresh());
    }
}
