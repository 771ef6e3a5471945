//! The id of an org, by which a plan knows it again.

use std::{fmt, str::FromStr};

/// The key prefix of orgs.
const PREFIX: &str = "00D";

/// So many characters tell an id; three more, where they are there, are its checksum for systems without letter case.
const TELLING: usize = 15;

/// The id of an org. With its checksum and without it is the same.
#[derive(Debug, Clone)]
pub struct OrgId(String);

/// A text that is no id of an org.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no org id; one has 15 or 18 letters and digits and starts with `00D`")]
pub struct NotAnOrgId {
    text: String,
}

impl FromStr for OrgId {
    type Err = NotAnOrgId;

    fn from_str(text: &str) -> Result<Self, NotAnOrgId> {
        let is_long_enough = text.len() == TELLING || text.len() == TELLING + 3;
        if is_long_enough && text.starts_with(PREFIX) && text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Ok(Self(text.to_owned()));
        }
        Err(NotAnOrgId { text: text.to_owned() })
    }
}

impl PartialEq for OrgId {
    fn eq(&self, other: &Self) -> bool {
        self.0[..TELLING] == other.0[..TELLING]
    }
}

impl Eq for OrgId {}

impl fmt::Display for OrgId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_tells_no_orgs_apart_and_letter_case_does() {
        let id = |text: &str| text.parse::<OrgId>().unwrap();
        assert_eq!(id("00D000000000001"), id("00D000000000001EAA"));
        assert_ne!(id("00D00000000000a"), id("00D00000000000A"));
        for text in [
            "",
            "00D",
            "005000000000001",
            "00D00000000000",
            "00D0000000000012",
            "00D00000000000é",
            "00D000000000001EA ",
        ] {
            assert!(text.parse::<OrgId>().is_err(), "{text}");
        }
    }
}
