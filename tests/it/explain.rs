//! `xcred explain`: rules, types, elements, values and exit codes, from the same tables as the pages.

use crate::support::{
    Conversation, Sandbox,
    schema::{document, told},
};
use serde_json::Value;

fn explain(topic: &str) -> Conversation {
    Sandbox::new().run(["explain", topic]).success()
}

#[test]
fn a_rule_is_told_with_its_example() {
    insta::assert_snapshot!(explain("unknown-value").stdout, @r#"
    unknown-value (error, mended by `xcred check --fix`)
    A value is none of its enumeration.

    Why

      The org refuses the component, says that the value is not a valid one, and
      does not say which ones are.

    Way out

      Write the value that is meant. Capitals count: an external credential says
      `Oauth`, an identity provider `OAuth`.

    What it says

    error[unknown-value]: `Oauth` is no value of `<authenticationProtocol>`
     --> externalAuthIdentityProviders/Shop.externalAuthIdentityProvider-meta.xml:4:29
      |
    4 |     <authenticationProtocol>Oauth</authenticationProtocol>
      |                             ^^^^^
      = help: capitals count: write `OAuth`
      = fix: write the value as `OAuth`; `xcred check --fix` does it

    Mended

      externalAuthIdentityProviders/Shop.externalAuthIdentityProvider-meta.xml
        <?xml version="1.0" encoding="UTF-8"?>
        <ExternalAuthIdentityProvider xmlns="http://soap.sforce.com/2006/04/metadata">
            <authenticationFlow>ClientCredentials</authenticationFlow>
            <authenticationProtocol>OAuth</authenticationProtocol>
            <externalAuthIdentityProviderParameters>
                <parameterName>TokenUrl</parameterName>
                <parameterType>TokenUrl</parameterType>
                <parameterValue>https://shop.example.com/token</parameterValue>
            </externalAuthIdentityProviderParameters>
            <label>Shop</label>
        </ExternalAuthIdentityProvider>

    Source

      A server's answer; the values are those of the Metadata API WSDL and of
      Salesforce's generated types. What people make up was seen in public files,
      samples and templates. Known from: an org's answer.

    In `xcred.toml`, `[rules]`: unknown-value = "error", "warning", "note" or "off".
    "#);
}

#[test]
fn a_type_lists_its_elements() {
    insta::assert_snapshot!(explain("ExternalAuthIdentityProvider").stdout, @"
    ExternalAuthIdentityProvider
    Where Salesforce gets the OAuth tokens for callouts to one external system.

      file: NAME.externalAuthIdentityProvider-meta.xml
      API versions: 61.0 and later
      known: completely

    Elements

      authenticationFlow                      a value of `IdentityProviderAuthFlow`,
                                              refused without it
      authenticationProtocol                  a value of
                                              `IdentityProviderAuthProtocol`,
                                              refused without it
      description                             text
      externalAuthIdentityProviderParameters  elements of
                                              `ExternalAuthIdentityProviderParameter`,
                                              repeated
      label                                   text, refused without it

    Each ExternalAuthIdentityProviderParameter holds

      description     text
      parameterName   text, refused without it
      parameterType   a value of `ExtlIdentityProviderParmType`, refused without it
      parameterValue  text
      sequenceNumber  a whole number, since 63.0
    ");
}

#[test]
fn an_element_tells_its_values_with_their_versions() {
    insta::assert_snapshot!(explain("ExternalCredential.authenticationProtocol").stdout, @"
    authenticationProtocol of ExternalCredential
    Holds a value of `AuthenticationProtocol`, refused without it.

    Values

      NoAuthentication  for everybody. Refused by orgs. Without authentication:
                        `Custom` with the variant `NoAuthentication`.
      Certificate       for Salesforce's own orgs.
      Oauth             for everybody. Identity providers and the Connect API spell
                        it `OAuth`.
      Password          for everybody. Refused by orgs. For a user name and a
                        password: `Basic`.
      NTLM              for Salesforce's own orgs.
      AwsSv4            for everybody.
      Jwt               for everybody.
      JwtExchange       for everybody. Refused by orgs. For an exchanged token:
                        `Oauth` with the variant `JwtBearer`.
      C2c               for Salesforce's own orgs.
      ApiKey            for Salesforce's own orgs. Instead: for an API key, write
                        `Custom` with an `AuthHeader` parameter.
      Custom            for everybody, since 56.0.
      InternalOAuth     for Salesforce's own orgs.
      OrgJwt            for Salesforce's own orgs.
      Basic             for everybody, since 60.0. In other versions: before,
                        `Custom` with an `AuthHeader` parameter.
    ");
}

#[test]
fn a_value_tells_what_goes_with_it() {
    insta::assert_snapshot!(explain("ExternalCredential.authenticationProtocol.Jwt").stdout, @"
    Jwt of AuthenticationProtocol, ExternalCredential
    It is for everybody.

    Jwt: JSON Web Token

      needs     `SigningCertificate` (an org's answer)
      may have  `JwtBodyClaim`, `JwtHeaderClaim`, `NamedPrincipal`,
                `PerUserPrincipal`, `AuthHeader` (inferred)
      The Metadata API guide calls it reserved; orgs take it.
    ");
    insta::assert_snapshot!(explain("externalcredential.externalcredentialparameters.parametertype.authheader").stdout, @"
    AuthHeader of ExternalCredentialParamType, ExternalCredential
    It is for everybody.

    What such a parameter carries

      its value in `parameterValue`; known from real files. Needs: `parameterValue`,
      `sequenceNumber`. The name is the header's; the value is one formula, such as
      `{!'Bearer ' & $Credential.Stripe.key}`. Headers of one name may stand several
      times.
    ");
}

#[test]
fn exit_codes_are_told_one_by_one_or_all() {
    insta::assert_snapshot!(explain("exit-codes").stdout, @"
    0    Done; no differences, or differences without `--exit-code`.
    1    The project's files hold errors, or findings as grave as `--fail-on`
         says, or changes as grave as `--fail-on-change` says, or the org rejected
         or cancelled the deployment.
    2    There are differences, with `--exit-code`.
    64   Wrong use: flags, configuration, project file.
    65   The work could not be done: login, network, file system, unreadable
         input.
    68   Deployed partially.
    69   Still running when `--wait` ended; the id is printed.
    130  Interrupted.
    ");
    insta::assert_snapshot!(explain("65").stdout, @"  65  The work could not be done: login, network, file system, unreadable input.");
}

#[test]
fn what_there_is_not_is_told_with_what_was_likely_meant() {
    let sandbox = Sandbox::new();
    for (topic, wanted) in [
        ("unknwon-value", "did you mean `unknown-value`?"),
        ("ExternalCredentail", "did you mean `ExternalCredential`?"),
        ("ExternalCredential.lable", "did you mean `label`?"),
        ("ExternalCredential.authenticationProtocol.OAuht", "did you mean `Oauth`?"),
        ("zzz", "`xcred explain` lists what there is"),
        ("66", "`xcred explain` lists what there is"),
        ("ExternalCredential.label.x", "`label` holds a plain value, and nothing called `x`"),
        ("parameterName", "`xcred explain ExternalCredentialParameter.parameterName`"),
        ("", "`xcred explain` lists what there is"),
        ("ExternalCredential.", "`ExternalCredential` has no element ``"),
    ] {
        assert!(told(&sandbox, &["explain", topic], 64).contains(wanted), "{topic}");
    }
}

#[test]
fn everything_that_is_listed_can_be_explained() {
    let sandbox = Sandbox::new();
    let topics = document(&sandbox.run(["explain", "--json"]).success());
    let lists = ["rules", "troubles", "types"].map(|kind| &topics["result"][kind]);
    let names: Vec<&str> =
        lists.iter().flat_map(|list| list.as_array().expect("a list")).filter_map(Value::as_str).collect();
    assert!(names.len() > 20);
    for name in names {
        let said = document(&sandbox.run(["explain", "--json", name]).success());
        assert!(said["result"]["id"] == name || said["result"]["name"] == name, "{said}");
    }
}

#[test]
fn a_trouble_is_told_with_its_steps() {
    insta::assert_snapshot!(explain("certificate-unknown-authority").stdout, @"
    certificate-unknown-authority
    No authority that this machine trusts vouches for the host's certificate.

    Why

      A proxy or firewall that looks into the traffic shows a certificate of its own
      authority, which this machine does not know; or the server keeps an
      intermediate certificate to itself.

    What to do

      1  name a file with the authority's certificate in PEM:
         `SSL_CERT_FILE=/etc/ssl/acme-ca.pem xcred org show`
      2  or have it added to the certificates that the operating system trusts
      3  see who has signed what the host shows: `openssl s_client -connect
         acme.my.salesforce.com:443 -showcerts`

    By what it is known

      a certificate of an authority that is not trusted.

    Source

      RFC 5280, section 6; forcedotcom/cli#3365 and #1798 of users behind such
      proxies. Known from: documented.
    ");
}
