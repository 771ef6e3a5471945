//! The words for the API versions that have something.

use crate::metadata::ApiVersion;

/// Where it is, and what to do where it is not.
pub(super) fn way_out(since: Option<ApiVersion>, until: Option<ApiVersion>, instead: Option<&str>) -> String {
    let there = match (since, until) {
        (Some(since), Some(until)) => format!("it is there from {since} to {until}"),
        (None, Some(until)) => format!("it is there until {until}"),
        (Some(since), None) => format!("it is there since {since}"),
        (None, None) => "no version is known that has it".to_owned(),
    };
    match instead {
        Some(instead) => format!("{there}; {instead}"),
        None => there,
    }
}
