//! The headers of a trace.

use http::{HeaderMap, header};
use jiff::fmt::rfc2822::DateTimeParser;
use serde_json::{Map, Value};

use super::hidden;
use crate::org::{Usage, transport::usage};

/// What is shown of a header.
#[derive(Clone, Copy)]
enum Header {
    /// The value, where it is one of these.
    One(&'static [&'static str]),
    /// The media type, where it is known.
    MediaType,
    /// Digits, or a date.
    CountOrDate,
    /// The org's count of calls.
    Usage,
    /// That it is there, and how long it is.
    Length,
}

/// The media types that are told from others.
pub(super) const MEDIA_TYPES: &[&str] = &[
    "application/json",
    "application/x-www-form-urlencoded",
    "application/xml",
    "application/zip",
    "multipart/form-data",
    "text/html",
    "text/plain",
    "text/xml",
];

const HEADERS: &[(&str, Header)] = &[
    ("accept", Header::One(&["application/json"])),
    ("authorization", Header::Length),
    ("content-encoding", Header::One(&["gzip", "identity", "deflate", "br"])),
    ("content-length", Header::CountOrDate),
    ("content-type", Header::MediaType),
    ("date", Header::CountOrDate),
    ("location", Header::Length),
    ("proxy-authenticate", Header::Length),
    ("retry-after", Header::CountOrDate),
    ("server", Header::One(&["sfdcedge", "Salesforce.com ApiGateway"])),
    ("set-cookie", Header::Length),
    ("via", Header::Length),
    ("www-authenticate", Header::Length),
    (usage::HEADER, Header::Usage),
];

/// The headers as they are shown: the known ones by name, the others by number.
pub(super) fn told(headers: &HeaderMap) -> Value {
    let mut told = Map::new();
    let mut known = 0;
    for (name, header) in HEADERS {
        let values: Vec<&http::HeaderValue> = headers.get_all(*name).iter().collect();
        known += values.len();
        if let Some(first) = values.first() {
            let text = String::from_utf8_lossy(first.as_bytes());
            let shown = if first.is_sensitive() { None } else { header.shown(&text) };
            told.insert((*name).to_owned(), shown.unwrap_or_else(|| hidden(&text)).into());
        }
    }
    if headers.len() > known {
        told.insert("others".to_owned(), (headers.len() - known).into());
    }
    told.into()
}

/// The media type of a message, where it is known.
pub(super) fn media_type(headers: &HeaderMap) -> Option<&'static str> {
    let text = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    let bare = text.split(';').next().unwrap_or_default().trim();
    MEDIA_TYPES.iter().find(|known| known.eq_ignore_ascii_case(bare)).copied()
}

impl Header {
    fn shown(self, text: &str) -> Option<String> {
        match self {
            Self::One(values) => values.contains(&text).then(|| text.to_owned()),
            Self::MediaType => {
                let bare = text.split(';').next().unwrap_or_default().trim();
                let known = MEDIA_TYPES.iter().find(|known| known.eq_ignore_ascii_case(bare));
                known.map(|known| (*known).to_owned())
            }
            Self::CountOrDate => {
                let is_count = (1..=12).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
                let date = || DateTimeParser::new().parse_timestamp(text).ok().map(|date| date.to_string());
                if is_count { Some(text.to_owned()) } else { date() }
            }
            Self::Usage => Usage::of_header(text).map(|usage| usage.to_string()),
            Self::Length => None,
        }
    }
}
