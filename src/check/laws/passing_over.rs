//! No level is passed over of which a rule would have spoken.

use proptest::prelude::*;

use super::{component, version};
use crate::{
    check::{Level, Look, Notes, Subject, level, regular::is_regular, rules::RULES},
    finding::read_document,
    metadata::{ApiVersion, Component},
};

/// What the rules say of the levels that are passed over: which rule, of which component.
fn unheard(component: &Component, version: ApiVersion) -> Vec<String> {
    let mut unheard = Vec::new();
    if let (Ok(Some(document)), Some(table)) = (read_document(component), component.metadata_type()) {
        if document.root().local_name() == table.name {
            let subject = Subject::new(component, table, &document, version);
            level::visit(&subject, |level| unheard.extend(unheard_at(level)));
        }
    }
    unheard
}

fn unheard_at(level: &Level<'_, '_>) -> Vec<String> {
    let mut notes = Notes::default();
    for rule in RULES {
        match rule.look {
            Look::Oddities(look) if is_regular(level) => look(level, &mut notes),
            Look::Urls(look) if level.urls().is_empty() => look(level, &mut notes),
            _ => {}
        }
    }
    notes.all.into_iter().map(|note| format!("{}: {}", note.rule.rule.id, note.message)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16_384, ..ProptestConfig::default() })]

    #[test]
    fn no_rule_would_have_spoken_of_a_level_that_is_passed_over(component in component(), version in version()) {
        prop_assert_eq!(unheard(&component, version), [""; 0]);
    }
}

#[test]
fn the_levels_of_good_files_are_passed_over() {
    for rule in RULES {
        for (path, text) in rule.example.right.iter().filter(|(path, _)| path.ends_with(".externalCredential-meta.xml")) {
            let id = crate::source::identify(std::path::Path::new(path)).expect("it is a component");
            let component = Component::of_one_file(id, *path, text.as_bytes());
            let document = read_document(&component).expect("it is well-formed").expect("its type is known");
            let table = component.metadata_type().expect("its type is known");
            let version = rule.example.version.unwrap_or(ApiVersion::NEWEST_KNOWN);
            let subject = Subject::new(&component, table, &document, version);
            level::visit(&subject, |level| assert!(is_regular(level) || text.contains("xcred: allow"), "{path}: {text}"));
        }
    }
}
