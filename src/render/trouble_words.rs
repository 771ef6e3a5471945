//! How the signs of a trouble are put into words.

use crate::org::{
    Obstacle,
    trouble::{CallKind, FailureKind, Sign},
    words::Saying,
};

/// A sign in one line.
pub(super) fn told(sign: &Sign) -> String {
    let words = |id: &String| Saying::named(id).map_or(&[][..], |saying| saying.words);
    let parts = [
        one_of("", sign.kind.iter().map(|kind| of_kind(*kind).to_owned())),
        one_of("", sign.obstacle.iter().map(|obstacle| of_obstacle(*obstacle).to_owned())),
        one_of("OAuth error ", sign.oauth.iter().map(code)),
        one_of("API error ", sign.code.iter().map(code)),
        one_of("status ", sign.status.iter().map(ToString::to_string)),
        one_of("of the type ", sign.content.iter().map(code)),
        one_of("the words ", sign.says.iter().flat_map(words).map(code)),
        one_of("for ", sign.call.iter().map(|call| of_call(*call).to_owned())),
        one_of("of a host that ends with ", sign.host.iter().map(code)),
    ];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

fn one_of(before: &str, listed: impl Iterator<Item = String>) -> String {
    let listed = listed.collect::<Vec<_>>().join(" or ");
    if listed.is_empty() { listed } else { before.to_owned() + &listed }
}

fn code(text: impl AsRef<str>) -> String {
    format!("`{}`", text.as_ref())
}

fn of_kind(kind: FailureKind) -> &'static str {
    match kind {
        FailureKind::LoginRefused => "any OAuth error",
        FailureKind::NotMyDomain => "`login.salesforce.com` or `test.salesforce.com` as host, before anything is sent",
        FailureKind::SessionExpired => "API error `INVALID_SESSION_ID`, or status 401",
        FailureKind::NewSessionRefused => "API error `INVALID_SESSION_ID` to a new session as well",
        FailureKind::Forbidden => "status 403",
        FailureKind::NotFound => "API error `NOT_FOUND`, or status 404",
        FailureKind::Limit => "an API error of limits",
        FailureKind::Refused => "another API error",
        FailureKind::NotSalesforce => "an answer that holds neither result nor error of the API",
        FailureKind::Unreadable => "an answer that lacks what the call asks for",
        FailureKind::JwtOverSoap => "an access token of three parts between dots, before a SOAP call is sent",
        FailureKind::Unreachable => "no connection",
        FailureKind::Lost => "a connection that ends before the answer does",
        FailureKind::TimedOut => "a connection on which no more bytes come",
        FailureKind::TooLarge => "an answer that is larger than xcred reads",
        FailureKind::Offline => "a run without network",
        FailureKind::Unsendable => "a request that cannot be made",
    }
}

fn of_obstacle(obstacle: Obstacle) -> &'static str {
    match obstacle {
        Obstacle::NameNotResolved => "no address for the name",
        Obstacle::Refused => "a connection that is refused",
        Obstacle::TimedOut => "a connection that takes too long to come about",
        Obstacle::CertificateUnknownAuthority => "a certificate of an authority that is not trusted",
        Obstacle::CertificateExpired => "a certificate that was valid",
        Obstacle::CertificateNotYetValid => "a certificate that will be valid",
        Obstacle::CertificateWrongHost => "a certificate without the host's name",
        Obstacle::CertificateRefused => "a certificate that fails for another reason",
        Obstacle::NotTls => "bytes that are no TLS",
        Obstacle::TlsFailed => "a TLS handshake that fails for another reason",
        Obstacle::NoAuthorities => "no certificate of an authority among those of the operating system",
        Obstacle::AuthoritiesUnusable => "a file or folder of authorities that cannot be read or holds none",
        Obstacle::ProxyUnreachable => "no connection to the proxy",
        Obstacle::ProxyNeedsLogin => "status 407 of the proxy",
        Obstacle::ProxyRefused => "another status of the proxy than 200 and 407",
    }
}

fn of_call(call: CallKind) -> &'static str {
    match call {
        CallKind::Login => "a call of OAuth",
        CallKind::Identity => "the question whose session it is",
        CallKind::Versions => "the question for API versions",
        CallKind::Soap => "a SOAP call",
        CallKind::Collection => "a list over REST",
        CallKind::Record => "a record over REST",
    }
}
