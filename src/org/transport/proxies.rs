//! The proxies between us and the world, as the variables that curl and others read name them.
//!
//! A wrong value is told with the name of its variable and never repeated, for it may hold a password.

use std::fmt;

use hyper_util::client::proxy::matcher::Matcher;
use url::Url;

use super::loopback::is_loopback;

/// The variables for each scheme of a URL, the first that is set counts; capitals last, as curl reads them for `http`.
const HTTPS: &[&str] = &["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
const HTTP: &[&str] = &["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"];
const EXCEPT: &[&str] = &["NO_PROXY", "no_proxy"];

/// The kinds of proxies that are spoken through.
const KINDS: &[&str] = &["http", "https", "socks4", "socks4a", "socks5", "socks5h"];

/// Which proxy stands before which host. No proxy stands before this machine.
#[derive(Clone, PartialEq, Eq)]
pub struct Proxies {
    source: Source,
}

#[derive(Clone, PartialEq, Eq)]
enum Source {
    /// There are none.
    Nobody,
    /// The operating system's settings, where it has such.
    System,
    /// Those of variables.
    Named(Box<Named>),
}

/// What variables say.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) http: Option<Proxy>,
    pub(super) https: Option<Proxy>,
    /// The hosts before which there is none, between commas.
    pub(super) except: String,
}

/// A proxy and who named it.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Proxy {
    /// With user and password, if there are any.
    pub(super) url: Url,
    variable: &'static str,
}

/// A proxy that stands between us and a host: where it is, and what said so. It knows no password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Between {
    /// Scheme, host and port.
    pub place: String,
    /// The variable that names it; nothing where the operating system does.
    pub variable: Option<&'static str>,
}

/// A variable that names no proxy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{variable}` names no proxy: {problem}")]
pub struct ProxyError {
    /// The variable.
    pub variable: &'static str,
    /// What is wrong with its value.
    pub problem: ProxyProblem,
}

/// What is wrong with the value of a variable that should name a proxy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProxyProblem {
    /// It is no URL.
    #[error("{0}")]
    NotAUrl(#[from] url::ParseError),
    /// It is a proxy of another kind.
    #[error("proxies of the kind `{kind}` are not known; there are {}", KINDS.join(", "))]
    UnknownKind {
        /// The scheme.
        kind: String,
    },
    /// It is more than a proxy's address; a password with characters of its own looks like that.
    #[error(
        "it holds more than a user, a password, a host and a port; `/`, `?`, `#` and `@` of a password are written as \
         `%2F`, `%3F`, `%23` and `%40`"
    )]
    MoreThanAHost,
    /// It has no host.
    #[error("it holds no host")]
    NoHost,
    /// It is no Unicode.
    #[error("it is not Unicode")]
    NotUnicode,
}

impl fmt::Display for Between {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.variable {
            Some(variable) => write!(f, "through the proxy `{}` of `{variable}`", self.place),
            None => write!(f, "through the proxy `{}` of the system's settings", self.place),
        }
    }
}

impl fmt::Debug for Proxies {
    /// Says where the proxies are, not who may use them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.source {
            Source::Nobody => f.write_str("Nobody"),
            Source::System => f.write_str("System"),
            Source::Named(named) => f
                .debug_struct("Named")
                .field("http", &named.http.as_ref().map(Proxy::between))
                .field("https", &named.https.as_ref().map(Proxy::between))
                .field("except", &named.except)
                .finish(),
        }
    }
}

impl Proxies {
    /// No proxies at all.
    pub const fn none() -> Self {
        Self { source: Source::Nobody }
    }

    /// Those that variables name; where none names one, those of the operating system.
    ///
    /// `read` gives the value of a variable, nothing where it is not set, and an error where it is not Unicode. An empty value
    /// is none. In the place of a CGI program (`REQUEST_METHOD` is set) `HTTP_PROXY` may be a header of whoever asks, and is not
    /// read (CVE-2016-5385).
    pub fn of_variables(read: impl Fn(&str) -> Option<Result<String, NotUnicode>>) -> Result<Self, ProxyError> {
        let is_cgi = read("REQUEST_METHOD").is_some();
        let https = first_of(HTTPS, &read)?;
        let http = first_of(if is_cgi { &HTTP[1..] } else { HTTP }, &read)?;
        if https.is_none() && http.is_none() {
            return Ok(Self { source: Source::System });
        }
        let except = EXCEPT.iter().find_map(|name| read(name)?.ok().filter(|value| !value.trim().is_empty()));
        let except = exceptions(&except.unwrap_or_default());
        Ok(Self { source: Source::Named(Box::new(Named { http, https, except })) })
    }

    /// What variables say, where they do.
    pub(super) fn named(&self) -> Option<&Named> {
        match &self.source {
            Source::Named(named) => Some(named),
            _ => None,
        }
    }

    /// Whether there are none.
    pub(super) fn is_none(&self) -> bool {
        self.source == Source::Nobody
    }

    /// The proxy that stands before the host of a URL.
    pub fn before(&self, url: &Url) -> Option<Between> {
        let uri: http::Uri = url[..url::Position::BeforePath].parse().ok().filter(|_| !is_loopback(url))?;
        match &self.source {
            Source::Nobody => None,
            Source::System => {
                let place = Matcher::from_system().intercept(&uri)?.uri().to_string();
                Some(Between { place: place.trim_end_matches('/').to_owned(), variable: None })
            }
            Source::Named(named) => {
                let proxy = if url.scheme() == "https" { &named.https } else { &named.http };
                let proxy = proxy.as_ref()?;
                let any = Matcher::builder().all(proxy.url.as_str()).no(named.except.as_str()).build();
                any.intercept(&uri).map(|_| proxy.between())
            }
        }
    }
}

impl Proxy {
    fn between(&self) -> Between {
        let place = &self.url[url::Position::BeforeHost..url::Position::AfterPort];
        Between { place: format!("{}://{place}", self.url.scheme()), variable: Some(self.variable) }
    }
}

/// A value that is not Unicode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotUnicode;

fn first_of(
    names: &'static [&'static str],
    read: &impl Fn(&str) -> Option<Result<String, NotUnicode>>,
) -> Result<Option<Proxy>, ProxyError> {
    for &variable in names {
        let wrong = |problem| ProxyError { variable, problem };
        match read(variable) {
            Some(Ok(value)) if !value.trim().is_empty() => {
                let url = parse(value.trim()).map_err(wrong)?;
                return Ok(Some(Proxy { url, variable }));
            }
            Some(Err(NotUnicode)) => return Err(wrong(ProxyProblem::NotUnicode)),
            _ => {}
        }
    }
    Ok(None)
}

/// Reads a proxy's address; without a scheme it is `http`, as everywhere.
fn parse(value: &str) -> Result<Url, ProxyProblem> {
    let with_scheme = if value.contains("://") { value.to_owned() } else { format!("http://{value}") };
    let url = Url::parse(&with_scheme)?;
    if !KINDS.contains(&url.scheme()) {
        return Err(ProxyProblem::UnknownKind { kind: url.scheme().to_owned() });
    }
    if url.host_str().is_none_or(str::is_empty) {
        return Err(ProxyProblem::NoHost);
    }
    if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
        return Err(ProxyProblem::MoreThanAHost);
    }
    Ok(url)
}

/// The hosts of `NO_PROXY` in the one spelling that the matcher knows: `*.example.com` is `.example.com`, and a port, which is
/// that of HTTPS or does not concern us, is dropped.
fn exceptions(value: &str) -> String {
    let entries = value.split([',', ' ', '\t', '\n']).filter(|entry| !entry.is_empty());
    let entries = entries.filter_map(|entry| {
        let entry = entry.strip_prefix("*.").map_or(entry.to_owned(), |domain| format!(".{domain}"));
        match entry.rsplit_once(':') {
            Some((host, "443")) if !host.contains(':') || host.ends_with(']') => Some(host.to_owned()),
            Some((host, port)) if !host.contains(':') && port.bytes().all(|byte| byte.is_ascii_digit()) => None,
            _ => Some(entry),
        }
    });
    let without_brackets = entries.map(|entry| entry.trim_matches(['[', ']']).to_owned());
    without_brackets.collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(variables: &[(&str, &str)]) -> Result<Proxies, ProxyError> {
        Proxies::of_variables(|name| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| Ok((*value).to_owned()))
        })
    }

    /// The proxy before a URL, as a user reads it.
    fn before(variables: &[(&str, &str)], url: &str) -> Option<String> {
        of(variables).unwrap().before(&url.parse().unwrap()).map(|between| between.to_string())
    }

    const ORG: &str = "https://acme.my.salesforce.com/services/data";

    #[test]
    fn each_variable_names_a_proxy_and_the_nearer_one_counts() {
        let all = [("ALL_PROXY", "http://all:1"), ("all_proxy", "http://low-all:1")];
        let https = [("HTTPS_PROXY", "http://secure:2"), ("https_proxy", "http://low-secure:2")];
        let told = |name: &str, place: &str| Some(format!("through the proxy `{place}` of `{name}`"));
        assert_eq!(before(&all, ORG), told("ALL_PROXY", "http://all:1"));
        assert_eq!(before(&all[1..], ORG), told("all_proxy", "http://low-all:1"));
        assert_eq!(before(&[all, https].concat(), ORG), told("HTTPS_PROXY", "http://secure:2"));
        assert_eq!(before(&[&all[..], &https[1..]].concat(), ORG), told("https_proxy", "http://low-secure:2"));
        let http = [("HTTP_PROXY", "http://plain:3")];
        assert_eq!(before(&http, ORG), None);
        assert_eq!(before(&http, "http://example.com/"), told("HTTP_PROXY", "http://plain:3"));
        assert_eq!(
            before(&[("HTTP_PROXY", "x"), ("http_proxy", "y"), ("REQUEST_METHOD", "")], "http://a.b"),
            told("http_proxy", "http://y")
        );
        assert_eq!(before(&[("HTTPS_PROXY", " "), ("ALL_PROXY", "all")], ORG), told("ALL_PROXY", "http://all"));
        assert_eq!(of(&[("NO_PROXY", "a")]).unwrap(), of(&[]).unwrap());
        assert_eq!(Proxies::none().before(&ORG.parse().unwrap()), None);
    }

    #[test]
    fn this_machine_has_no_proxy_before_it() {
        let all = [("ALL_PROXY", "http://all:1")];
        for url in [
            "https://localhost:6101",
            "http://127.0.0.1:6101",
            "https://127.1.2.3",
            "https://[::1]:1",
            "https://a.localhost",
        ] {
            assert_eq!(before(&all, url), None, "{url}");
        }
        assert!(before(&all, "https://localhost.example.com").is_some());
    }

    #[test]
    fn exceptions_are_read_in_all_their_spellings() {
        for (except, is_excepted) in [
            ("salesforce.com", true),
            (".salesforce.com", true),
            ("*.salesforce.com", true),
            ("acme.my.salesforce.com", true),
            ("acme.my.salesforce.com:443", true),
            ("acme.my.salesforce.com:8443", false),
            ("a.b, *.SALESFORCE.com", true),
            ("a.b *.salesforce.com", true),
            ("*", true),
            ("force.com", false),
            ("sales", false),
            ("other.my.salesforce.com", false),
            ("", false),
        ] {
            for name in ["NO_PROXY", "no_proxy"] {
                let excepted = before(&[("https_proxy", "p"), (name, except)], ORG).is_none();
                assert_eq!(excepted, is_excepted, "{name}={except}");
            }
        }
        for (except, url) in [
            ("10.0.0.0/8", "https://10.1.2.3"),
            ("[2001:db8::1]:443", "https://[2001:db8::1]"),
            ("2001:db8::1", "https://[2001:db8::1]"),
        ] {
            assert_eq!(before(&[("https_proxy", "p"), ("no_proxy", except)], url), None, "{except}");
        }
    }

    #[test]
    fn what_is_told_of_a_proxy_holds_no_password() {
        let variables = [("HTTPS_PROXY", "http://user:canary%40@proxy.example:8080/")];
        let proxies = of(&variables).unwrap();
        let told = format!("{proxies:?} {:?}", proxies.before(&ORG.parse().unwrap()));
        assert!(
            told.contains("http://proxy.example:8080") && !told.contains("canary") && !told.contains("user"),
            "{told}"
        );
    }

    #[test]
    fn wrong_values_are_told_by_name_and_not_repeated() {
        for (value, expected) in [
            ("http://user:canary#1@proxy:80", "invalid port number"),
            ("http://user:1/canary@proxy:80", "more than a user"),
            ("http://user:1?canary@proxy:80", "more than a user"),
            ("http://proxy:80/canary", "more than a user"),
            ("ftp://user:canary@proxy", "kind `ftp`"),
            ("http://user:canary@", "empty host"),
            ("http://user:canary@proxy:99999", "invalid port number"),
            ("http://user:canary@pro xy", "invalid international domain name"),
        ] {
            for variable in ["HTTPS_PROXY", "all_proxy"] {
                let error = of(&[(variable, value)]).unwrap_err();
                let told = error.to_string();
                assert!(
                    told.starts_with(&format!("`{variable}` names no proxy: ")) && told.contains(expected),
                    "{value}: {told}"
                );
                assert!(!format!("{told} {error:?}").contains("canary"), "{told}");
            }
        }
        let error = Proxies::of_variables(|name| (name == "HTTPS_PROXY").then_some(Err(NotUnicode))).unwrap_err();
        assert_eq!(error.to_string(), "`HTTPS_PROXY` names no proxy: it is not Unicode");
    }
}
