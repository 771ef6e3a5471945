//! Principals that seem to have another name now, and what belongs to them.

use std::collections::BTreeMap;

use super::matching::{Match, Siblings};
use crate::{
    metadata::{
        MetadataType,
        shape::{ElementShape, ParameterRole},
    },
    xml::Element,
};

/// The child that says what a parameter is, the one that names it, and the one that says whose it is.
const TYPE: &str = "parameterType";
const NAME: &str = "parameterName";
const GROUP: &str = "parameterGroup";

/// Takes out of the matches what seems to have moved: the principal that went with the principal that came, and the
/// parameters of its group.
///
/// A principal holds next to nothing, so only where one of its kind went and one came they are taken for the same.
pub(super) fn renamed<'e, 'd>(
    kind: &'static MetadataType,
    shape: &'static ElementShape,
    matches: &mut Vec<Match<'e, 'd>>,
) -> Vec<[Match<'e, 'd>; 2]> {
    let Some(structure) = kind.structure(shape).filter(|structure| !structure.parameters.is_empty()) else {
        return Vec::new();
    };
    let is_principal = |parameter_type: &str| {
        structure.parameter(parameter_type).is_some_and(|rule| rule.role == ParameterRole::Principal)
    };
    let principals = take_lone_pairs(matches, |element| {
        let (parameter_type, _) = type_and_name(element)?;
        is_principal(&parameter_type).then_some(vec![parameter_type])
    });
    let groups: BTreeMap<String, String> = principals.iter().filter_map(group_of).collect();
    if groups.is_empty() {
        return principals;
    }
    let of_groups = take_lone_pairs(matches, |element| {
        let (parameter_type, name) = type_and_name(element)?;
        let group = Siblings::inside(element).get(GROUP)?.to_owned();
        let group =
            groups.get(&group).cloned().or_else(|| groups.values().any(|new| *new == group).then_some(group))?;
        Some(vec![parameter_type, name, group])
    });
    principals.into_iter().chain(of_groups).collect()
}

/// Takes out the pairs of which one went and one came, and no other of the same class did either.
fn take_lone_pairs<'e, 'd>(
    matches: &mut Vec<Match<'e, 'd>>,
    class: impl Fn(&Element<'_>) -> Option<Vec<String>>,
) -> Vec<[Match<'e, 'd>; 2]> {
    let mut classes: BTreeMap<Vec<String>, Vec<Match<'e, 'd>>> = BTreeMap::new();
    let mut others = Vec::new();
    for one in std::mem::take(matches) {
        let lone = match (one.before, one.after) {
            (Some(lone), None) | (None, Some(lone)) => class(lone),
            _ => None,
        };
        match lone {
            Some(class) => classes.entry(class).or_default().push(one),
            None => others.push(one),
        }
    }
    let mut pairs = Vec::new();
    for class in classes.into_values() {
        match <[Match<'e, 'd>; 2]>::try_from(class) {
            Ok([one, other]) if one.before.is_some() != other.before.is_some() => {
                pairs.push(if one.before.is_some() { [one, other] } else { [other, one] });
            }
            Ok(both) => others.extend(both),
            Err(class) => others.extend(class),
        }
    }
    *matches = others;
    pairs
}

fn type_and_name(element: &Element<'_>) -> Option<(String, String)> {
    let siblings = Siblings::inside(element);
    Some((siblings.get(TYPE)?.to_owned(), siblings.get(NAME)?.to_owned()))
}

/// The name that a principal had and the one that it has.
fn group_of([gone, come]: &[Match<'_, '_>; 2]) -> Option<(String, String)> {
    let name = |element: Option<&Element<'_>>| type_and_name(element?).map(|(_, name)| name);
    Some((name(gone.before)?, name(come.after)?))
}
