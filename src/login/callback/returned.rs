//! What a browser brings back from the authorize page, in the query of the redirect.

use secrecy::SecretString;
use url::{Url, form_urlencoded};

use super::stray::Stray;
use crate::org::oauth::{OauthCode, State};

/// Characters of the server's words that are kept.
const LONGEST_WORDS: usize = 500;

/// What came back.
#[derive(Debug, Clone)]
pub enum Returned {
    /// The user said yes; this begins a session.
    Code(SecretString),
    /// The user or the org said no.
    Refused(AuthorizationRefused),
}

/// Why the authorize page sent the browser back without a code. Its words are those of a URL, which anybody may have
/// written who knew the state.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the login was refused in the browser ({}{})", code, described(description))]
pub struct AuthorizationRefused {
    /// OAuth's code.
    pub code: OauthCode,
    /// The server's words, at most 500 characters.
    pub description: String,
}

fn described(description: &str) -> String {
    if description.is_empty() { String::new() } else { format!(": {description}") }
}

/// Why a pasted address is not the return of this login. The address is not repeated, since it may hold a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PastedError {
    /// There is nothing.
    #[error("no address was given")]
    Empty,
    /// It is no URL.
    #[error("this is no address; one starts with `http://localhost:`")]
    NotAUrl,
    /// It leads elsewhere.
    #[error("this is the address of another page than the one on which the browser ends")]
    OtherPage,
    /// It is not the return of this login.
    #[error("this is not the return of the login that was started here: {}", .0.reason())]
    Stray(Stray),
}

/// Reads the query of a redirect.
pub(super) fn returned(query: &str, state: &State) -> Result<Returned, Stray> {
    let one = |name: &str| {
        let mut values = form_urlencoded::parse(query.as_bytes()).filter(|(key, _)| key == name);
        let first = values.next().map(|(_, value)| value.into_owned());
        if values.next().is_some() { Err(Stray::Twice) } else { Ok(first.filter(|value| !value.is_empty())) }
    };
    if !state.is(&one("state")?.ok_or(Stray::NoState)?) {
        return Err(Stray::WrongState);
    }
    match (one("error")?, one("code")?) {
        (Some(error), _) => {
            let description = words(&one("error_description")?.unwrap_or_default());
            Ok(Returned::Refused(AuthorizationRefused { code: words(&error).as_str().into(), description }))
        }
        (None, Some(code)) => Ok(Returned::Code(SecretString::from(code))),
        (None, None) => Err(Stray::NoCode),
    }
}

/// Reads the address of the page on which a browser ended, as a user pastes it.
pub fn returned_by_hand(text: &str, redirect: &Url, state: &State) -> Result<Returned, PastedError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(PastedError::Empty);
    }
    let url = Url::parse(text).map_err(|_| PastedError::NotAUrl)?;
    let page = |url: &Url| url[..url::Position::AfterPath].to_owned();
    if page(&url) != page(redirect) {
        return Err(PastedError::OtherPage);
    }
    returned(url.query().unwrap_or_default(), state).map_err(PastedError::Stray)
}

/// Words from a URL, without what moves a cursor, and cut.
fn words(text: &str) -> String {
    text.chars().filter(|character| !character.is_control()).take(LONGEST_WORDS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::org::{
        InstanceUrl,
        oauth::{Authorization, Pkce},
    };
    use secrecy::ExposeSecret;

    fn redirect() -> Url {
        Url::parse("http://localhost:1717/OauthRedirect").unwrap()
    }

    /// A state, and its text as the browser carries it.
    fn state() -> (State, String) {
        let (state, pkce) = (State::new(&[3; 32]), Pkce::new(&[4; 64]));
        let redirect = redirect();
        let authorization = Authorization {
            client_id: "x",
            redirect: &redirect,
            scopes: "x",
            user_name: None,
            pkce: &pkce,
            state: &state,
        };
        let url = authorization.url(&InstanceUrl::parse("https://login.salesforce.com").unwrap());
        let text = url.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
        (state, text)
    }

    #[test]
    fn a_return_is_read_with_the_right_state_alone() {
        let (expected, text) = state();
        for (query, stray) in [
            (String::new(), Stray::NoState),
            ("code=aPrx".to_owned(), Stray::NoState),
            ("code=aPrx&state=".to_owned(), Stray::NoState),
            ("code=aPrx&state=wrong".to_owned(), Stray::WrongState),
            (format!("code=aPrx&state={text}x"), Stray::WrongState),
            (format!("state={text}"), Stray::NoCode),
            (format!("code=&state={text}"), Stray::NoCode),
            (format!("code=a&code=b&state={text}"), Stray::Twice),
            (format!("code=a&state={text}&state={text}"), Stray::Twice),
            ("error=access_denied&state=wrong".to_owned(), Stray::WrongState),
            ("error=access_denied".to_owned(), Stray::NoState),
        ] {
            assert_eq!(returned(&query, &expected).unwrap_err(), stray, "{query}");
        }
        let Returned::Code(code) = returned(&format!("code=aPrx%3D%3D&state={text}"), &expected).unwrap() else {
            panic!()
        };
        assert_eq!(code.expose_secret(), "aPrx==");
    }

    #[test]
    fn a_refusal_keeps_its_words_cut_and_harmless() {
        let (expected, text) = state();
        let long = "x".repeat(2000);
        let query = format!("error=access_denied&error_description=end-user%1b[2J+{long}&code=x&state={text}");
        let Returned::Refused(refused) = returned(&query, &expected).unwrap() else { panic!() };
        assert_eq!(refused.code, OauthCode::AccessDenied);
        assert!(refused.description.starts_with("end-user[2J x") && refused.description.len() == 500);
        let bare = AuthorizationRefused { code: OauthCode::AccessDenied, description: String::new() };
        assert_eq!(bare.to_string(), "the login was refused in the browser (access_denied)");
    }

    #[test]
    fn a_pasted_address_is_that_of_the_page_where_the_browser_ends() {
        let (expected, text) = state();
        let query = format!("code=canary&state={text}");
        for (pasted, error) in [
            ("  ".to_owned(), PastedError::Empty),
            ("canary".to_owned(), PastedError::NotAUrl),
            (format!("http://localhost:1718/OauthRedirect?{query}"), PastedError::OtherPage),
            (format!("https://localhost:1717/OauthRedirect?{query}"), PastedError::OtherPage),
            (format!("http://evil.example/OauthRedirect?{query}"), PastedError::OtherPage),
            (format!("http://canary@localhost:1717/OauthRedirect?{query}"), PastedError::OtherPage),
            (format!("http://localhost:1717/?{query}"), PastedError::OtherPage),
            (
                "http://localhost:1717/OauthRedirect?code=canary&state=x".to_owned(),
                PastedError::Stray(Stray::WrongState),
            ),
            ("http://localhost:1717/OauthRedirect".to_owned(), PastedError::Stray(Stray::NoState)),
        ] {
            let found = returned_by_hand(&pasted, &redirect(), &expected).unwrap_err();
            assert_eq!(found, error, "{pasted}");
            assert!(!found.to_string().contains("canary"));
        }
        let pasted = format!(" http://localhost:1717/OauthRedirect?{query}\r\n");
        assert!(matches!(returned_by_hand(&pasted, &redirect(), &expected), Ok(Returned::Code(_))));
    }
}
