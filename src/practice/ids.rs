//! Record ids: 15 characters that tell capitals apart, and three more so that nobody has to.

/// The org's id. It is the same for every practice org, so that plans made for one are plans for the next.
pub const ORG_ID: &str = "00D000000000001EAA";
/// The id of the one user.
pub const USER_ID: &str = "005000000000001AAA";
/// The user's full name.
pub(crate) const USER_FULL_NAME: &str = "Practice Admin";
/// The user's login name.
pub const USER_NAME: &str = "admin@practice.invalid";

/// The key prefix of deployments.
pub(crate) const DEPLOYMENT: &str = "0Af";
/// The key prefix of retrievals.
pub(crate) const RETRIEVAL: &str = "09S";

/// Type and key prefix. Those of external and named credentials stand in the Connect API's documentation, the others are
/// inferred; nothing reads meaning into them.
const PREFIXES: &[(&str, &str)] = &[
    ("AuthProvider", "0SO"),
    ("Certificate", "0P1"),
    ("CspTrustedSite", "08y"),
    ("ExternalAuthIdentityProvider", "1Fi"),
    ("ExternalCredential", "0pt"),
    ("ExternalServiceRegistration", "0Xv"),
    ("NamedCredential", "0XA"),
    ("PermissionSet", "0PS"),
    ("RemoteSiteSetting", "0rp"),
];

/// The key prefix of a type's components; `000` where none is known.
pub(crate) fn prefix_of(type_name: &str) -> &'static str {
    let known = PREFIXES.iter().find(|(name, _)| *name == type_name);
    known.map_or("000", |(_, prefix)| prefix)
}

/// The id of the record with this number.
pub(crate) fn id(prefix: &str, number: u64) -> String {
    with_checksum(&format!("{prefix}{number:012}"))
}

/// Appends the three characters that say which of the fifteen are capitals, five to a character.
fn with_checksum(fifteen: &str) -> String {
    let digits = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
    let sum = |group: &[u8]| {
        let capitals = group.iter().enumerate().filter(|(_, byte)| byte.is_ascii_uppercase());
        let bits: usize = capitals.map(|(place, _)| 1 << place).sum();
        char::from(digits[bits])
    };
    let tail = fifteen.as_bytes().chunks(5).map(sum);
    fifteen.chars().chain(tail).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tail_says_which_characters_are_capitals() {
        assert_eq!(with_checksum("00D000000000001"), ORG_ID);
        assert_eq!(with_checksum("005000000000001"), USER_ID);
        assert_eq!(with_checksum("0015g00000XyZaB"), "0015g00000XyZaBAAV");
        assert_eq!(id("0Af", 7), "0Af000000000007CAA");
    }

    #[test]
    fn each_type_that_we_know_has_a_prefix_of_its_own() {
        let mut seen = std::collections::BTreeSet::new();
        for table in crate::metadata::registry() {
            let prefix = prefix_of(&table.name);
            assert!(prefix != "000" && seen.insert(prefix), "{} {prefix}", table.name);
        }
    }
}
