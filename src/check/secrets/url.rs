//! Secrets in URLs: in the query, in the fragment, in the path of a web hook.

use super::{RANDOM, by_shape, chance, name, placeholder};

/// A host whose paths are secrets, and how they begin.
const HOOKS: &[(&str, &str)] =
    &[("hooks.slack.com", "/services/"), ("discord.com", "/api/webhooks/"), ("discordapp.com", "/api/webhooks/")];

/// What a URL holds, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::check) struct InUrl {
    /// What it looks like.
    pub kind: &'static str,
    /// Where it stands.
    pub place: &'static str,
}

/// What a URL holds that is a secret.
pub(in crate::check) fn in_url(url: &str) -> Option<InUrl> {
    let (rest, fragment) = url.split_once('#').map_or((url, None), |(rest, fragment)| (rest, Some(fragment)));
    let (address, query) = rest.split_once('?').map_or((rest, None), |(address, query)| (address, Some(query)));
    let in_parameters = |parameters: Option<&str>| parameters.and_then(|all| all.split('&').find_map(in_parameter));
    let at = |place: &'static str| move |kind: &'static str| InUrl { kind, place };
    let path = after_host(address);
    in_parameters(query)
        .map(at("query"))
        .or_else(|| in_parameters(fragment).map(at("fragment")))
        .or_else(|| is_hook(address).then_some("the address of a web hook").map(at("path")))
        .or_else(|| path.split('/').find_map(by_shape).map(at("path")))
}

fn in_parameter(parameter: &str) -> Option<&'static str> {
    let (called, value) = parameter.split_once('=').unwrap_or(("", parameter));
    if value.contains("{!") || placeholder::is_one(value) {
        return None;
    }
    let by_name = || name::kind(called).filter(|_| name::can_be_secret(value));
    by_shape(value).or_else(by_name).or_else(|| chance::is_random(value).then_some(RANDOM))
}

fn after_host(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.find('/').map_or("", |at| &rest[at..])
}

fn is_hook(address: &str) -> bool {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    HOOKS.iter().any(|(host, path)| {
        let tail = rest.strip_prefix(host).and_then(|rest| rest.strip_prefix(path));
        tail.is_some_and(|tail| tail.len() > 20 && !placeholder::is_one(tail))
    })
}
