//! Points in time as the wire writes them.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A point in time. It prints and is stored with milliseconds and `Z`, as the Metadata API writes dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(pub Timestamp);

impl Moment {
    /// The moment of a time, to the millisecond.
    pub fn at(time: Timestamp) -> Self {
        Self(Timestamp::from_millisecond(time.as_millisecond()).expect("a time without its fraction is a time"))
    }

    /// The form of queries, with a numeric offset: `2026-11-22T01:00:00.000+0000`.
    pub fn in_queries(self) -> String {
        self.0.strftime("%Y-%m-%dT%H:%M:%S.%3f+0000").to_string()
    }

    /// The milliseconds from an earlier moment to this one; negative where the clock went back.
    pub fn milliseconds_since(self, earlier: Self) -> i64 {
        self.0.as_millisecond() - earlier.0.as_millisecond()
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.strftime("%Y-%m-%dT%H:%M:%S.%3fZ"))
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map(Self).map_err(serde::de::Error::custom)
    }
}
