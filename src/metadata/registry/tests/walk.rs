//! Elements, keys, conditions, defaults, references, versions and names.

use super::*;
use crate::metadata::shape::ValuesBySibling;

#[test]
fn each_table_is_named_like_its_file() {
    let stems = TABLES.iter().map(|(file, _)| file.trim_end_matches(".toml"));
    assert!(stems.eq(registry().map(|table| table.name.as_str())));
}

#[test]
fn directories_and_suffixes_belong_to_one_type() {
    assert_eq!(repeated(registry().map(|table| table.directory.as_str())), [""; 0]);
    assert_eq!(repeated(registry().map(|table| table.suffix.as_str())), [""; 0]);
}

#[test]
fn each_name_stands_once() {
    for list in registry().flat_map(lists) {
        assert_eq!(repeated(list.elements.iter().map(|element| element.name.as_str())), [""; 0], "{}", list.place);
    }
    for (name, enumeration) in registry().flat_map(|table| &table.enumerations) {
        assert_eq!(repeated(enumeration.values.iter().map(|value| value.name.as_str())), [""; 0], "{name}");
    }
}

#[test]
fn elements_stand_in_the_order_of_the_wsdl() {
    assert_none(registry().flat_map(lists).flat_map(|list| {
        let faults = list.elements.windows(2).filter(|pair| pair[0].name > pair[1].name);
        faults.map(|pair| format!("{}: `{}` before `{}`", list.place, pair[0].name, pair[1].name)).collect::<Vec<_>>()
    }));
}

#[test]
fn what_a_kind_names_is_there_and_nothing_else_is() {
    for table in registry() {
        let kinds = || lists(table).flat_map(|list| list.elements).map(|element| &element.kind);
        let enumerations: BTreeSet<&str> = kinds().filter_map(enumeration_name).collect();
        let structures: BTreeSet<&str> = kinds().filter_map(structure_name).collect();
        assert!(table.enumerations.keys().map(String::as_str).eq(enumerations), "enumerations of {}", table.name);
        assert!(table.structures.keys().map(String::as_str).eq(structures), "structures of {}", table.name);
    }
}

fn enumeration_name(kind: &Kind) -> Option<&str> {
    match kind {
        Kind::Enumeration(name) => Some(name),
        _ => None,
    }
}

fn structure_name(kind: &Kind) -> Option<&str> {
    match kind {
        Kind::Structure(name) => Some(name),
        _ => None,
    }
}

#[test]
fn keys_name_children_that_carry_one_plain_value() {
    assert_none(all_elements().flat_map(|(list, element)| {
        let children = inside(&list, element);
        let keys = element.key.iter().chain(element.key_where.iter().flat_map(|line| &line.key));
        let fits = |child: &ElementShape| !child.repeated && structure_name(&child.kind).is_none();
        let faults = keys.filter(|name| !children.element(name).is_some_and(fits));
        faults.map(|name| format!("{}: the key names `{name}`", children.place)).collect::<Vec<_>>()
    }));
}

#[test]
fn repeated_structures_have_a_key_and_nothing_else_has() {
    assert_none(all_elements().filter_map(|(list, element)| {
        let wants_one = element.repeated && structure_name(&element.kind).is_some();
        (element.key.is_empty() == wants_one).then(|| format!("{}: `{}`", list.place, element.name))
    }));
}

#[test]
fn conditions_name_siblings_and_values_that_exist() {
    assert_none(all_elements().flat_map(|(list, element)| {
        let conditions =
            element.secret.iter().chain(&element.secret_in_url).chain(&element.perhaps_url).chain(&element.per_org);
        let maps = conditions.flat_map(|condition: &Condition| [&condition.when, &condition.unless]);
        let maps = maps.chain(element.default.iter().map(|line| &line.when));
        let children = inside(&list, element);
        let in_keys = element.key_where.iter().flat_map(|line| unknown(&children, &line.when));
        maps.flat_map(|map| unknown(&list, map)).chain(in_keys).collect::<Vec<_>>()
    }));
}

/// The elements inside an element.
fn inside(list: &Siblings<'static>, element: &'static ElementShape) -> Siblings<'static> {
    let place = format!("{}, inside `{}`", list.place, element.name);
    Siblings { table: list.table, place, elements: list.table.inside(element) }
}

/// What a condition looks at that is not in the list, and the values that what it looks at never has.
fn unknown(list: &Siblings<'_>, condition: &ValuesBySibling) -> Vec<String> {
    let mut faults = Vec::new();
    for (name, values) in condition.iter() {
        let Some(sibling) = list.element(name) else {
            faults.push(format!("{}: a condition looks at `{name}`, which is not there", list.place));
            continue;
        };
        if let Some(enumeration) = list.table.enumeration(sibling) {
            let strange = values.iter().filter(|value| enumeration.value(value).is_none());
            faults.extend(strange.map(|value| format!("{}: `{name}` is never `{value}`", list.place)));
        }
    }
    faults
}

#[test]
fn each_default_says_one_thing_and_only_its_last_line_always_counts() {
    assert_none(all_elements().flat_map(|(list, element)| {
        let last = element.default.len();
        let faults = element.default.iter().enumerate().filter(|(at, line)| {
            let is_there = line.same_as.as_ref().is_none_or(|name| list.element(name).is_some());
            let says_one = line.value.is_some() != line.same_as.is_some();
            !is_there || !says_one || line.when.is_empty() != (at + 1 == last)
        });
        faults.map(|(at, _)| format!("{}: default {at} of `{}`", list.place, element.name)).collect::<Vec<_>>()
    }));
}

#[test]
fn required_elements_have_no_default() {
    let faults = all_elements().filter(|(_, element)| element.required && !element.default.is_empty());
    assert_none(faults.map(|(list, element)| format!("{}: `{}`", list.place, element.name)));
}

#[test]
fn references_name_types_that_we_know_and_principals_belong_to_external_credentials() {
    assert_none(all_elements().filter_map(|(list, element)| {
        let reference = element.refers_to.as_ref()?;
        let fits = reference.form != ReferenceForm::Principal || reference.type_name == "ExternalCredential";
        (!fits || type_named(&reference.type_name).is_none()).then(|| format!("{}: `{}`", list.place, element.name))
    }));
}

#[test]
fn structures_are_no_secrets_and_name_nothing() {
    let marked = |element: &ElementShape| {
        let conditions = [&element.secret, &element.secret_in_url, &element.per_org];
        conditions.iter().any(|one| !one.is_empty()) || !element.default.is_empty() || element.refers_to.is_some()
    };
    let faults = all_elements().filter(|(_, element)| structure_name(&element.kind).is_some() && marked(element));
    assert_none(faults.map(|(list, element)| format!("{}: `{}`", list.place, element.name)));
}

#[test]
fn versions_are_known_ones_and_run_forwards() {
    for table in registry() {
        assert!(table.since <= ApiVersion::NEWEST_KNOWN, "{}", table.name);
        let elements = lists(table).flat_map(|list| list.elements).map(|one| (&one.name, one.since, one.until));
        let values = table.enumerations.values().flat_map(|one| &one.values);
        for (name, since, until) in elements.chain(values.map(|one| (&one.name, one.since, one.until))) {
            let oldest = table.since.max(ApiVersion::OLDEST_KNOWN);
            let first = since.unwrap_or(oldest);
            assert!(since.is_none_or(|since| oldest < since), "{}: `{name}` is as old as its type", table.name);
            assert!(first <= until.unwrap_or(ApiVersion::NEWEST_KNOWN), "{}: `{name}` is never there", table.name);
            assert!(until.is_none_or(|until| until < ApiVersion::NEWEST_KNOWN), "{}: `{name}` never ends", table.name);
        }
    }
}

#[test]
fn outlines_hold_references_and_secrets_alone() {
    let outlines = all_elements().filter(|(list, _)| list.table.knowledge == Knowledge::Outline);
    let idle =
        outlines.filter(|(_, one)| one.refers_to.is_none() && one.secret.is_empty() && one.secret_in_url.is_empty());
    assert_none(idle.map(|(list, element)| format!("{}: `{}`", list.place, element.name)));
}

#[test]
fn the_types_that_the_tool_looks_after_are_known_completely() {
    let looked_after = registry().filter(|table| table.scope == Scope::Everything);
    let names: Vec<&str> = looked_after.clone().map(|table| table.name.as_str()).collect();
    assert_eq!(names, ["ExternalAuthIdentityProvider", "ExternalCredential", "NamedCredential"]);
    assert!(looked_after.clone().all(|table| table.knowledge == Knowledge::Complete));
}

#[test]
fn only_public_values_are_said_to_be_refused() {
    let values = registry().flat_map(|table| table.enumerations.values()).flat_map(|one| &one.values);
    let faults = values.filter(|value| value.not_deployable && value.audience != Audience::Public);
    assert_none(faults.map(|value| value.name.clone()));
}

#[test]
fn every_table_says_where_its_facts_come_from() {
    assert_none(registry().filter(|table| table.sources.is_empty()).map(|table| table.name.clone()));
}

#[test]
fn inventions_are_no_names_and_what_they_mean_is_one() {
    let names = |elements: &'static [ElementShape]| elements.iter().map(|one| one.name.as_str()).collect::<Vec<_>>();
    let mut all: Vec<(&[Invention], Vec<&str>)> = Vec::new();
    for table in registry() {
        all.push((&table.inventions, names(&table.elements)));
        all.extend(table.structures.values().map(|one| (one.inventions.as_slice(), names(&one.elements))));
        let values = |one: &'static Enumeration| one.values.iter().map(|value| value.name.as_str()).collect();
        all.extend(table.enumerations.values().map(|one| (one.inventions.as_slice(), values(one))));
    }
    for (inventions, names) in all {
        let invented: Vec<&str> = inventions.iter().map(|one| one.name.as_str()).collect();
        assert!(repeated(invented.iter().copied()).is_empty(), "{invented:?}");
        assert!(!invented.iter().any(|name| names.contains(name)), "{invented:?} of {names:?}");
        let mut meant = inventions.iter().filter_map(|one| one.means.as_deref());
        assert!(meant.all(|name| names.contains(&name)), "{invented:?} of {names:?}");
    }
}

#[test]
fn what_to_do_instead_stands_where_a_version_lacks_the_element() {
    assert_none(all_elements().filter_map(|(list, element)| {
        let always = element.since.is_none() && element.until.is_none();
        (always && element.instead.is_some()).then(|| format!("{}: `{}`", list.place, element.name))
    }));
}
