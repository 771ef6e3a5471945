//! The one way to the network, as flags and environment shape it: proxies, certificates, waits, and who looks on.

use std::{env, path::PathBuf, sync::Arc, time::Duration};

use super::{
    console::Console,
    error::{Failure, Outcome},
    exit::Exit,
    tally::Tally,
    trace_file,
};
use crate::org::{
    Authorities, Clock, Exchange, HttpOptions, HttpTransport, Logging, NotUnicode, Proxies, RetryPolicy, Retrying,
    Tracing, Transport, Usage,
};

/// The variable that sets the wait before a second attempt: for slow links, and for tests, which wait for nothing.
const RETRY_WAIT: &str = "XCRED_RETRY_WAIT_MS";

/// Opens the way. It is the same for every host: orgs, login servers and this machine.
pub(super) fn open(console: &Console, clock: &Arc<dyn Clock>, tally: &Arc<Tally>) -> Outcome<Arc<dyn Transport>> {
    let http =
        HttpTransport::new(HttpOptions { proxies: proxies()?, authorities: authorities(), ..HttpOptions::default() });
    let (whisper, tally) = (console.whisperer(), Arc::clone(tally));
    let notices = console.notices();
    let logging = Logging::new(http, Arc::clone(clock), move |exchange| {
        if let Some(usage) = tally.add(exchange) {
            notices.leave(near_limit(usage));
        }
        whisper(&told(exchange));
    });
    let policy = retry_policy()?;
    let seed = getrandom::u64().unwrap_or_default();
    Ok(match trace_file::open(console, &**clock)? {
        Some(book) => {
            let tracing = Tracing::new(logging, Arc::clone(clock), book);
            Arc::new(Retrying::new(tracing, policy, Arc::clone(clock), seed))
        }
        None => Arc::new(Retrying::new(logging, policy, Arc::clone(clock), seed)),
    })
}

/// The warning of an org that soon takes no more calls, from anybody.
fn near_limit(usage: Usage) -> String {
    format!(
        "the org says that {} of its {} API calls of the last 24 hours are used up ({} %, by all users and apps): header \
         Sforce-Limit-Info",
        usage.used,
        usage.limit,
        usage.percent()
    )
}

fn proxies() -> Outcome<Proxies> {
    let read = |name: &str| env::var_os(name).map(|value| value.into_string().map_err(|_| NotUnicode));
    Proxies::of_variables(read).map_err(|error| Failure::of(Exit::WrongUse, "ProxyError", &error))
}

/// The variables of OpenSSL and Node. An empty one is as one that is not set.
fn authorities() -> Authorities {
    let value = |name: &str| env::var_os(name).filter(|value| !value.is_empty());
    let folders = value("SSL_CERT_DIR").map(|folders| env::split_paths(&folders).collect::<Vec<PathBuf>>());
    Authorities {
        file: value("SSL_CERT_FILE").map(PathBuf::from),
        folders: folders.unwrap_or_default().into_iter().filter(|path| !path.as_os_str().is_empty()).collect(),
        extra: value("NODE_EXTRA_CA_CERTS").map(PathBuf::from),
    }
}

fn retry_policy() -> Outcome<RetryPolicy> {
    let Some(text) = env::var_os(RETRY_WAIT) else { return Ok(RetryPolicy::default()) };
    let milliseconds = text.to_str().and_then(|text| text.parse().ok());
    let first_wait = milliseconds.map(Duration::from_millis).ok_or_else(|| {
        let message = format!("`{RETRY_WAIT}` holds `{}`, which is no number of milliseconds", text.display());
        Failure::wrong_use("EnvironmentError", message)
    })?;
    Ok(RetryPolicy { first_wait, ..RetryPolicy::default() })
}

/// How long to wait before a deployment whose answer was lost is looked for a second time.
pub(super) fn wait_before_looking_again() -> Outcome<Duration> {
    Ok(2 * retry_policy()?.first_wait)
}

fn told(exchange: &Exchange) -> String {
    let outcome = match &exchange.outcome {
        Ok(status) => status.as_u16().to_string(),
        Err(mishap) => mishap.to_string(),
    };
    format!(
        "{} {} -> {outcome}, {} bytes sent, {} received, {} ms ({})",
        exchange.method,
        exchange.path,
        exchange.sent,
        exchange.received,
        exchange.duration.as_millis(),
        exchange.purpose
    )
}
