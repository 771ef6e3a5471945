//! What a library's error is at its root. The layers above it say that a request could not be sent, which our own words say.

use std::{error::Error, fmt};

use super::obstacle::links;

/// An error of the HTTP library that prints as what lies beneath its own layers.
#[derive(Debug)]
pub(super) struct Beneath {
    /// The whole error, to be looked into.
    pub(super) error: reqwest::Error,
}

impl Beneath {
    /// Takes an error, without its URL, which our own errors name.
    pub(super) fn of(error: reqwest::Error) -> Self {
        Self { error: error.without_url() }
    }

    /// The first link that says something of its own; the last one where none does.
    fn first(&self) -> &(dyn Error + 'static) {
        let all = || links(&self.error);
        all().find(|link| !is_wrapping(*link)).or_else(|| all().last()).unwrap_or(&self.error)
    }
}

/// Whether a link only says that a request came to nothing.
fn is_wrapping(link: &(dyn Error + 'static)) -> bool {
    link.is::<reqwest::Error>() || link.is::<hyper_util::client::legacy::Error>()
}

impl fmt::Display for Beneath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.first(), f)
    }
}

impl Error for Beneath {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.first().source()
    }
}
