//! The URLs of a trace: the host, and what is known of path and query.

use url::Url;

use super::{
    facts::{self, PATH, QUERY, Shape},
    hidden,
};

/// A URL as it is shown.
pub(super) fn told(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let port = url.port().map_or_else(String::new, |port| format!(":{port}"));
    let path: String = url.path().split('/').skip(1).map(|part| format!("/{}", segment(part))).collect();
    let pairs: Vec<String> = url.query_pairs().map(|(name, value)| pair(&name, &value)).collect();
    let query = if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) };
    format!("{}://{host}{port}{path}{query}", url.scheme())
}

fn segment(part: &str) -> String {
    let is_known = part.is_empty() || PATH.contains(&part);
    let known = || Shape::Job.shown(part).or_else(|| Shape::Version.shown(part).map(|_| part.to_owned()));
    if is_known { part.to_owned() } else { known().unwrap_or_else(|| hidden(part)) }
}

fn pair(name: &str, value: &str) -> String {
    match facts::of(QUERY, name) {
        Some(shape) => format!("{name}={}", shape.shown(value).unwrap_or_else(|| hidden(value))),
        None => format!("{}={}", hidden(name), hidden(value)),
    }
}
