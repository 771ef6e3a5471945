use std::collections::BTreeSet;

use http::StatusCode;

use super::*;
use crate::org::{
    ApiError, ErrorCode, Mishap, OrgError, OrgProblem, Refusal, Tries,
    oauth::{OauthCode, OauthError, OauthRefusal},
    transport::Obstacle,
    words::Saying,
};

/// Words that may begin a sentence here: in lower case they begin a fragment just as well.
const BEGINNINGS: &[&str] = &["A", "An", "Client", "No", "Nobody", "Something", "The", "There", "This", "What"];

#[test]
fn every_trouble_can_be_told() {
    let mut ids = BTreeSet::new();
    for trouble in troubles() {
        let id = &trouble.id;
        assert!(ids.insert(id), "`{id}` is there twice");
        assert!(id.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "`{id}`");
        let first = trouble.happened.split(' ').next().unwrap();
        assert!(BEGINNINGS.contains(&first), "`{id}` begins with `{first}`");
        assert_eq!(trouble.happened.matches(". ").count(), 0, "`{id}` tells what happened in one sentence");
        for text in [&trouble.happened, &trouble.why, &trouble.source] {
            assert!(text.ends_with('.'), "`{id}`: {text}");
        }
        assert!(!trouble.steps.is_empty() && !trouble.when.is_empty(), "`{id}`");
        for step in &trouble.steps {
            assert!(step.run.is_none() || step.click.is_none(), "`{id}` does one thing a step");
            assert!(!step.action.ends_with(['.', ':']), "`{id}`: {}", step.action);
        }
    }
    assert!(AREAS.is_sorted_by(|one, other| one.place < other.place));
}

#[test]
fn signs_name_what_there_is() {
    let all: Vec<&Sign> = troubles().flat_map(|trouble| &trouble.when).collect();
    for sign in &all {
        assert!(sign.weight() > 0, "a sign asks something");
        for code in &sign.code {
            assert!(!matches!(ErrorCode::from(code.as_str()), ErrorCode::Other(_)), "{code}");
        }
        for code in &sign.oauth {
            assert!(!matches!(OauthCode::from(code.as_str()), OauthCode::Other(_)), "{code}");
        }
        assert!(sign.says.iter().all(|id| Saying::named(id).is_some()), "{:?}", sign.says);
    }
    for saying in crate::org::words::SAYINGS {
        let is_used = all.iter().any(|sign| sign.says.iter().any(|id| id == saying.id));
        assert!(is_used, "no trouble is known by `{}`", saying.id);
    }
}

/// Failures that are just enough for a sign.
fn just_enough(sign: &Sign) -> Vec<Symptoms> {
    fn each<T: Clone>(listed: &[T]) -> Vec<Option<T>> {
        if listed.is_empty() { vec![None] } else { listed.iter().cloned().map(Some).collect() }
    }
    let mut all = Vec::new();
    for kind in each(&sign.kind) {
        for status in each(&sign.status) {
            for obstacle in each(&sign.obstacle) {
                for code in each(&sign.code) {
                    for oauth in each(&sign.oauth) {
                        let host = sign.host.first().map(|end| format!("acme--qa{end}"));
                        let said = sign.says.first().and_then(|id| Saying::named(id)).map(|saying| saying.words[0]);
                        let kind = kind.unwrap_or(match (&obstacle, &oauth) {
                            (Some(_), _) => FailureKind::Unreachable,
                            (None, Some(_)) => FailureKind::LoginRefused,
                            (None, None) => FailureKind::Refused,
                        });
                        all.push(Symptoms {
                            kind,
                            call: sign.call.first().copied(),
                            host,
                            status,
                            content: sign.content.first().cloned(),
                            obstacle,
                            codes: Vec::from_iter(code.clone()),
                            oauth,
                            words: said.map(str::to_owned).into_iter().collect(),
                        });
                    }
                }
            }
        }
    }
    all
}

#[test]
fn every_sign_leads_to_its_own_trouble_and_to_no_other_with_the_same_right() {
    for trouble in troubles() {
        for sign in &trouble.when {
            for symptoms in just_enough(sign) {
                let found = Trouble::with(&symptoms).map(|found| found.id.as_str());
                assert_eq!(found, Some(trouble.id.as_str()), "{symptoms:?}");
                let signs = troubles().flat_map(|other| other.when.iter().map(move |sign| (sign, other)));
                let rivals = signs.filter(|(other, of)| {
                    other.is_met_by(&symptoms) && other.weight() >= sign.weight() && of.id != trouble.id
                });
                let rivals: Vec<&str> = rivals.map(|(_, of)| of.id.as_str()).collect();
                assert!(rivals.is_empty(), "`{}` and {rivals:?}: {symptoms:?}", trouble.id);
            }
        }
    }
}

fn org_error(path: &str, status: u16, code: &str, message: &str) -> OrgError {
    let code = ErrorCode::from(code);
    let errors = vec![ApiError { code, message: message.to_owned() }];
    let refusal = Refusal { status: StatusCode::from_u16(status).unwrap(), errors };
    let problem = match status {
        404 => OrgProblem::NotFound(refusal),
        _ => OrgProblem::Api(refusal),
    };
    let place = format!("https://acme.my.salesforce.com{path}");
    OrgError { purpose: "test", place, problem: Box::new(problem), tries: Tries::ONE }
}

fn login_error(code: &str, description: &str) -> OauthError {
    let (status, description) = (StatusCode::BAD_REQUEST, description.to_owned());
    let refusal = Box::new(OauthRefusal { status, code: code.into(), description });
    let place = "https://login.salesforce.com/services/oauth2/token".to_owned();
    OauthError::Refused { purpose: "test", place, refusal, tries: Tries::ONE }
}

fn id_of(error: &(dyn Error + 'static)) -> Option<&'static str> {
    Trouble::of(error).map(|trouble| trouble.id.as_str())
}

#[test]
fn what_only_looks_like_a_trouble_is_none_or_another() {
    let data = "/services/data/v66.0";
    for (error, expected) in [
        (org_error(&format!("{data}/metadata/deployRequest"), 404, "NOT_FOUND", ""), Some("list-hidden-by-permission")),
        (org_error(&format!("{data}/metadata/deployRequest/0Af5w00000Zq1abCAB"), 404, "NOT_FOUND", ""), None),
        (org_error(data, 400, "MALFORMED_QUERY", "unexpected token: expired access/refresh token"), None),
        (org_error(data, 400, "INVALID_FIELD", "No such column 'ip restricted' on entity"), None),
        (org_error(data, 400, "X", "operation performed with an inactive user [005000000000001]"), None),
        (org_error(data, 400, "X", "The package must be installed into the org"), None),
        (org_error(data, 409, "UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access"), None),
    ] {
        assert_eq!(id_of(&error), expected, "{error}: {}", error.problem);
    }
    for (code, description, expected) in [
        ("invalid_grant", "expired access/refresh token", "refresh-token-expired"),
        ("invalid_grant", "token expired", "login-refused"),
        ("invalid_grant", "authentication failure", "login-refused"),
        ("invalid_client", "invalid client credentials", "client-secret-wrong"),
        ("invalid_client", "app must be installed into org", "app-not-installed"),
        ("invalid_request", "user hasn't approved this consumer", "login-refused"),
        ("invalid_app_access", "anything", "user-not-admitted"),
        ("brand_new", "anything", "login-refused"),
    ] {
        assert_eq!(id_of(&login_error(code, description)), Some(expected), "{code}: {description}");
    }
}

#[test]
fn a_transport_error_is_known_however_deep_it_lies() {
    #[derive(Debug, thiserror::Error)]
    #[error("outer")]
    struct Outer(#[source] OrgError);
    let problem = OrgProblem::Transport(Mishap::Lost.because(None));
    let place = "https://acme.my.salesforce.com/services/data".to_owned();
    let inner = OrgError { purpose: "test", place, problem: Box::new(problem), tries: Tries::ONE };
    assert_eq!(id_of(&inner), Some("connection-lost"));
    assert_eq!(id_of(&Outer(inner)), Some("connection-lost"));
    assert_eq!(id_of(&Mishap::TimedOut.because(None)), Some("no-answer-in-time"));
    assert_eq!(id_of(&std::io::Error::other("no trouble of ours")), None);
}

#[test]
fn obstacles_are_read_from_types_wherever_they_lie() {
    let tls = |error: rustls::CertificateError| rustls::Error::InvalidCertificate(error);
    let carried = |error: rustls::Error| Box::new(std::io::Error::new(std::io::ErrorKind::InvalidData, error));
    for (error, expected) in [
        (carried(tls(rustls::CertificateError::UnknownIssuer)), Obstacle::CertificateUnknownAuthority),
        (carried(tls(rustls::CertificateError::Expired)), Obstacle::CertificateExpired),
        (carried(tls(rustls::CertificateError::NotValidForName)), Obstacle::CertificateWrongHost),
        (carried(tls(rustls::CertificateError::NotValidYet)), Obstacle::CertificateNotYetValid),
        (carried(tls(rustls::CertificateError::BadSignature)), Obstacle::CertificateRefused),
        (carried(rustls::Error::General("x".to_owned())), Obstacle::TlsFailed),
        (Box::new(std::io::ErrorKind::ConnectionRefused.into()), Obstacle::Refused),
    ] {
        let error: Box<dyn Error + Send + Sync> = error;
        assert_eq!(Mishap::Unreachable.because(error).obstacle(), Some(expected));
    }
    let other: Box<dyn Error + Send + Sync> = std::io::Error::other("refused").into();
    assert_eq!(Mishap::Unreachable.because(other).obstacle(), None);
}
