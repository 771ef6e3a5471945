use super::*;
use crate::metadata::ApiVersion;

fn id(text: &str) -> ComponentId {
    text.parse().unwrap()
}

#[test]
fn stars_stand_for_any_characters() {
    for (pattern, name) in [
        ("*", ""),
        ("*", "Stripe"),
        ("Str*", "Str"),
        ("Str*", "Stripe"),
        ("*pe", "Stripe"),
        ("S*i*e", "Stripe"),
        ("S**e", "Se"),
        ("a*a", "aa"),
        ("*ab*ab", "abab"),
    ] {
        assert!(glob_matches(pattern, name), "{pattern} {name}");
    }
    for (pattern, name) in [
        ("", "x"),
        ("Stripe", "stripe"),
        ("Str*", "xStripe"),
        ("*pe", "Stripes"),
        ("a*a", "a"),
        ("*ab*ab", "ab"),
        ("S?ripe", "Stripe"),
    ] {
        assert!(!glob_matches(pattern, name), "{pattern} {name}");
    }
}

#[test]
fn none_selects_everything_and_several_add_up() {
    assert!(Selection::none().matches(&id("Anything:At all")));
    let mut manifest = Manifest::default();
    manifest.add(&id("Certificate:Signing"));
    let selection = Selection::none()
        .with_pattern("ExternalCredential:Str*")
        .unwrap()
        .with_path(Path::new("x"), [id("NamedCredential:X")])
        .with_manifest(Path::new("package.xml"), manifest);
    for selected in ["ExternalCredential:Stripe", "NamedCredential:X", "Certificate:Signing"] {
        assert!(selection.matches(&id(selected)), "{selected}");
    }
    for other in ["ExternalCredential:Adyen", "NamedCredential:Stripe", "Certificate:Other"] {
        assert!(!selection.matches(&id(other)), "{other}");
    }
}

#[test]
fn unknown_types_are_errors_with_the_nearest_type() {
    for (text, suggestion) in [
        ("ExternalCredentials:X", Some("did you mean `ExternalCredential`?")),
        ("externalcredential", Some("did you mean `ExternalCredential`?")),
        ("externalAuthIdentityProviders:*", Some("did you mean `ExternalAuthIdentityProvider`?")),
        ("ApexClass:X", None),
        ("*:X", None),
    ] {
        let error = Selection::none().with_pattern(text).unwrap_err();
        assert!(matches!(error, SelectionError::UnknownType { .. }), "{error}");
        assert_eq!(error.hint().as_deref(), suggestion, "{text}");
    }
    for text in ["", ":", ":X", "ExternalCredential:"] {
        let error = Selection::none().with_pattern(text).unwrap_err();
        assert!(matches!(error, SelectionError::NotAPattern { .. }), "{error}");
    }
}

#[test]
fn what_matches_nothing_is_told() {
    let mut manifest = Manifest::of(Some(ApiVersion::new(64)), []);
    for member in ["ExternalCredential:Stripe", "ExternalCredential:Gone", "ApexClass:A", "NamedCredential:*"] {
        manifest.add(&id(member));
    }
    let selection = Selection::none()
        .with_pattern("ExternalCredential:Strpe")
        .and_then(|selection| selection.with_pattern("NamedCredential"))
        .and_then(|selection| selection.with_pattern("ExternalCredential:S*"))
        .unwrap()
        .with_path(Path::new("empty"), [])
        .with_manifest(Path::new("package.xml"), manifest);
    let stripe = id("ExternalCredential:Stripe");
    let told: Vec<String> = selection.unmatched(&[&stripe]).iter().map(ToString::to_string).collect();
    let expected = [
        "`ExternalCredential:Strpe` matches no component; did you mean `ExternalCredential:Stripe`?",
        "`NamedCredential:*` matches no component",
        "`empty` has no component",
        "`package.xml` has 1 member of `ApexClass`, which xcred does not look after",
        "`ExternalCredential:Gone` of `package.xml` is no component here",
    ];
    assert_eq!(told, expected);
    assert!(Selection::none().unmatched(&[]).is_empty());
}
