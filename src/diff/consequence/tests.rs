use super::*;
use crate::{
    diff::compare,
    metadata::MetadataType,
    metadata::{
        Component, ComponentId, Snapshot, registry,
        shape::{ConsequenceRule, Happening},
    },
};

#[test]
fn every_gravity_has_a_word_and_they_rise() {
    assert!(GRAVITIES.is_sorted_by_key(|(gravity, _)| *gravity));
    for gravity in [Gravity::Notable, Gravity::Disruptive, Gravity::Destructive] {
        assert!(GRAVITIES.contains(&(gravity, gravity.word())));
    }
}

#[test]
fn the_kinds_are_sorted_and_each_is_said_by_some_type() {
    assert!(CONSEQUENCE_KINDS.is_sorted_by_key(|kind| kind.id));
    let rules = || registry().flat_map(|table| &table.consequences);
    for kind in CONSEQUENCE_KINDS {
        assert!(rules().any(|rule| rule.kind == kind.id), "no type says `{}`", kind.id);
        assert!(kind.summary.ends_with('.') && kind.way_out.ends_with('.'), "`{}`", kind.id);
    }
    for rule in rules() {
        assert!(consequence_kind(&rule.kind).is_some(), "there is no kind `{}`", rule.kind);
        assert!(!rule.change.is_empty() && !rule.says.ends_with('.'), "{}", rule.says);
    }
}

/// The names that may stand in braces in what a rule says.
fn fillable(table: &'static MetadataType, rule: &ConsequenceRule) -> Vec<String> {
    let mut names = vec!["name".to_owned()];
    let leaves =
        rule.elements.iter().any(|path| path.contains('.') || table.element(path).is_some_and(|e| !e.repeated));
    names.extend(leaves.then(|| ["before".to_owned(), "after".to_owned()]).into_iter().flatten());
    let roots = rule.elements.iter().filter_map(|path| table.element(path.split('.').next()?));
    names.extend(
        roots.flat_map(|shape| shape.key.iter().chain(shape.key_where.iter().flat_map(|one| &one.key))).cloned(),
    );
    names
}

#[test]
fn rules_speak_of_elements_and_keys_that_there_are() {
    for table in registry() {
        for rule in &table.consequences {
            for path in &rule.elements {
                let mut shapes = table.elements.as_slice();
                for name in path.split('.') {
                    let shape = shapes.iter().find(|shape| shape.name == name);
                    let shape = shape.unwrap_or_else(|| panic!("{} has no `{path}`", table.name));
                    shapes = table.inside(shape);
                }
            }
            let known = fillable(table, rule);
            let named = rule.says.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0));
            let asked = rule.among.when.iter().chain(rule.among.unless.iter()).map(|(name, _)| name.as_str());
            for name in named.chain(asked) {
                assert!(known.iter().any(|one| one == name), "{}: `{name}` in `{}`", table.name, rule.says);
            }
            let of_component = rule.elements.is_empty() || !rule.change.contains(&Happening::Renamed);
            assert!(of_component || rule.elements.iter().all(|path| !path.contains('.')), "{}", rule.says);
        }
    }
}

/// What follows from one text becoming the other, a line each: gravity, place, words.
fn told(type_name: &str, before: &str, after: &str) -> Vec<String> {
    let side = |text: &str| {
        let text = format!("<{type_name}>{text}</{type_name}>");
        Snapshot::of([Component::of_one_file(ComponentId::new(type_name, "Erp"), "Erp.xml", text.into_bytes())])
    };
    let mut changes = compare(&side(before), &side(after)).changes;
    tell_consequences(&mut changes, |_| true);
    let told = changes.iter().flat_map(|(_, change)| &change.consequences);
    told.map(|one| format!("{} {} at {}: {}", one.kind.gravity.word(), one.kind.id, place(one), one.says)).collect()
}

fn place(consequence: &Consequence) -> String {
    consequence.at.as_ref().map_or("-".to_owned(), ToString::to_string)
}

fn parameter(kind: &str, name: &str, rest: &str) -> String {
    format!(
        "<externalCredentialParameters><parameterName>{name}</parameterName>\
         <parameterType>{kind}</parameterType>{rest}</externalCredentialParameters>"
    )
}

#[test]
fn the_gravest_comes_first_and_names_what_is_lost() {
    let header = |value: &str| parameter("AuthHeader", "X-Key", &format!("<parameterValue>{value}</parameterValue>"));
    let before = header("{!$Credential.Erp.A}") + &parameter("NamedPrincipal", "Admin", "");
    let after = header("{!$Credential.Erp.B}") + &parameter("PerUserPrincipal", "Everyone", "");
    let expected = [
        "destructive secret-lost at externalCredentialParameters[NamedPrincipal,Admin]: the principal `Admin` goes, and \
         the secret that is stored for it",
        "notable header-changed at externalCredentialParameters[AuthHeader,X-Key].parameterValue: the header `X-Key` of \
         its callouts changes",
        "notable credentials-missing at externalCredentialParameters[PerUserPrincipal,Everyone]: the principal \
         `Everyone` has no credentials yet",
    ];
    assert_eq!(told("ExternalCredential", &before, &after), expected);
}

#[test]
fn a_renamed_principal_loses_its_secret_once() {
    let (before, after) = (parameter("NamedPrincipal", "Admin", ""), parameter("NamedPrincipal", "Ops", ""));
    let expected = [
        "destructive secret-lost at externalCredentialParameters[NamedPrincipal,Admin]: the principal `Admin` gets another \
         name: for the org it is a new one without credentials, and no permission set grants it by its old name",
    ];
    assert_eq!(told("ExternalCredential", &before, &after), expected);
}

#[test]
fn a_secret_is_not_told_by_what_follows_from_its_change() {
    let provider = |secret: &str| format!("<consumerSecret>{secret}</consumerSecret>");
    let told = told("AuthProvider", &provider("canary-1"), &provider("canary-2"));
    assert_eq!(told, ["disruptive client-changed at consumerSecret: `Erp` is another client for the other system"]);
}

#[test]
fn values_count_where_only_some_break_something() {
    let status = |value: &str| format!("<calloutStatus>{value}</calloutStatus>");
    let expected = ["disruptive callouts-off at calloutStatus: callouts by `Erp` are switched off"];
    assert_eq!(told("NamedCredential", &status("Enabled"), &status("Disabled")), expected);
    assert_eq!(told("NamedCredential", &status("Disabled"), &status("Enabled")), [""; 0]);
    let merge = "<allowMergeFieldsInHeader>true</allowMergeFieldsInHeader>";
    let expected =
        ["disruptive callouts-off at allowMergeFieldsInHeader: formulas in what `Erp` sends are no longer read"];
    assert_eq!(told("NamedCredential", merge, ""), expected);
}

#[test]
fn what_is_only_in_the_first_side_may_stay_or_go() {
    let credential = Component::of_one_file(
        ComponentId::new("ExternalCredential", "Erp"),
        "Erp.xml",
        b"<ExternalCredential/>".to_vec(),
    );
    let mut changes = compare(&Snapshot::of([credential]), &Snapshot::default()).changes;
    tell_consequences(&mut changes, |_| false);
    assert_eq!(changes.gravity(), None);
    tell_consequences(&mut changes, |_| true);
    assert_eq!(changes.gravity(), Some(Gravity::Destructive));
}
