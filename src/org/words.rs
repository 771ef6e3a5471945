//! What is read out of the server's prose, where it gives no code. Nowhere else is a text of the server matched.

use crate::metadata::ComponentId;

/// Something that servers say in words alone: what it is called here, and the words, in lower case, of which one is there.
#[derive(Debug)]
pub struct Saying {
    /// What it is called.
    pub id: &'static str,
    /// The words.
    pub words: &'static [&'static str],
}

const fn saying(id: &'static str, words: &'static [&'static str]) -> Saying {
    Saying { id, words }
}

/// What is known to be said, in the order of the ids.
pub const SAYINGS: &[Saying] = &[
    saying("app-is-to-be-installed", &["app must be installed into org", "client app is not installed in this org"]),
    saying("assertion-is-invalid", &["invalid assertion"]),
    saying("audience-is-invalid", &["audience is invalid", "audience validation failed"]),
    saying("code-has-expired", &["expired authorization code", "invalid authorization code"]),
    saying("consumer-is-not-approved", &["user hasn't approved this consumer"]),
    saying("flow-is-off", &["client credentials flow not enabled"]),
    saying("grant-is-not-supported", &["grant type not supported"]),
    saying("host-is-not-for-this", &["request not supported on this domain"]),
    saying("ip-is-restricted", &["ip restricted"]),
    saying("no-user-to-run-as", &["no client credentials user enabled"]),
    // `jsforce` stops refreshing at the first two; the third is what SOAP says to the same.
    saying(
        "session-is-not-for-this",
        &[
            "connected app is not attached to agent",
            "this session is not valid for use with the rest api",
            "this session is not valid for use with the api",
        ],
    ),
    saying("token-has-expired", &["expired access/refresh token"]),
    saying("user-is-inactive", &["inactive user"]),
    saying("user-is-not-admitted", &["user is not admin approved to access this app"]),
];

/// The words that come with status 401 and `INVALID_SESSION_ID` though a new session of the same login meets the same refusal.
const NO_EXPIRY: &str = "session-is-not-for-this";

impl Saying {
    /// What is called so.
    pub fn named(id: &str) -> Option<&'static Self> {
        SAYINGS.iter().find(|saying| saying.id == id)
    }

    /// Whether a server's message says it, whatever its capitals and apostrophes.
    pub fn is_in(&self, message: &str) -> bool {
        let message = message.to_lowercase().replace('\u{2019}', "'");
        self.words.iter().any(|words| message.contains(words))
    }
}

/// Whether a refused session has not expired, but never fits this call.
pub(super) fn is_no_expiry(message: &str) -> bool {
    Saying::named(NO_EXPIRY).is_some_and(|saying| saying.is_in(message))
}

/// The component that a retrieval's message says the org does not have.
pub(super) fn missing_component(problem: &str) -> Option<ComponentId> {
    let rest = problem.split_once("Entity of type '")?.1;
    let (type_name, rest) = rest.split_once("' named '")?;
    let (full_name, _) = rest.rsplit_once("' cannot be found")?;
    Some(ComponentId::new(type_name, full_name))
}

/// Words, in lower case, of trouble that passes, whatever the status and code that they come with. From
/// `source-deploy-retrieve`, which asks on in spite of them.
const PASSING: &[&str] = &[
    "<h1>bad message 400</h1>",
    "unable to complete the creation of the query cursor",
    "unexpected internal servlet state",
    "invalid_query_locator",
    "server_unavailable",
];

/// Whether a refusal tells of trouble that passes.
pub(super) fn is_passing(message: &str) -> bool {
    let message = message.to_lowercase();
    PASSING.iter().any(|words| message.contains(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sessions_that_never_fit_are_told_from_expired_ones() {
        for (words, expected) in [
            ("Session expired or invalid", false),
            ("Invalid Session ID found in SessionHeader: Illegal Session. Session not found", false),
            ("Connected app is not attached to Agent", true),
            ("This session is not valid for use with the REST API", true),
            ("INVALID_SESSION_ID: This session is not valid for use with the API", true),
            ("", false),
        ] {
            assert_eq!(is_no_expiry(words), expected, "{words}");
        }
    }

    /// What servers were seen or are documented to say, and what is said, by whom or about what, that only looks alike.
    const SAMPLES: &[(&str, Option<&str>)] = &[
        ("app must be installed into org", Some("app-is-to-be-installed")),
        ("External client app is not installed in this org", Some("app-is-to-be-installed")),
        ("The package must be installed into the org", None),
        ("invalid assertion", Some("assertion-is-invalid")),
        ("assertion is missing", None),
        ("audience is invalid", Some("audience-is-invalid")),
        ("Audience validation failed", Some("audience-is-invalid")),
        ("issuer is invalid", None),
        ("expired authorization code", Some("code-has-expired")),
        ("invalid authorization code", Some("code-has-expired")),
        ("authorization code flow is off", None),
        ("user hasn't approved this consumer", Some("consumer-is-not-approved")),
        ("user hasn\u{2019}t approved this consumer", Some("consumer-is-not-approved")),
        ("user hasn't approved this", None),
        ("client credentials flow not enabled", Some("flow-is-off")),
        ("invalid client credentials", None),
        ("grant type not supported", Some("grant-is-not-supported")),
        ("request not supported on this domain", Some("host-is-not-for-this")),
        ("request not supported", None),
        ("ip restricted", Some("ip-is-restricted")),
        ("the field is restricted", None),
        ("no client credentials user enabled", Some("no-user-to-run-as")),
        ("Connected app is not attached to Agent", Some("session-is-not-for-this")),
        ("This session is not valid for use with the REST API", Some("session-is-not-for-this")),
        ("INVALID_SESSION_ID: This session is not valid for use with the API", Some("session-is-not-for-this")),
        ("Session expired or invalid", None),
        ("expired access/refresh token", Some("token-has-expired")),
        ("token has expired", None),
        ("Inactive user", Some("user-is-inactive")),
        ("the user is not active", None),
        ("user is not admin approved to access this app", Some("user-is-not-admitted")),
        ("user is not approved", None),
        ("authentication failure", None),
        ("", None),
    ];

    #[test]
    fn what_is_said_is_told_from_what_sounds_alike() {
        for (message, expected) in SAMPLES {
            let said: Vec<&str> = SAYINGS.iter().filter(|one| one.is_in(message)).map(|one| one.id).collect();
            assert_eq!(said, Vec::from_iter(*expected), "{message}");
        }
    }

    #[test]
    fn the_sayings_are_sorted_and_each_of_their_words_has_a_sample() {
        assert!(SAYINGS.is_sorted_by(|one, other| one.id < other.id));
        for saying in SAYINGS {
            for words in saying.words {
                assert_eq!(words.to_lowercase(), **words);
                let is_sampled = |message: &str| message.to_lowercase().contains(words);
                let shown = SAMPLES.iter().any(|(message, id)| *id == Some(saying.id) && is_sampled(message));
                assert!(shown, "`{words}`");
            }
        }
    }

    #[test]
    fn a_missing_component_is_named() {
        for (words, expected) in [
            (
                "Entity of type 'ExternalCredential' named 'NotThere' cannot be found",
                Some("ExternalCredential:NotThere"),
            ),
            ("Entity of type 'Profile' named 'It's mine' cannot be found", Some("Profile:It's mine")),
            ("Entity type 'X' is unknown", None),
            ("You do not have the proper permissions", None),
            ("", None),
        ] {
            let found = missing_component(words).map(|id| id.to_string());
            assert_eq!(found.as_deref(), expected, "{words}");
        }
    }
    #[test]
    fn trouble_that_passes_is_told_from_trouble_that_stays() {
        for (words, expected) in [
            ("<h1>Bad Message 400</h1><pre>reason: Bad Request</pre>", true),
            ("Unable to complete the creation of the query cursor at this time due to a cursor lock error.", true),
            ("An unexpected error occurred. (Unexpected internal servlet state)", true),
            ("<faultcode>sf:SERVER_UNAVAILABLE</faultcode>", true),
            (r#"[{"errorCode":"INVALID_QUERY_LOCATOR","message":"invalid query locator"}]"#, true),
            ("<h1>Bad Request</h1>", false),
            ("unexpected token: cursor", false),
            ("", false),
        ] {
            assert_eq!(is_passing(words), expected, "{words}");
        }
    }
}
