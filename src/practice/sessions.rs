//! Who may call: the standing token, and the sessions that logins began.

use std::{num::NonZeroU32, sync::Mutex};

use secrecy::{ExposeSecret, SecretString};

use super::{login::Certificate, token};

/// How many sessions are remembered; the oldest end first.
const REMEMBERED: usize = 100;

/// Who is let in.
#[derive(Debug, Clone)]
pub struct Admission {
    /// The standing token. It never expires; logins may also present it as their refresh token.
    pub token: SecretString,
    /// Whose signature begins sessions; none where nobody's does.
    pub certificate: Option<Certificate>,
    /// After how many requests a session expires that a login began; never where this is none.
    pub sessions_last: Option<NonZeroU32>,
}

/// The sessions of one running org. They end with it.
#[derive(Debug)]
pub(crate) struct Sessions {
    /// Who is let in.
    pub admission: Admission,
    begun: Mutex<Vec<Session>>,
}

#[derive(Debug)]
struct Session {
    token: SecretString,
    requests_left: Option<u32>,
}

impl From<SecretString> for Admission {
    /// Lets in the one who has this token, and nobody else.
    fn from(token: SecretString) -> Self {
        Self { token, certificate: None, sessions_last: None }
    }
}

impl Sessions {
    /// No sessions yet.
    pub(crate) fn new(admission: Admission) -> Self {
        Self { admission, begun: Mutex::default() }
    }

    /// Whether this is the standing token.
    pub(crate) fn is_standing(&self, presented: &str) -> bool {
        token::is_same(&self.admission.token, presented)
    }

    /// Whether whoever presents this may make one request.
    pub(crate) fn admit(&self, presented: &str) -> bool {
        let mut begun = self.begun.lock().expect("counting does not panic");
        let found = begun.iter_mut().find(|session| token::is_same(&session.token, presented));
        match found.map(|session| &mut session.requests_left) {
            None => self.is_standing(presented),
            Some(None) => true,
            Some(Some(0)) => false,
            Some(Some(left)) => {
                *left -= 1;
                true
            }
        }
    }

    /// Begins a session and gives its token.
    pub(crate) fn begin(&self) -> Result<String, getrandom::Error> {
        let token = token::fresh()?;
        let text = token.expose_secret().to_owned();
        let mut begun = self.begun.lock().expect("counting does not panic");
        begun.push(Session { token, requests_left: self.admission.sessions_last.map(NonZeroU32::get) });
        let surplus = begun.len().saturating_sub(REMEMBERED);
        begun.drain(..surplus);
        Ok(text)
    }
}
