//! The binary behind a company's proxy, with a company's authority.

use crate::support::{
    Conversation, Sandbox,
    authority::{Authority, TlsServer, Validity},
    forward_proxy::{Admission, ForwardProxy},
    org::{LoopbackOrg, against},
    projects::sample,
};
use rustls::ServerConfig;
use xcred::practice::Pace;

/// A host that no resolver knows: without a proxy nobody gets there.
const HOST: &str = "acme.my.salesforce.test";

/// The password holds what URLs do not, and is looked for in all that is said.
const PASSWORD: &str = "canary@:/#?%";
const ENCODED: &str = "canary%40%3A%2F%23%3F%25";

/// An org behind TLS behind a proxy.
struct Company {
    sandbox: Sandbox,
    authority: Authority,
    front: TlsServer,
    proxy: ForwardProxy,
    _org: LoopbackOrg,
}

impl Company {
    fn new() -> Self {
        Self::with(
            |authority| authority.serving(&[HOST, "localhost"], Validity::Now),
            Admission::Only("us er".to_owned(), PASSWORD.to_owned()),
        )
    }

    fn with(tls: impl FnOnce(&Authority) -> ServerConfig, admission: Admission) -> Self {
        let sandbox = sample();
        let org = LoopbackOrg::start(&sandbox, Pace::Steps);
        let authority = Authority::new("Company");
        sandbox.write("company.pem", authority.pem());
        let front = TlsServer::before(org.address(), tls(&authority));
        let proxy = ForwardProxy::to(front.address(), admission);
        Self { sandbox, authority, front, proxy, _org: org }
    }

    fn proxy_url(&self) -> String {
        format!("http://us%20er:{ENCODED}@{}", self.proxy.authority())
    }

    /// Asks the org by its name for what differs, with these variables.
    fn diff(&self, variables: &[(&str, &str)]) -> Conversation {
        self.diff_at(&format!("https://{HOST}"), variables)
    }

    fn diff_at(&self, url: &str, variables: &[(&str, &str)]) -> Conversation {
        let run = against(url, &self.sandbox, ["diff", "--json", "--verbose"]);
        let said = variables.iter().fold(run, |run, (name, value)| run.env(name, value)).run();
        assert!(!said.to_string().contains("canary"), "{said}");
        said
    }
}

fn message(said: &Conversation) -> String {
    let json = said.json();
    let texts = |value: &serde_json::Value| {
        let texts = value.as_array().into_iter().flatten().filter_map(serde_json::Value::as_str);
        texts.map(|text| format!("\n{text}")).collect::<String>()
    };
    format!("{}{}", json["error"]["message"].as_str().unwrap_or_default(), texts(&json["error"]["causes"]))
}

#[test]
fn an_org_is_reached_through_a_proxy_that_wants_a_password() {
    let company = Company::new();
    for name in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
        let said = company.diff(&[(name, &company.proxy_url()), ("SSL_CERT_FILE", "company.pem")]).success();
        assert_eq!(said.json()["result"]["summary"]["modified"], 5, "{name}");
    }
    let heads = company.proxy.heads();
    assert!(heads.iter().all(|head| head.starts_with(&format!("CONNECT {HOST}:443 HTTP/1.1"))), "{heads:?}");
    assert!(company.front.requests().iter().any(|request| request.head.contains("/services/Soap/")));
}

/// Runs against an org that is not reached, and gives what was said of it.
fn refused(company: &Company, variables: &[(&str, &str)]) -> String {
    message(&company.diff(variables).exits(65))
}

#[test]
fn a_proxy_that_refuses_is_told() {
    let only = Admission::Only("us er".to_owned(), "another".to_owned());
    // The proxy that makes no tunnel may do so a moment later; one that asks for a password will ask again.
    for (admission, words, times) in [(only, "proxy authorization required", 1), (Admission::Nobody, "unsuccessful", 5)]
    {
        let company = Company::with(|authority| authority.serving(&[HOST], Validity::Now), admission);
        let said = refused(&company, &[("HTTPS_PROXY", &company.proxy_url()), ("SSL_CERT_FILE", "company.pem")]);
        let place = format!("through the proxy `http://{}` of `HTTPS_PROXY`", company.proxy.authority());
        assert!(said.contains(words) && said.contains(&place), "{said}");
        assert_eq!((company.proxy.heads().len(), company.front.requests().len()), (times, 0), "{said}");
    }
}

#[test]
fn a_certificate_is_judged_and_what_is_wrong_with_it_is_told() {
    type Tls = fn(&Authority) -> ServerConfig;
    let cases: [(Tls, &str); 4] = [
        (|_| Authority::new("Stranger").serving(&[HOST], Validity::Now), "UnknownIssuer"),
        (|authority| authority.serving(&[HOST], Validity::Past), "certificate expired"),
        (|authority| authority.serving(&[HOST], Validity::Future), "certificate not valid yet"),
        (
            |authority| authority.serving(&["other.test"], Validity::Now),
            "not valid for name \"acme.my.salesforce.test\"",
        ),
    ];
    for (tls, words) in cases {
        let company = Company::with(tls, Admission::Everyone);
        let said = refused(&company, &[("HTTPS_PROXY", &company.proxy_url()), ("SSL_CERT_FILE", "company.pem")]);
        assert!(said.contains(words), "{words}: {said}");
        assert!(said.contains("through the proxy `http://127.0.0.1:"), "{said}");
        assert_eq!((company.proxy.heads().len(), company.front.requests().len()), (1, 0), "{said}");
    }
}

#[test]
fn each_variable_of_certificates_is_honoured() {
    let company = Company::new();
    let proxy = company.proxy_url();
    company.sandbox.write("certificates/0a1b2c3d.0", company.authority.pem());
    company.sandbox.write("certificates/README", "no certificate");
    company.sandbox.write("other.pem", Authority::new("Other").pem());
    for (variables, is_trusted) in [
        (&[("SSL_CERT_DIR", "certificates")][..], true),
        (&[("SSL_CERT_DIR", "force-app:certificates"), ("SSL_CERT_FILE", "other.pem")], false),
        (&[("SSL_CERT_FILE", "other.pem"), ("SSL_CERT_DIR", "certificates")], true),
        (&[("SSL_CERT_FILE", "other.pem"), ("NODE_EXTRA_CA_CERTS", "company.pem")], true),
        (&[("NODE_EXTRA_CA_CERTS", "company.pem"), ("SSL_CERT_FILE", "")], true),
        (&[("SSL_CERT_FILE", "other.pem")], false),
        (&[], false),
    ] {
        // Where the system shows no authority, the empty variable of the fifth case is read by its own reader too.
        let said = company.diff(&[variables, &[("HTTPS_PROXY", &proxy)]].concat());
        assert_eq!(said.status == crate::support::Ending::Exit(0), is_trusted, "{variables:?}: {said}");
    }
}

#[test]
fn variables_that_lead_to_no_certificate_are_told() {
    let company = Company::new();
    let proxy = company.proxy_url();
    company.sandbox.write("empty.pem", "nothing");
    company.sandbox.write("broken.pem", "-----BEGIN CERTIFICATE-----\naGVsbG8=\n-----END CERTIFICATE-----\n");
    for (variable, value, words) in [
        ("SSL_CERT_FILE", "missing.pem", "`SSL_CERT_FILE` names `missing.pem`, which cannot be read"),
        ("SSL_CERT_FILE", "empty.pem", "`SSL_CERT_FILE` names `empty.pem`, which holds no certificate in PEM format"),
        (
            "SSL_CERT_FILE",
            "broken.pem",
            "`SSL_CERT_FILE` names `broken.pem`, which holds a certificate that is not well formed",
        ),
        ("SSL_CERT_DIR", "missing", "`SSL_CERT_DIR` names `missing`, which cannot be read"),
        ("SSL_CERT_DIR", "practice-seed", "`SSL_CERT_DIR` names `practice-seed`, which holds no certificate"),
        ("NODE_EXTRA_CA_CERTS", "missing.pem", "`NODE_EXTRA_CA_CERTS` names `missing.pem`, which cannot be read"),
        (
            "NODE_EXTRA_CA_CERTS",
            "broken.pem",
            "`NODE_EXTRA_CA_CERTS` names `broken.pem`, which holds a certificate that",
        ),
    ] {
        let said = refused(&company, &[(variable, value), ("HTTPS_PROXY", &proxy)]);
        assert!(said.contains(words), "{said}");
    }
    assert!(company.proxy.heads().is_empty());
    // The practice org needs no certificates.
    company.sandbox.xcred(["diff", "-o", "practice"]).env("SSL_CERT_FILE", "missing.pem").run().success();
}

#[test]
fn hosts_that_are_excepted_and_this_machine_are_reached_without_the_proxy() {
    let company = Company::new();
    let variables = [("HTTPS_PROXY", company.proxy_url()), ("SSL_CERT_FILE", "company.pem".to_owned())];
    let variables = variables.each_ref().map(|(name, value)| (*name, value.as_str()));
    let said = refused(&company, &[&variables[..], &[("NO_PROXY", "*.salesforce.test")]].concat());
    assert!(!said.contains("proxy"), "{said}");
    let here = format!("https://localhost:{}", company.front.address().port());
    let said = company.diff_at(&here, &variables).success();
    assert_eq!(said.json()["result"]["summary"]["modified"], 5);
    assert!(company.proxy.heads().is_empty());
}

#[test]
fn a_variable_that_names_no_proxy_is_wrong_use() {
    let company = Company::new();
    let said = company.diff(&[("https_proxy", "http://user:canary#1@proxy:80")]).exits(64);
    let words = message(&said);
    assert_eq!(words, "`https_proxy` names no proxy: invalid port number");
}
