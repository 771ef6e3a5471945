//! What the tables cannot say about secrets: which values hold none where one could stand, and which names tell.

/// What a header may say before its credential without giving anything away.
const SCHEMES: &[&str] = &["ApiKey", "Basic", "Bearer", "Key", "OAuth", "Token"];

/// Parts of element names under which a secret is to be expected, where no table knows the element.
const TELLING_NAMES: &[&str] =
    &["accesskey", "apikey", "credential", "passphrase", "password", "privatekey", "secret", "token"];

/// Whether a value is one formula whose literals are authentication schemes at most, such as
/// `{!'Bearer ' & $Credential.Stripe.Key}`. It names where a secret is kept and holds none.
pub fn is_harmless_formula(value: &str) -> bool {
    let Some(formula) = value.trim().strip_prefix("{!").and_then(|rest| rest.strip_suffix('}')) else {
        return false;
    };
    if formula.contains(['{', '}']) {
        return false;
    }
    let mut rest = formula;
    while let Some(at) = rest.find(['\'', '"']) {
        let quote = rest[at..].chars().next().expect("find gives the place of a character");
        let literal_and_rest = &rest[at + 1..];
        let Some(end) = literal_and_rest.find(quote) else {
            return false;
        };
        if !is_harmless_literal(&literal_and_rest[..end]) {
            return false;
        }
        rest = &literal_and_rest[end + 1..];
    }
    formula.contains('$')
}

fn is_harmless_literal(literal: &str) -> bool {
    let word = literal.trim_matches(|character: char| !character.is_ascii_alphanumeric());
    word.is_empty() || SCHEMES.iter().any(|scheme| scheme.eq_ignore_ascii_case(word))
}

/// Whether an element of this name, which no table knows, is likely to hold a secret. Names of addresses are not.
pub fn is_telling_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    !name.ends_with("url") && TELLING_NAMES.iter().any(|part| name.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_that_only_name_a_credential_are_harmless() {
        for harmless in [
            "{!$Credential.Stripe.Key}",
            "{!'Bearer ' & $Credential.Stripe.Key}",
            "{!\"Basic \" & BASE64ENCODE(BLOB($Credential.A.User & ':' & $Credential.A.Password))}",
        ] {
            assert!(is_harmless_formula(harmless), "{harmless}");
        }
        for telling in [
            "sk_live_123",
            "{!'sk_live_123'}",
            "{!'Bearer sk_live_123' & $Credential.A.B}",
            "Bearer {!$Credential.A.B}",
            "{!$Credential.A.B}{!'x'}",
            "{!'Bearer}",
            "{!12345678}",
            "",
        ] {
            assert!(!is_harmless_formula(telling), "{telling}");
        }
    }

    #[test]
    fn names_tell() {
        assert!(is_telling_name("consumerSecret") && is_telling_name("oauthRefreshToken"));
        assert!(!is_telling_name("authTokenEndpointUrl") && !is_telling_name("label"));
    }
}
