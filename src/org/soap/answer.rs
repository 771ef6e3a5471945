//! What came back: the results of a call, its fault, or something that is no SOAP answer.

use super::{Lacking, fields::Fields};
use crate::{
    org::{
        asked::Asked,
        error::{ApiError, OrgError},
        transport::Response,
    },
    xml::{self, Element, Limits},
};

/// Unwraps an answer and reads the `<result>` elements of the call's response.
pub(super) fn read<T>(
    asked: &Asked<'_>,
    response: &Response,
    call: &str,
    read: impl Fn(&[&Element<'_>]) -> Result<T, Lacking>,
) -> Result<T, OrgError> {
    if response.body.trim_ascii().is_empty() {
        return Err(asked.not_salesforce(response, "it is empty"));
    }
    let document = xml::parse_within(&response.body, Limits::ANSWER).map_err(|error| {
        let reason = format!("it is not XML (at {}: {error})", error.position);
        asked.not_salesforce(response, &reason)
    })?;
    let Some(content) = content_of(document.root()) else {
        return Err(asked.not_salesforce(response, "it is not a SOAP message"));
    };
    if content.local_name() == "Fault" {
        return Err(asked.refused(response, vec![fault(content)]));
    }
    if !response.status.is_success() {
        return Err(asked.not_salesforce(response, "it is a SOAP message without a fault"));
    }
    let expected = format!("{call}Response");
    if content.local_name() != expected {
        let reason = format!("`<{}>` came for `<{expected}>`", content.name);
        return Err(asked.unreadable(&reason, response.tries));
    }
    let results: Vec<&Element<'_>> = content.children_named("result").collect();
    read(&results).map_err(|Lacking(reason)| asked.unreadable(&reason, response.tries))
}

/// The first element of the body.
fn content_of<'d, 'a>(root: &'d Element<'a>) -> Option<&'d Element<'a>> {
    if root.local_name() != "Envelope" {
        return None;
    }
    root.child("Body")?.elements().next()
}

/// The code without its prefix, and the words without the code that Salesforce puts before them.
fn fault(element: &Element<'_>) -> ApiError {
    let text = |name: &str| element.value(name).unwrap_or_default().trim().to_owned();
    let code = crate::org::code::ErrorCode::from(&*text("faultcode"));
    let words = text("faultstring");
    let bare = words.strip_prefix(code.as_str());
    let bare = bare.and_then(|rest| rest.strip_prefix(": "));
    let message = bare.unwrap_or(&words).to_owned();
    ApiError { code, message }
}
