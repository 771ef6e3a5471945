//! Why a login is refused: OAuth's code, and the org's words.

/// Why nothing is granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// The code.
    pub error: &'static str,
    /// The words.
    pub description: &'static str,
}

impl Refusal {
    /// A code with its words.
    pub(crate) const fn new(error: &'static str, description: &'static str) -> Self {
        Self { error, description }
    }
}

/// All refusals. What is inferred, or from memory, says so; the others were seen or are documented.
pub(crate) mod words {
    use super::Refusal;

    pub(crate) const UNKNOWN_APP: Refusal = Refusal::new("invalid_client_id", "client identifier invalid");
    pub(crate) const WRONG_SECRET: Refusal = Refusal::new("invalid_client", "invalid client credentials");
    pub(crate) const NO_RUN_AS: Refusal = Refusal::new("invalid_grant", "no client credentials user enabled");
    pub(crate) const WRONG_DOMAIN: Refusal = Refusal::new("invalid_grant", "request not supported on this domain");
    pub(crate) const UNSUPPORTED_GRANT: Refusal = Refusal::new("unsupported_grant_type", "grant type not supported");
    /// The words are inferred from those for the other endpoint.
    pub(crate) const MUST_POST: Refusal = Refusal::new("invalid_request", "must use HTTP POST");
    pub(crate) const EXPIRED_TOKEN: Refusal = Refusal::new("invalid_grant", "expired access/refresh token");

    /// What is no assertion, is not signed by the right key, or is too old. That one answer serves all three is inferred.
    pub(crate) const INVALID_ASSERTION: Refusal = Refusal::new("invalid_grant", "invalid assertion");
    pub(crate) const WRONG_AUDIENCE: Refusal = Refusal::new("invalid_grant", "audience is invalid");
    pub(crate) const NOT_APPROVED: Refusal = Refusal::new("invalid_grant", "user hasn't approved this consumer");

    pub(crate) const INVALID_CODE: Refusal = Refusal::new("invalid_grant", "invalid authorization code");
    /// A code that was used before is told the same.
    pub(crate) const EXPIRED_CODE: Refusal = Refusal::new("invalid_grant", "expired authorization code");
    pub(crate) const WRONG_VERIFIER: Refusal = Refusal::new("invalid_grant", "invalid code verifier");
    pub(crate) const NO_CHALLENGE: Refusal = Refusal::new("invalid_request", "missing required code challenge");
    /// The words are inferred.
    pub(crate) const BAD_CHALLENGE: Refusal = Refusal::new("invalid_request", "invalid code challenge");

    pub(crate) const NO_REDIRECT: Refusal = Refusal::new("redirect_uri_missing", "redirect_uri not provided");
    pub(crate) const WRONG_REDIRECT: Refusal =
        Refusal::new("redirect_uri_mismatch", "redirect_uri must match configuration");
    pub(crate) const WRONG_RESPONSE: Refusal = Refusal::new("unsupported_response_type", "response type not supported");
    pub(crate) const WRONG_SCOPE: Refusal =
        Refusal::new("invalid_scope", "the requested scope is invalid, unknown, or malformed");
    /// The words are inferred; that a parameter stands twice is an invalid request in RFC 6749, section 4.1.2.1.
    pub(crate) const TWICE: Refusal = Refusal::new("invalid_request", "a parameter is given more than once");
    pub(crate) const DENIED: Refusal = Refusal::new("access_denied", "end-user denied authorization");

    pub(crate) const INVALID_TOKEN: Refusal = Refusal::new("invalid_token", "the token was invalid");
    pub(crate) const UNSUPPORTED_TOKEN: Refusal =
        Refusal::new("unsupported_token_type", "this token type is not supported");
}
