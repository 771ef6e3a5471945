//! Requests that are not the return of our browser, and what is said to them.

/// Why a request is not what is waited for. None of them ends the login: whoever can make a browser or a program send a
/// request here could otherwise keep a user from logging in, and the right return may still be on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stray {
    /// It does not carry the state that left with the browser.
    WrongState,
    /// It carries no state.
    NoState,
    /// It carries neither a code nor an error.
    NoCode,
    /// It carries something twice that there is one of.
    Twice,
    /// A login has come back before.
    SecondReturn,
    /// It was meant for another host that leads here.
    ForeignHost,
    /// A script on a foreign page sent it.
    ForeignOrigin,
    /// It is for a picture, a frame or a script's eyes, and no page that a user sees.
    NotAPage,
    /// It is of another method.
    WrongMethod,
    /// There is nothing at this path.
    WrongPath,
    /// It is longer than any return.
    TooLarge,
    /// It is no request of HTTP.
    Malformed,
    /// It did not come to its end.
    TooSlow,
}

/// Status, words for the page, and whether the user should hear of it in the terminal too.
type Row = (Stray, u16, &'static str, &'static str, Hearing);

/// Whether a stray request is news.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hearing {
    News,
    Noise,
}

use Hearing::{News, Noise};

/// Each kind, and what is said to it.
const STRAYS: &[Row] = &[
    (Stray::WrongState, 403, "This is not the login that was started here", "the state differs", News),
    (Stray::NoState, 403, "This is not the login that was started here", "there is no state", News),
    (Stray::NoCode, 400, "This login came back empty", "there is no code", News),
    (Stray::Twice, 400, "This login came back garbled", "a parameter is there twice", News),
    (Stray::SecondReturn, 409, "A login has come back already", "one was taken before", News),
    (Stray::ForeignHost, 421, "This address is not meant for xcred", "it was meant for another host", News),
    (Stray::ForeignOrigin, 403, "A page may not do this", "a script on a foreign page sent it", News),
    (Stray::NotAPage, 403, "A page may not do this", "it is not for a page that a user sees", News),
    (Stray::WrongMethod, 405, "Nothing can be sent here", "its method is not GET", Noise),
    (Stray::WrongPath, 404, "There is nothing here", "its path is another", Noise),
    (Stray::TooLarge, 431, "This request is too large", "it is too large", Noise),
    (Stray::Malformed, 400, "This request cannot be read", "it cannot be read", Noise),
    (Stray::TooSlow, 408, "This request took too long", "it took too long", Noise),
];

impl Stray {
    fn row(self) -> &'static Row {
        STRAYS.iter().find(|(stray, ..)| *stray == self).expect("a test walks the table")
    }

    /// The status of the answer.
    pub(super) fn status(self) -> u16 {
        self.row().1
    }

    /// The title of the page.
    pub(super) fn title(self) -> &'static str {
        self.row().2
    }

    /// Why it is none, as words that follow "was refused:".
    pub fn reason(self) -> &'static str {
        self.row().3
    }

    /// Whether the user should hear of it: browsers ask for icons, but not with a state of their own.
    pub fn is_news(self) -> bool {
        self.row().4 == News
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_one_row() {
        let all = [
            Stray::WrongState,
            Stray::NoState,
            Stray::NoCode,
            Stray::Twice,
            Stray::SecondReturn,
            Stray::ForeignHost,
            Stray::ForeignOrigin,
            Stray::NotAPage,
            Stray::WrongMethod,
            Stray::WrongPath,
            Stray::TooLarge,
            Stray::Malformed,
            Stray::TooSlow,
        ];
        assert_eq!(STRAYS.iter().map(|(stray, ..)| *stray).collect::<Vec<_>>(), all);
        assert!(all.iter().all(|stray| (400..500).contains(&stray.status()) && !stray.reason().is_empty()));
    }
}
