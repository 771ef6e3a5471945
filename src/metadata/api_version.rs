//! The version of the Salesforce API that a file, a manifest or a call speaks.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A Salesforce API version, such as `64.0`.
///
/// Salesforce has published no minor version since 2005, so a version is its major number; it prints with `.0`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ApiVersion(u16);

impl ApiVersion {
    /// The newest version that the type tables know (Winter '27).
    pub const NEWEST_KNOWN: Self = Self(68);
    /// The oldest version that knows `ExternalCredential`.
    pub const OLDEST_KNOWN: Self = Self(55);

    /// The version with this major number.
    pub const fn new(major: u16) -> Self {
        Self(major)
    }

    /// The major number: 64 for `64.0`.
    pub const fn major(self) -> u16 {
        self.0
    }
}

impl fmt::Display for ApiVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.0", self.0)
    }
}

/// A text that is no API version.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not an API version; one looks like `64.0`")]
pub struct NotAnApiVersion {
    text: String,
}

impl FromStr for ApiVersion {
    type Err = NotAnApiVersion;

    /// Reads `64.0` and, as people type it, `64`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let major = text.strip_suffix(".0").unwrap_or(text);
        let digits = !major.is_empty() && major.bytes().all(|byte| byte.is_ascii_digit());
        match major.parse() {
            Ok(number) if digits && number > 0 => Ok(Self(number)),
            _ => Err(NotAnApiVersion {
                text: text.to_owned(),
            }),
        }
    }
}

impl Serialize for ApiVersion {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ApiVersion {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parse_and_print_are_inverses() {
        for major in 1..200 {
            let version = ApiVersion::new(major);
            assert_eq!(version.to_string().parse(), Ok(version));
        }
    }

    #[test]
    fn a_bare_number_is_a_version_and_words_are_not() {
        assert_eq!("64".parse(), Ok(ApiVersion::new(64)));
        for text in ["", "64.1", "v64.0", "-1", "64.0.0", "+64", "0", "99999999"] {
            assert!(text.parse::<ApiVersion>().is_err(), "{text}");
        }
    }
}
