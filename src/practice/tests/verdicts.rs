//! Each thing that the org says about a component, with the line and column that it says it of.

use serde_json::json;

use super::{client::*, package};

/// A component whose root holds these lines, the first on line 2.
fn of_type(name: &str, lines: &str) -> String {
    format!("<{name} xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n{lines}\n</{name}>")
}

/// An external credential of a protocol with these parameters, each on a line of its own from line 4.
fn credential(protocol: &str, parameters: &[&str]) -> String {
    let parameters: Vec<String> = parameters
        .iter()
        .map(|inside| format!("<externalCredentialParameters>{inside}</externalCredentialParameters>"))
        .collect();
    let head = format!("<label>x</label>\n <authenticationProtocol>{protocol}</authenticationProtocol>");
    of_type("ExternalCredential", &format!("{head}\n{}", parameters.join("\n")))
}

fn parameter(kind: &str, name: &str, rest: &str) -> String {
    format!("<parameterName>{name}</parameterName><parameterType>{kind}</parameterType>{rest}")
}

fn value(kind: &str, name: &str, value: &str) -> String {
    parameter(kind, name, &format!("<parameterValue>{value}</parameterValue>"))
}

fn principal() -> String {
    parameter("NamedPrincipal", "Main", "<sequenceNumber>1</sequenceNumber>")
}

fn variant(value: &str) -> String {
    self::value("AuthProtocolVariant", "Oauth", value)
}

/// What the org says about one component named X: the problem, its line and its column.
fn verdict_in(version: &str, directory: &str, suffix: &str, kind: &str, text: &str) -> Option<(String, u64, u64)> {
    let org = Bench::of(&[]);
    let manifest = package(&[(kind, &["X"])]).replace("66.0", version);
    let path = format!("{directory}/X.{suffix}");
    let result = org.deployed(r#"{"singlePackage":true}"#, &[("package.xml", &manifest), (&path, text)]);
    let failures = result["details"]["componentFailures"].as_array().unwrap();
    let failure = failures.first()?;
    assert_eq!((&failure["fileName"], &failure["problemType"]), (&json!(path), &json!("Error")), "{failure:#}");
    Some((
        failure["problem"].as_str().unwrap().to_owned(),
        failure["lineNumber"].as_u64().unwrap(),
        failure["columnNumber"].as_u64().unwrap(),
    ))
}

fn verdict(text: &str) -> Option<(String, u64, u64)> {
    verdict_in("66.0", "externalCredentials", "externalCredential", "ExternalCredential", text)
}

#[track_caller]
fn refuses(text: &str, words: &str, line: u64, column: u64) {
    assert_eq!(verdict(text), Some((words.to_owned(), line, column)), "{text}");
}

#[test]
fn text_that_is_no_xml() {
    let root = "ExternalCredential";
    refuses(
        "<a>\n<b></a>",
        "Error parsing file: The element type \"b\" must be terminated by the matching end-tag \"</b>\".",
        2,
        4,
    );
    refuses(
        &of_type(root, "<!-- a -- b -->"),
        "Error parsing file: The string \"--\" is not permitted within comments.",
        2,
        8,
    );
    refuses(
        &of_type(root, "<label>a & b</label>"),
        "Error parsing file: The entity name must immediately follow the '&' in the entity reference.",
        2,
        10,
    );
    refuses(
        &of_type(root, "<label>&nope;</label>"),
        "Error parsing file: The entity \"nope\" was referenced, but not declared.",
        2,
        8,
    );
    refuses("", "Error parsing file: Premature end of file.", 1, 1);
}

#[test]
fn elements_that_do_not_belong_there() {
    let root = "ExternalCredential";
    refuses("<NamedCredential/>", "NamedCredential invalid at this location in type ExternalCredential", 1, 1);
    refuses(
        &of_type(root, "<label>x</label><principals/>"),
        "principals invalid at this location in type ExternalCredential",
        2,
        17,
    );
    refuses(
        &credential("Custom", &["<principalName>x</principalName>"]),
        "principalName invalid at this location in type ExternalCredentialParameter",
        4,
        31,
    );
    refuses(
        &credential("Custom", &["<principal>x</principal>"]),
        "Property 'principal' not valid in version 66.0",
        4,
        31,
    );
    refuses(
        &of_type(root, "<label>x</label>\n<label>y</label>"),
        "Error parsing file: Element label is duplicated at this location in type ExternalCredential",
        3,
        1,
    );
    let apart = credential("Custom", &[&principal()]).replace(
        "</ExternalCredential>",
        "<description>x</description>\n<externalCredentialParameters/>\n</ExternalCredential>",
    );
    refuses(
        &apart,
        "Error parsing file: Element externalCredentialParameters is duplicated at this location in type ExternalCredential",
        6,
        1,
    );
    let singular = "<label>x</label>\n<externalAuthIdentityProviderParameter/>";
    let told = verdict_in(
        "66.0",
        "externalAuthIdentityProviders",
        "externalAuthIdentityProvider",
        "ExternalAuthIdentityProvider",
        &of_type("ExternalAuthIdentityProvider", singular),
    );
    assert_eq!(
        told.unwrap(),
        (
            "externalAuthIdentityProviderParameter invalid at this location in type ExternalAuthIdentityProvider"
                .to_owned(),
            3,
            1
        )
    );
}

#[test]
fn the_version_of_package_xml_counts() {
    let text = credential(
        "Custom",
        &[&principal().replace("<sequenceNumber>", "<parameterGroup>Main</parameterGroup><sequenceNumber>")],
    );
    let told = verdict_in("57.0", "externalCredentials", "externalCredential", "ExternalCredential", &text);
    assert_eq!(told.unwrap().0, "Property 'parameterGroup' not valid in version 57.0");
    assert_eq!(verdict(&text), None);
    let provider = of_type("ExternalAuthIdentityProvider", "<label>x</label>");
    let told = verdict_in(
        "60.0",
        "externalAuthIdentityProviders",
        "externalAuthIdentityProvider",
        "ExternalAuthIdentityProvider",
        &provider,
    );
    assert_eq!(told.unwrap().0, "Entity type: 'ExternalAuthIdentityProvider' is not available in API version 60.0");
}

#[test]
fn what_is_in_no_namespace_or_no_place() {
    let good = of_type("ExternalCredential", "<label>x</label>");
    let words = |name: &str| format!("{name} invalid at this location in type ExternalCredential");
    refuses(
        &good.replace(" xmlns=\"http://soap.sforce.com/2006/04/metadata\"", ""),
        &words("{}ExternalCredential"),
        1,
        1,
    );
    refuses(&good.replace("<label>", "<label xmlns=\"urn:x\">"), &words("{urn:x}label"), 2, 1);
    refuses(
        &of_type("ExternalCredential", "<label>a <b>x</b></label>"),
        "Error parsing file: Unexpected element {http://soap.sforce.com/2006/04/metadata}b during simple type deserialization",
        2,
        10,
    );
    refuses(
        &of_type("ExternalCredential", "\n  stray<label>x</label>"),
        "Error parsing file: Unexpected text in type ExternalCredential",
        3,
        3,
    );
}

#[test]
fn a_permission_set_grants_by_two_elements_alone() {
    let access = "<enabled>true</enabled><principalName>Main</principalName>";
    let lines = format!(
        "<externalCredentialPrincipalAccesses>{access}</externalCredentialPrincipalAccesses>\n<label>x</label>"
    );
    let text = of_type("PermissionSet", &lines);
    let told = verdict_in("66.0", "permissionsets", "permissionset", "PermissionSet", &text).unwrap();
    let words = "principalName invalid at this location in type PermissionSetExternalCredentialPrincipalAccess";
    assert_eq!(told, (words.to_owned(), 2, 61));
}

#[test]
fn values_and_required_elements() {
    refuses(
        &of_type("ExternalCredential", "<label>x</label>"),
        "Required field is missing: authenticationProtocol",
        1,
        1,
    );
    refuses(
        &credential("Custom", &["<parameterName>x</parameterName>"]),
        "Required field is missing: parameterType",
        4,
        1,
    );
    refuses(&credential("OAuth", &[]), "'OAuth' is not a valid value for the enum 'AuthenticationProtocol'", 3, 2);
    refuses(&credential("ApiKey", &[]), "'ApiKey' is not a valid value for the enum 'AuthenticationProtocol'", 3, 2);
    refuses(
        &credential("Custom", &[&parameter("AuthProviderClientId", "x", "")]),
        "'AuthProviderClientId' is not a valid value for the enum 'ExternalCredentialParamType'",
        4,
        63,
    );
    refuses(
        &credential("Custom", &[&parameter("NamedPrincipal", "x", "<sequenceNumber>one</sequenceNumber>")]),
        "'one' is not a valid value for the type xsd:int",
        4,
        108,
    );
}

#[test]
fn protocols_that_cannot_be_deployed() {
    for protocol in ["JwtExchange", "Password", "NoAuthentication"] {
        let words = format!("External Credentials don't support the \"{protocol}\" authentication protocol");
        refuses(&credential(protocol, &[]), &words, 3, 2);
    }
}

#[test]
fn parameters_of_a_protocol() {
    let scope = value("AuthParameter", "Scope", "x");
    let url = value("AuthProviderUrl", "AuthProviderUrl", "https://x.example");
    refuses(
        &credential("Custom", &[&principal(), &scope]),
        "The authentication protocol \"Custom\" doesn't support the following external credential parameter type(s): AuthParameter.",
        5,
        1,
    );
    refuses(
        &credential("Oauth", &[&url]),
        "The authentication protocol \"Oauth\" doesn't support the following external credential parameter type(s): AuthProviderUrl.",
        4,
        1,
    );
    refuses(
        &credential("Oauth", &[&variant("ClientCredentialsClientSecretBasic")]),
        "The authentication protocol \"Oauth ClientCredentialsClientSecretBasic\" requires the following external credential parameter types: AuthProtocolVariant, AuthProviderUrl.",
        3,
        2,
    );
    assert_eq!(
        verdict(&credential("Oauth", &[&variant("ClientCredentialsClientSecretBasic"), &url, &principal()])),
        None
    );
    refuses(
        &credential("Jwt", &[&principal()]),
        "The authentication protocol \"Jwt\" requires the following external credential parameter types: SigningCertificate.",
        3,
        2,
    );
    refuses(
        &credential("AwsSv4", &[&principal()]),
        "The authentication protocol \"AwsSv4\" requires the following external credential parameters: AwsService, AwsRegion.",
        3,
        2,
    );
    let aws = [value("AuthParameter", "AwsService", "s3"), value("AuthParameter", "AwsRegion", "eu-west-1")];
    assert_eq!(verdict(&credential("AwsSv4", &[&aws[0], &aws[1], &principal()])), None);
    for protocol in ["Custom", "Basic"] {
        assert_eq!(verdict(&credential(protocol, &[&principal()])), None);
    }
}

#[test]
fn what_a_parameter_must_carry() {
    refuses(
        &credential("Custom", &[&principal(), &value("AuthHeader", "X-Key", "")]),
        "The parameter type \"AuthHeader\" requires these fields: ParameterValue.",
        5,
        1,
    );
    refuses(
        &credential("Oauth", &[&parameter("AuthProvider", "AuthProvider", "")]),
        "The parameter type \"AuthProvider\" requires these fields: AuthProvider.",
        4,
        1,
    );
    let header = "<label>x</label>\n<namedCredentialParameters><parameterName>X</parameterName><parameterType>HttpHeader</parameterType><parameterValue>y</parameterValue></namedCredentialParameters>";
    let told = verdict_in(
        "66.0",
        "namedCredentials",
        "namedCredential",
        "NamedCredential",
        &of_type("NamedCredential", header),
    );
    assert_eq!(told.unwrap(), ("The parameter type \"HttpHeader\" requires the following Named Credential Parameter fields: SequenceNumber.".to_owned(), 3, 1));
    let claim = |text: &str| credential("Custom", &[&value("JwtBodyClaim", "aud", text)]);
    refuses(&claim("https://login.example"), "The JWT aud claim has invalid JSON syntax", 4, 1);
    assert_eq!(verdict(&claim("&quot;https://login.example&quot;")), None);
    assert_eq!(verdict(&claim("[&quot;a&quot;]")), None);
    refuses(&claim("[1]"), "The JWT aud claim has invalid JSON syntax", 4, 1);
}

#[test]
fn references_are_resolved_in_the_archive_and_in_the_org() {
    let provider = parameter("AuthProvider", "AuthProvider", "<authProvider>Nope</authProvider>");
    let column = 31 + provider.find("<authProvider>").unwrap() as u64;
    refuses(&credential("Oauth", &[&provider]), "In field: authProvider - no AuthProvider named Nope found", 4, column);
    let certificate = parameter("SigningCertificate", "SigningCertificate", "<certificate>Nope</certificate>");
    let told = verdict(&credential("Jwt", &[&certificate])).unwrap().0;
    assert_eq!(told, "In field: certificate - no Certificate named Nope found");
    let identity = parameter(
        "ExternalAuthIdentityProvider",
        "x",
        "<externalAuthIdentityProvider>Nope</externalAuthIdentityProvider>",
    );
    let told = verdict(&credential("Oauth", &[&identity])).unwrap().0;
    assert_eq!(told, "In field: externalAuthIdentityProvider - no ExternalAuthIdentityProvider named Nope found");
    let told =
        verdict_in("66.0", "namedCredentials", "namedCredential", "NamedCredential", super::STRIPE_ADDRESS).unwrap();
    assert_eq!(told, ("In field: externalCredential - no ExternalCredential named Stripe found".to_owned(), 5, 9));
}

fn access(principal: &str) -> String {
    of_type(
        "PermissionSet",
        &format!(
            "<externalCredentialPrincipalAccesses>\n<enabled>true</enabled>\n<externalCredentialPrincipal>{principal}</externalCredentialPrincipal></externalCredentialPrincipalAccesses>\n<label>x</label>"
        ),
    )
}

#[test]
fn a_permission_set_needs_the_principal_and_falls_with_its_credential() {
    let words = "The <principal> parameter value doesn't exist or you may not have permission to access it.";
    let org = Bench::of(&[]);
    let manifest = package(&[("ExternalCredential", &["A"]), ("PermissionSet", &["*"])]);
    let deploy = |credential: &str, principal: &str| {
        let set = access(principal);
        let files = [
            ("package.xml", manifest.as_str()),
            ("externalCredentials/A.externalCredential", credential),
            ("permissionsets/P.permissionset", &set),
        ];
        org.deployed(r#"{"singlePackage":true,"rollbackOnError":true}"#, &files)
    };
    let good = credential("Custom", &[&principal()]);
    let refused = deploy(&good, "A-Other");
    let failure = &refused["details"]["componentFailures"][0];
    assert_eq!(
        (&failure["problem"], &failure["lineNumber"], &failure["columnNumber"]),
        (&json!(words), &json!(4), &json!(1))
    );
    let cascade = deploy(&credential("Password", &[&principal()]), "A-Main");
    let failures = cascade["details"]["componentFailures"].as_array().unwrap();
    assert_eq!(failures.len(), 2);
    assert_eq!(failures[1]["problem"], words);
    assert_eq!(deploy(&good, "A-Main")["status"], "Succeeded");
}

#[test]
fn a_certificate_needs_both_its_files() {
    let org = Bench::of(&[]);
    let manifest = package(&[("Certificate", &["*"])]);
    let meta = of_type("Certificate", "<caSigned>false</caSigned><masterLabel>x</masterLabel>");
    for (files, failures) in [
        (vec![("certs/X.crt-meta.xml", meta.as_str())], 1),
        (vec![("certs/X.crt", "x")], 1),
        (vec![("certs/X.crt", "x"), ("certs/X.crt-meta.xml", &meta)], 0),
    ] {
        let files: Vec<(&str, &str)> = [("package.xml", manifest.as_str())].into_iter().chain(files).collect();
        let result = org.deployed(r#"{"singlePackage":true}"#, &files);
        assert_eq!(result["details"]["componentFailures"].as_array().unwrap().len(), failures, "{result:#}");
    }
    let back = org.retrieved("<types><members>X</members><name>Certificate</name></types>");
    assert_eq!(back[..2], [("certs/X.crt".to_owned(), "x".to_owned()), ("certs/X.crt-meta.xml".to_owned(), meta)]);
}

#[test]
fn a_name_that_is_no_developer_name_is_refused() {
    let org = Bench::of(&[]);
    let text = credential("Basic", &[&principal()]);
    for (name, is_good) in [("Erp", true), ("larkhill__Erp", true), ("Erp-2", false), ("2Erp", false), ("Erp_", false)]
    {
        let manifest = package(&[("ExternalCredential", &[name])]);
        let path = format!("externalCredentials/{name}.externalCredential");
        let result = org.deployed(r#"{"singlePackage":true}"#, &[("package.xml", &manifest), (&path, &text)]);
        let failures = result["details"]["componentFailures"].as_array().unwrap();
        assert_eq!(failures.is_empty(), is_good, "{name}: {failures:#?}");
        assert!(failures.iter().all(|one| one["problem"].as_str().unwrap().contains("API Name can only contain")));
    }
}
