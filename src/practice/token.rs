//! Access tokens: new ones, and whether a token is ours, told in a time that tells nothing else.

use secrecy::{ExposeSecret, SecretString};

use super::ids::ORG_ID;

/// Makes an access token, in the form that all clients know: the org's id, `!`, and randomness.
pub fn fresh() -> Result<SecretString, getrandom::Error> {
    let mut random = [0_u8; 24];
    getrandom::fill(&mut random)?;
    let digits: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(SecretString::from(format!("{}!{digits}", &ORG_ID[..15])))
}

/// Compares all bytes, whichever of them differ.
pub(crate) fn is_same(secret: &SecretString, presented: &str) -> bool {
    let secret = secret.expose_secret().as_bytes();
    let presented = presented.as_bytes();
    let differences = secret.iter().enumerate().fold(0, |seen, (at, byte)| {
        let other = presented.get(at).copied().unwrap_or_default();
        seen | (byte ^ other)
    });
    std::hint::black_box(differences) == 0 && secret.len() == presented.len() && !secret.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_whole_token_is_the_token() {
        let secret = SecretString::from("00D!abc");
        assert!(is_same(&secret, "00D!abc"));
        for other in ["", "00D!ab", "00D!abcd", "00D!abC", "00D!abc\0"] {
            assert!(!is_same(&secret, other), "{other:?}");
        }
        assert!(!is_same(&SecretString::from(""), ""));
    }
}
