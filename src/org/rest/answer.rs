//! What came back: JSON, errors in JSON, or something that is no answer of the API.

use serde_json::Value;

use super::fields::Fields;
use crate::org::{
    asked::Asked,
    error::{ApiError, OrgError},
    transport::Response,
};

/// Reads an answer that succeeded; all others become errors.
pub(super) fn read<T>(
    asked: &Asked<'_>,
    response: &Response,
    read: impl Fn(&Value) -> Option<T>,
) -> Result<T, OrgError> {
    succeeded(asked, response)?;
    if response.body.trim_ascii().is_empty() {
        return Err(asked.not_salesforce(response, "it is empty"));
    }
    let value: Value = serde_json::from_slice(&response.body).map_err(|error| {
        let reason = format!("it is not JSON ({error})");
        asked.not_salesforce(response, &reason)
    })?;
    let reason = "it is JSON of another shape than this call's answers have";
    read(&value).ok_or_else(|| asked.unreadable(reason, response.tries))
}

/// Makes errors of all answers whose status is none of success.
pub(super) fn succeeded(asked: &Asked<'_>, response: &Response) -> Result<(), OrgError> {
    if response.status.is_success() {
        return Ok(());
    }
    let errors = errors_in(&response.body);
    if !errors.is_empty() {
        return Err(asked.refused(response, errors));
    }
    let empty = response.body.trim_ascii().is_empty();
    let reason = if empty { "it is empty" } else { "it holds no error of the API" };
    Err(asked.not_salesforce(response, reason))
}

/// The errors in a body: those of the REST API (a list, or one), that of the OAuth services, or a bare word such as
/// `Bad_OAuth_Token`.
fn errors_in(body: &[u8]) -> Vec<ApiError> {
    match serde_json::from_slice(body) {
        Ok(Value::Array(items)) => items.iter().filter_map(error_in).collect(),
        Ok(value) => error_in(&value).into_iter().collect(),
        Err(_) => bare_word(body).into_iter().collect(),
    }
}

fn error_in(value: &Value) -> Option<ApiError> {
    let code = value.text_of("errorCode").or_else(|| value.text_of("error"))?;
    let message = value.text_of("message");
    let message = message.or_else(|| value.text_of("error_description"));
    Some(ApiError { code: code.as_str().into(), message: message.unwrap_or_default() })
}

fn bare_word(body: &[u8]) -> Option<ApiError> {
    let text = std::str::from_utf8(body).ok()?.trim();
    let letters = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_';
    let is_code = text.contains('_') && text.len() <= 60 && text.bytes().all(letters);
    is_code.then(|| ApiError { code: text.into(), message: String::new() })
}
