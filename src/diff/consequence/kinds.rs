//! The kinds of consequences, in one table.

use super::{ConsequenceKind, Gravity};

/// All kinds of consequences, in the order of their ids.
pub static CONSEQUENCE_KINDS: &[ConsequenceKind] = &[
    ConsequenceKind {
        id: "access-granted",
        gravity: Gravity::Notable,
        summary: "Users may make callouts as a principal, or may read the tokens that credentials store.",
        way_out: "Look whether all users of the permission set shall.",
    },
    ConsequenceKind {
        id: "access-withdrawn",
        gravity: Gravity::Disruptive,
        summary: "Callouts of users fail who had access by this permission set alone.",
        way_out: "Assign those users another permission set that grants the principal, and read access to \
                  `UserExternalCredential`.",
    },
    ConsequenceKind {
        id: "callouts-off",
        gravity: Gravity::Disruptive,
        summary: "The org refuses callouts that it allowed before.",
        way_out: "Look that nothing calls there any more, or switch it on again.",
    },
    ConsequenceKind {
        id: "certificate-changed",
        gravity: Gravity::Disruptive,
        summary: "The other system knows the old certificate alone, and refuses logins that the new one signs.",
        way_out: "Give the other system the new certificate first.",
    },
    ConsequenceKind {
        id: "client-changed",
        gravity: Gravity::Disruptive,
        summary: "Tokens belong to the client that they were issued to, and another client cannot refresh them.",
        way_out: "Enter the client's secret where it is kept, then have principals and users log in again.",
    },
    ConsequenceKind {
        id: "consent-again",
        gravity: Gravity::Disruptive,
        summary: "Tokens keep the scopes that they were issued with.",
        way_out: "Have principals and users log in again, so that they consent to the new scopes.",
    },
    ConsequenceKind {
        id: "credentials-anew",
        gravity: Gravity::Disruptive,
        summary: "Secrets and tokens that are stored for the principals belong to the old way of logging in.",
        way_out: "Enter the principals' credentials again, or have users log in again.",
    },
    ConsequenceKind {
        id: "credentials-missing",
        gravity: Gravity::Notable,
        summary: "Metadata carries no secrets, so that what comes new has none, and callouts with it fail.",
        way_out: "Enter the credentials after the deployment.",
    },
    ConsequenceKind {
        id: "endpoint-moved",
        gravity: Gravity::Notable,
        summary: "Callouts go to another address.",
        way_out: "Look that the address belongs to this org's environment, and knows its credentials.",
    },
    ConsequenceKind {
        id: "header-changed",
        gravity: Gravity::Notable,
        summary: "Callouts carry other headers.",
        way_out: "Look that the other system wants them.",
    },
    ConsequenceKind {
        id: "secret-lost",
        gravity: Gravity::Destructive,
        summary: "Secrets, tokens or keys go with the component or principal that they are stored for, and no metadata \
                  brings them back.",
        way_out: "Have them at hand to enter them again, or leave the principal as it is.",
    },
    ConsequenceKind {
        id: "token-refused",
        gravity: Gravity::Disruptive,
        summary: "What Salesforce says of itself when it asks for a token changes, and the other system may refuse it.",
        way_out: "Have the other system trust the new values first.",
    },
];

/// The kind with this id.
pub fn consequence_kind(id: &str) -> Option<&'static ConsequenceKind> {
    CONSEQUENCE_KINDS.iter().find(|kind| kind.id == id)
}
