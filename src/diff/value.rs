//! Values in a change: what they are, where they stand, and whether they may be shown.

use std::{cmp::Ordering, fmt};

use secrecy::{ExposeSecret, SecretString};

use crate::{
    finding::Region,
    metadata::{secret::is_harmless_formula, shape::Secrecy},
};

/// Whether a comparison hides the values that can hold a secret.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Masking {
    /// They are dropped: nothing after the comparison can leak them.
    #[default]
    Masked,
    /// They are carried along, for a person who asked for them.
    Revealed,
}

/// A value as it may be shown.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shown {
    /// The value itself.
    Clear(String),
    /// A value that can hold a secret. It was dropped when it was compared; nothing after the comparison can leak it.
    Hidden,
    /// A value that can hold a secret, which a person asked to see on a terminal. Everything else treats it as hidden.
    Revealed(Revealed),
}

/// A value that can hold a secret, carried along for one person's eyes. Nothing prints it by accident.
#[derive(Clone)]
pub struct Revealed(SecretString);

impl Masking {
    /// The value as it may be shown.
    pub fn shown(self, value: &str, secrecy: Secrecy) -> Shown {
        match (self, Shown::of(value, secrecy)) {
            (Self::Revealed, Shown::Clear(text)) if text != value => Shown::Revealed(Revealed::of(value)),
            (Self::Revealed, Shown::Hidden) => Shown::Revealed(Revealed::of(value)),
            (_, shown) => shown,
        }
    }
}

impl Shown {
    /// The value as it may be shown. A formula that only names a credential is clear wherever it stands.
    pub fn of(value: &str, secrecy: Secrecy) -> Self {
        match secrecy {
            Secrecy::Whole if !value.is_empty() && !is_harmless_formula(value) => Self::Hidden,
            Secrecy::Whole => Self::Clear(value.to_owned()),
            _ => Self::Clear(secrecy.shown(value).into_owned()),
        }
    }
}

impl Revealed {
    /// Carries a value along.
    pub fn of(value: &str) -> Self {
        Self(value.into())
    }

    /// The value, for a terminal and nothing else.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for Revealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Revealed(..)")
    }
}

impl PartialEq for Revealed {
    fn eq(&self, other: &Self) -> bool {
        self.expose() == other.expose()
    }
}

impl Eq for Revealed {}

impl PartialOrd for Revealed {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Revealed {
    fn cmp(&self, other: &Self) -> Ordering {
        self.expose().cmp(other.expose())
    }
}

/// One side of a changed element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// What it holds.
    pub content: Content,
    /// Where it stands; `None` for a default that no file spells out.
    pub region: Option<Region>,
}

/// What one side of a changed element holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// A value.
    Text(Shown),
    /// The values inside an element that came or went as a whole, by their names or paths.
    Fields(Vec<(String, Shown)>),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_would_be_hidden_is_revealed_and_debug_prints_none_of_it() {
        for (value, secrecy) in [("sk_live_1", Secrecy::Whole), ("https://h.example/?k=sk_live_1", Secrecy::InUrl)] {
            let shown = Masking::Revealed.shown(value, secrecy);
            assert_eq!(shown, Shown::Revealed(Revealed::of(value)));
            assert!(!format!("{shown:?}").contains("sk_live"), "{shown:?}");
            assert_eq!(Masking::Masked.shown(value, secrecy), Shown::of(value, secrecy));
        }
        for (value, secrecy) in [("{!$Credential.A.B}", Secrecy::Whole), ("", Secrecy::Whole), ("x", Secrecy::Harmless)]
        {
            assert_eq!(Masking::Revealed.shown(value, secrecy), Shown::Clear(value.to_owned()));
        }
    }
}
