//! What was asked, kept at hand to say what became of it.

use http::{StatusCode, header::CONTENT_TYPE};

use super::{
    code::Meaning,
    error::{ApiError, NotSalesforce, OrgError, OrgProblem, Refusal},
    renewal::Sessions,
    transport::{Request, Response, TransportError, Tries},
    words,
};

/// How much of an unreadable answer is looked at, and how much of that is shown.
const LOOKED_AT: usize = 4096;
const SHOWN: usize = 200;

/// A call that was made. All errors about its answer are built here, so that none can hold the token, even where a
/// server repeats what it was sent.
pub(super) struct Asked<'s> {
    pub(super) purpose: &'static str,
    place: String,
    sessions: Option<&'s Sessions>,
}

impl<'s> Asked<'s> {
    pub(super) fn of(request: &Request, sessions: Option<&'s Sessions>) -> Self {
        Self { purpose: request.purpose, place: request.place(), sessions }
    }

    pub(super) fn failed(&self, problem: OrgProblem, tries: Tries) -> OrgError {
        OrgError { purpose: self.purpose, place: self.place.clone(), problem: Box::new(problem), tries }
    }

    pub(super) fn unanswered(&self, error: TransportError) -> OrgError {
        let tries = error.tries;
        self.failed(OrgProblem::Transport(error), tries)
    }

    /// An answer that is readable, but lacks what this call's answer holds.
    pub(super) fn unreadable(&self, reason: &str, tries: Tries) -> OrgError {
        let reason = self.redacted(reason);
        self.failed(OrgProblem::Unreadable { reason }, tries)
    }

    /// An answer that does not come from the API.
    pub(super) fn not_salesforce(&self, response: &Response, reason: &str) -> OrgError {
        let content_type = response.header(CONTENT_TYPE);
        let problem = OrgProblem::NotSalesforce(NotSalesforce {
            status: response.status,
            content_type: content_type.map(|text| self.redacted(text)),
            reason: self.redacted(reason),
            excerpt: self.excerpt(&response.body),
        });
        self.failed(problem, response.tries)
    }

    /// An answer in which the org says why not.
    pub(super) fn refused(&self, response: &Response, errors: Vec<ApiError>) -> OrgError {
        let redact = |error: ApiError| ApiError {
            code: (&*self.redacted(error.code.as_str())).into(),
            message: self.redacted(&error.message),
        };
        let refusal = Refusal { status: response.status, errors: errors.into_iter().map(redact).collect() };
        self.failed(classified(refusal), response.tries)
    }

    fn excerpt(&self, body: &[u8]) -> String {
        let text = String::from_utf8_lossy(&body[..body.len().min(LOOKED_AT)]);
        let first = text.lines().map(str::trim).find(|line| !line.is_empty());
        let printable = |character: &char| !character.is_control();
        let shown = self.redacted(first.unwrap_or_default());
        shown.chars().filter(printable).take(SHOWN).collect()
    }

    fn redacted(&self, text: &str) -> String {
        match self.sessions {
            Some(sessions) => sessions.redact(text),
            None => text.to_owned(),
        }
    }
}

fn classified(refusal: Refusal) -> OrgProblem {
    let mut by_code = refusal.errors.iter().map(|error| error.code.meaning());
    let meaning = by_code
        .find(|meaning| !matches!(meaning, Meaning::Other | Meaning::Passing))
        .unwrap_or_else(|| meaning_of(refusal.status));
    let no_expiry = |error: &ApiError| words::is_no_expiry(&error.message);
    match meaning {
        Meaning::SessionExpired if refusal.errors.iter().any(no_expiry) => OrgProblem::Forbidden(refusal),
        Meaning::SessionExpired => OrgProblem::SessionExpired(refusal),
        Meaning::Forbidden => OrgProblem::Forbidden(refusal),
        Meaning::NotFound => OrgProblem::NotFound(refusal),
        Meaning::Limit => OrgProblem::Limit(refusal),
        Meaning::Passing | Meaning::Other => OrgProblem::Api(refusal),
    }
}

fn meaning_of(status: StatusCode) -> Meaning {
    match status.as_u16() {
        401 => Meaning::SessionExpired,
        403 => Meaning::Forbidden,
        404 => Meaning::NotFound,
        429 => Meaning::Limit,
        _ => Meaning::Other,
    }
}
