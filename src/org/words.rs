//! What is read out of the server's prose, where it gives no code. Nowhere else is a text of the server matched.

use crate::metadata::ComponentId;

/// Words that come with status 401 and `INVALID_SESSION_ID` though a new session of the same login meets the same refusal.
/// From `jsforce`, which stops refreshing at them.
const NO_EXPIRY: &[&str] =
    &["connected app is not attached to agent", "this session is not valid for use with the rest api"];

/// Whether a refused session has not expired, but never fits this call.
pub(super) fn is_no_expiry(message: &str) -> bool {
    let message = message.to_lowercase();
    NO_EXPIRY.iter().any(|words| message.contains(words))
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
            ("", false),
        ] {
            assert_eq!(is_no_expiry(words), expected, "{words}");
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
