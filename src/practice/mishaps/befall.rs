//! What a mishap does to the answer of a request.

use std::time::Duration;

use super::{Mishap, StatusBody, Work, damage::damaged};
use crate::practice::{
    Inner,
    calls::Call,
    http::{Delivery, Reply, wrong_token},
    oauth::words,
    soap,
};

/// By which protocol a request came: it says how faults look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Protocol {
    Soap,
    Rest,
    /// The endpoints of OAuth.
    OAuth,
    /// Who the bearer of a token is.
    Identity,
}

/// The page that gateways show.
const PAGE: &str = "<!DOCTYPE html>\n<html><head><title>Error</title></head><body><h1>The service is not available</h1></body></html>\n";

/// Lets a mishap befall a request: `work` is what the org would do and answer.
pub(crate) fn befall(
    mishap: &Mishap,
    practice: &Inner,
    (call, protocol): (Call, Protocol),
    work: impl FnOnce() -> Reply,
) -> Reply {
    match mishap {
        Mishap::Refuse | Mishap::LoseRequest => Reply::nothing(500).delivered(Delivery::Cut { bytes: 0 }),
        Mishap::LoseAnswer => work().delivered(Delivery::Cut { bytes: 0 }),
        Mishap::CutAnswer { bytes } => work().delivered(Delivery::Cut { bytes: *bytes }),
        Mishap::Delay { milliseconds } => work().delivered(Delivery::Late(Duration::from_millis(*milliseconds))),
        Mishap::Trickle { bytes, milliseconds } => {
            let tick = Duration::from_millis(*milliseconds);
            work().delivered(Delivery::Trickle { bytes: *bytes, tick })
        }
        Mishap::RepeatAnswer => work().delivered(Delivery::Twice),
        Mishap::Status { status, body, code, retry_after, work: when } => {
            do_if(*when, work);
            stranger(*status, *body, code).retry_after(*retry_after)
        }
        Mishap::Fault { code, message, work: when } => {
            do_if(*when, work);
            fault(protocol, code, message)
        }
        Mishap::ExpireSession => expired(protocol),
        Mishap::Trouble(trouble) => trouble.answered(call, protocol),
        Mishap::TruncateArchive | Mishap::CorruptArchive | Mishap::TruncateBase64 | Mishap::CorruptBase64 => {
            work().map_body(|body| damaged(body, mishap))
        }
        Mishap::StayPending => {
            practice.hold();
            work()
        }
        Mishap::CancelDeployment => after(practice.cancel_next(), work),
        Mishap::FailDeployment => after(practice.fail_next(), work),
    }
}

fn do_if(when: Work, work: impl FnOnce() -> Reply) {
    if when == Work::Done {
        drop(work());
    }
}

fn after(prepared: Result<(), crate::practice::PracticeError>, work: impl FnOnce() -> Reply) -> Reply {
    match prepared {
        Ok(()) => work(),
        Err(error) => Reply::error(500, "UNKNOWN_EXCEPTION", error.to_string()),
    }
}

fn stranger(status: u16, body: StatusBody, code: &str) -> Reply {
    match body {
        StatusBody::Json => Reply::error(status, code, "A mishap on purpose"),
        StatusBody::Html => Reply::page(status, PAGE),
        StatusBody::None => Reply::nothing(status),
    }
}

fn fault(protocol: Protocol, code: &str, message: &str) -> Reply {
    match protocol {
        Protocol::Soap => soap::fault(code, message),
        Protocol::OAuth => Reply::refused(400, code, message),
        Protocol::Rest | Protocol::Identity => Reply::error(500, code, message),
    }
}

fn expired(protocol: Protocol) -> Reply {
    match protocol {
        Protocol::Soap => soap::no_session(),
        Protocol::Rest => Reply::no_session(),
        Protocol::OAuth => Reply::refused(400, words::EXPIRED_TOKEN.error, words::EXPIRED_TOKEN.description),
        Protocol::Identity => wrong_token(),
    }
}
