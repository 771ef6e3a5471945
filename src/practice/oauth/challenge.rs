//! The proof that a code is given to the one who asked for it (PKCE, RFC 7636).

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use ring::digest::{SHA256, digest};

use super::{Refusal, app::Proof, words};

/// A verifier has at least so many characters (RFC 7636, section 4.1). That it has 128 at most is not Salesforce's rule: the
/// Salesforce CLI sends 171.
const SHORTEST_VERIFIER: usize = 43;

/// What an app will have to show the verifier of; nothing where it need not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Challenge(Option<[u8; 32]>);

impl Challenge {
    /// Reads a challenge. Without a method it is `S256`, as the Salesforce CLI sends it; RFC 7636 would have it `plain`,
    /// which Salesforce does not know.
    pub(super) fn read(text: Option<&str>, method: Option<&str>, proof: Proof) -> Result<Self, Refusal> {
        let Some(text) = text.filter(|text| !text.is_empty()) else {
            let is_missing = proof == Proof::Required;
            return if is_missing { Err(words::NO_CHALLENGE) } else { Ok(Self(None)) };
        };
        if !matches!(method, None | Some("S256")) {
            return Err(words::BAD_CHALLENGE);
        }
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).map_err(|_| words::BAD_CHALLENGE)?;
        bytes.try_into().map(|hash| Self(Some(hash))).map_err(|_| words::BAD_CHALLENGE)
    }

    /// Whether this is the verifier. That one without a challenge is refused is documented.
    pub(crate) fn is_met_by(&self, verifier: Option<&str>) -> Result<(), Refusal> {
        let is_met = match (&self.0, verifier) {
            (None, None) => true,
            (Some(hash), Some(verifier)) => {
                verifier.len() >= SHORTEST_VERIFIER && digest(&SHA256, verifier.as_bytes()).as_ref() == hash
            }
            _ => false,
        };
        is_met.then_some(()).ok_or(words::WRONG_VERIFIER)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7636, appendix B.
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    #[test]
    fn only_the_verifier_meets_its_challenge() {
        for method in [None, Some("S256")] {
            let challenge = Challenge::read(Some(CHALLENGE), method, Proof::Required).unwrap();
            assert_eq!(challenge.is_met_by(Some(VERIFIER)), Ok(()));
            for wrong in [None, Some(""), Some(CHALLENGE), Some(&VERIFIER.replace('d', "e"))] {
                assert_eq!(challenge.is_met_by(wrong), Err(words::WRONG_VERIFIER), "{wrong:?}");
            }
        }
        let short = BASE64_URL_SAFE_NO_PAD.encode(digest(&SHA256, b"short"));
        let challenge = Challenge::read(Some(&short), None, Proof::Required).unwrap();
        assert_eq!(challenge.is_met_by(Some("short")), Err(words::WRONG_VERIFIER));
    }

    #[test]
    fn a_challenge_is_a_hash_and_may_be_missing_where_the_app_may_do_without() {
        let none = Challenge::read(None, None, Proof::Optional).unwrap();
        assert_eq!((none.is_met_by(None), none.is_met_by(Some(VERIFIER))), (Ok(()), Err(words::WRONG_VERIFIER)));
        assert_eq!(Challenge::read(Some(""), None, Proof::Required), Err(words::NO_CHALLENGE));
        for (text, method) in [
            (CHALLENGE, Some("plain")),
            (&CHALLENGE[1..], None),
            (&*format!("{CHALLENGE}="), None),
            (&*CHALLENGE.replace('-', "+"), None),
            (VERIFIER, Some("s256")),
        ] {
            assert_eq!(Challenge::read(Some(text), method, Proof::Optional), Err(words::BAD_CHALLENGE), "{text}");
        }
    }
}
