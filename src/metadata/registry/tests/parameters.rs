//! Parameter rules and protocols.

use super::*;
use crate::metadata::shape::{Enumeration, ParameterRule, ParameterSet, Protocol, Structure};

/// A structure whose elements make up a parameter, and the parameter types that there are.
struct Parameters {
    table: &'static MetadataType,
    structure: &'static Structure,
    types: &'static Enumeration,
}

fn all_parameters() -> impl Iterator<Item = Parameters> {
    registry().filter_map(parameters_of)
}

fn parameters_of(table: &'static MetadataType) -> Option<Parameters> {
    let (structure, shape) =
        table.structures.values().find_map(|one| one.element("parameterType").map(|shape| (one, shape)))?;
    let types = table.enumeration(shape).expect("parameter types are enumerated");
    Some(Parameters { table, structure, types })
}

fn all_rules() -> impl Iterator<Item = (Parameters, &'static ParameterRule)> {
    registry().flat_map(|table| {
        let rules = table.structures.values().flat_map(|structure| &structure.parameters);
        rules.map(move |rule| (parameters_of(table).expect("rules stand beside a `parameterType`"), rule))
    })
}

fn all_protocols() -> impl Iterator<Item = (Parameters, &'static Protocol)> {
    registry().flat_map(|table| {
        let rows = table.protocols.iter();
        rows.map(move |row| (parameters_of(table).expect("protocols come with parameters"), row))
    })
}

fn protocol_names(table: &'static MetadataType) -> &'static Enumeration {
    let shape = table.element("authenticationProtocol").expect("protocols come with this element");
    table.enumeration(shape).expect("protocols are enumerated")
}

/// What a protocol's variant can be: a flow that is not internal where the type has flows, else the values of `AuthProtocolVariant`.
fn variants(parameters: &Parameters) -> Vec<&'static str> {
    let flow = parameters.table.element("authenticationFlow");
    if let Some(flows) = flow.and_then(|shape| parameters.table.enumeration(shape)) {
        let known = flows.values.iter().filter(|value| value.audience != Audience::Internal);
        return known.map(|value| value.name.as_str()).collect();
    }
    let rule = parameters.structure.parameter("AuthProtocolVariant").expect("variants are parameters");
    rule.values.iter().map(String::as_str).collect()
}

#[test]
fn rules_name_parameter_types_and_children_that_exist() {
    assert_none(all_rules().flat_map(|(parameters, rule)| {
        let types = rule.types.iter().filter(|name| parameters.types.value(name).is_none());
        let children = rule.value_in.iter().chain(rule.requires.iter().map(|requirement| &requirement.element));
        let children = children.filter(|name| parameters.structure.element(name).is_none());
        types.chain(children).map(|name| format!("{}: `{name}`", parameters.table.name)).collect::<Vec<_>>()
    }));
}

#[test]
fn one_rule_is_about_a_parameter_type() {
    for Parameters { table, structure, .. } in all_parameters() {
        let types = structure.parameters.iter().flat_map(|rule| &rule.types).map(String::as_str);
        assert_eq!(repeated(types), [""; 0], "{}", table.name);
    }
}

#[test]
fn public_parameter_types_have_a_rule() {
    assert_none(all_parameters().flat_map(|Parameters { table, structure, types }| {
        let public = types.values.iter().filter(|value| value.audience == Audience::Public);
        let without = public.filter(|value| structure.parameter(&value.name).is_none());
        without.map(|value| format!("{}: `{}`", table.name, value.name))
    }));
}

#[test]
fn values_are_listed_where_a_child_carries_them() {
    let faults = all_rules().filter(|(_, rule)| rule.value_in.is_none() && !rule.values.is_empty());
    assert_none(faults.map(|(_, rule)| rule.types.join(", ")));
}

#[test]
fn protocols_are_deployable_values_and_variants_exist() {
    for (parameters, row) in all_protocols() {
        let protocol = protocol_names(parameters.table).value(&row.protocol);
        assert!(protocol.is_some_and(|value| !value.not_deployable), "{}", row.title);
        let known = variants(&parameters);
        assert!(row.variant.as_deref().is_none_or(|variant| known.contains(&variant)), "{}", row.title);
    }
}

#[test]
fn each_protocol_and_variant_stands_once() {
    for Parameters { table, .. } in all_parameters() {
        let rows: Vec<String> =
            table.protocols.iter().map(|row| format!("{} {:?}", row.protocol, row.variant)).collect();
        assert_eq!(repeated(rows.iter().map(String::as_str)), [""; 0], "{}", table.name);
    }
}

#[test]
fn deployable_public_protocols_and_public_variants_have_a_row() {
    for parameters in all_parameters().filter(|parameters| !parameters.table.protocols.is_empty()) {
        let rows = &parameters.table.protocols;
        let protocols = protocol_names(parameters.table).values.iter();
        for value in protocols.filter(|value| value.audience == Audience::Public && !value.not_deployable) {
            assert!(rows.iter().any(|row| row.protocol == value.name), "{}", value.name);
        }
        for variant in variants(&parameters) {
            assert!(rows.iter().any(|row| row.variant.as_deref() == Some(variant)), "{variant}");
        }
    }
}

#[test]
fn protocols_name_parameter_types_and_parameter_names_that_exist() {
    let sets = |row: &'static Protocol| {
        [&row.required, &row.usual, &row.exclusive, &row.allowed, &row.refused].into_iter().flatten()
    };
    assert_none(all_protocols().flat_map(|(parameters, row)| {
        let is_known = |set: &ParameterSet, name: &String| {
            let rule = parameters.structure.parameter(name);
            let names = rule.map_or(&[][..], |rule| &rule.names);
            let is_free = rule.is_some_and(|rule| rule.names.is_empty());
            let is_name = |name: &String| is_free || names.contains(name);
            parameters.types.value(name).is_some() && set.name.as_ref().is_none_or(is_name)
        };
        let named = sets(row).flat_map(|set| set.types.iter().map(move |name| (set, name)));
        let faults = named.filter(|(set, name)| !is_known(set, name));
        faults.map(|(set, name)| format!("{}: `{name}` {:?}", row.title, set.name)).collect::<Vec<_>>()
    }));
}

#[test]
fn nothing_is_both_wanted_and_refused() {
    assert_none(all_protocols().flat_map(|(_, row)| {
        let wanted = [&row.required, &row.usual, &row.allowed].into_iter().flatten();
        let wanted: BTreeSet<&String> = wanted.flat_map(|set| &set.types).collect();
        let both = row.refused.iter().flat_map(|set| &set.types).filter(move |name| wanted.contains(name));
        both.map(|name| format!("{}: `{name}`", row.title))
    }));
}
