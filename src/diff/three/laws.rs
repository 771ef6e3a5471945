//! What holds for any three sides, tried on random ones.

use std::{collections::BTreeMap, fmt::Debug};

use proptest::prelude::*;

use super::*;
use crate::diff::{
    compare,
    tests::{credential, parameter},
};

/// A model of a side: by component, then by parameter, number and value.
type Model = BTreeMap<String, BTreeMap<String, (u8, u8)>>;

fn models() -> impl Strategy<Value = Model> {
    let parameters = proptest::collection::btree_map("(Scope|AwsRegion|AwsService)", (1..3_u8, 1..3_u8), 0..4);
    proptest::collection::btree_map("[AB]", parameters, 0..3)
}

fn side_of(model: &Model) -> Snapshot {
    let parameter = |(name, (number, value)): (&String, &(u8, u8))| {
        let rest = format!("<sequenceNumber>{number}</sequenceNumber><parameterValue>{value}</parameterValue>");
        parameter(name, "AuthParameter", &rest)
    };
    let component = |(name, parameters): (&String, &BTreeMap<String, (u8, u8)>)| {
        let text = credential(&parameters.iter().map(parameter).collect::<String>());
        Component::of_one_file(
            ComponentId::new("ExternalCredential", name.as_str()),
            format!("{name}.xml"),
            text.into_bytes(),
        )
    };
    Snapshot::of(model.iter().map(component))
}

/// Every change by component and path, a component's own under the empty path.
fn origins(changes: &ChangeSet) -> BTreeMap<(String, String), Option<Origin>> {
    let mut all = BTreeMap::new();
    for (id, change) in changes.iter() {
        all.insert((id.to_string(), String::new()), change.origin);
        // What is inside a component that has another name now is told with one of its names.
        if let (Detail::Elements(elements), None) = (&change.detail, &change.moved) {
            all.extend(elements.iter().map(|one| ((id.to_string(), one.path.to_string()), one.origin)));
        }
    }
    all
}

/// Applies to theirs what this branch alone changed, taking the values from ours.
fn with_branch(theirs: &Model, ours: &Model, changes: &ChangeSet) -> Model {
    let mut merged = theirs.clone();
    for (id, change) in changes.iter() {
        let name = id.full_name.as_str();
        match change.kind {
            ChangeKind::Modified => {}
            _ if change.origin != Some(Origin::Branch) => {}
            ChangeKind::Added => drop(merged.insert(name.to_owned(), ours[name].clone())),
            ChangeKind::Removed => drop(merged.remove(name)),
        }
        if change.kind != ChangeKind::Modified {
            continue;
        }
        let Detail::Elements(elements) = &change.detail else { panic!("{change:?}") };
        for element in elements.iter().filter(|element| element.origin == Some(Origin::Branch)) {
            let steps = element.path.steps();
            let key = steps[0].key[1].clone();
            let parameters = merged.get_mut(name).unwrap();
            match (element.kind, steps.get(1).map(|step| step.name.as_str())) {
                (ChangeKind::Removed, None) => drop(parameters.remove(&key)),
                (_, None) => drop(parameters.insert(key.clone(), ours[name][&key])),
                (_, Some("sequenceNumber")) => parameters.get_mut(&key).unwrap().0 = ours[name][&key].0,
                (_, Some(_)) => parameters.get_mut(&key).unwrap().1 = ours[name][&key].1,
            }
        }
    }
    merged
}

fn all_are(changes: &ChangeSet, origin: Origin) -> bool {
    origins(changes).values().all(|one| *one == Some(origin))
}

fn equal<T: PartialEq + Debug>(one: &T, other: &T) -> Result<(), TestCaseError> {
    prop_assert_eq!(one, other);
    Ok(())
}

proptest! {
    #[test]
    fn origins_partition_the_changes_of_two_sides(base in models(), theirs in models(), ours in models()) {
        let (base, theirs, ours) = (side_of(&base), side_of(&theirs), side_of(&ours));
        let mut three = compare_three(&base, &theirs, &ours);
        let told = origins(&three.comparison.changes);
        prop_assert!(told.values().all(Option::is_some), "{:?}", told);
        for (_, change) in three.comparison.changes.iter_mut() {
            mark(change, None);
        }
        equal(&three.comparison.changes, &compare(&theirs, &ours).changes)?;
    }

    #[test]
    fn the_other_way_round_branch_is_drift(base in models(), theirs in models(), ours in models()) {
        let (base, theirs, ours) = (side_of(&base), side_of(&theirs), side_of(&ours));
        let (forth, back) = (compare_three(&base, &theirs, &ours), compare_three(&base, &ours, &theirs));
        let swapped = |origin: Option<Origin>| match origin {
            Some(Origin::Branch) => Some(Origin::Drift),
            Some(Origin::Drift) => Some(Origin::Branch),
            same => same,
        };
        let turned = origins(&back.comparison.changes).into_iter().map(|(at, origin)| (at, swapped(origin))).collect();
        equal(&origins(&forth.comparison.changes), &turned)?;
        let keys = |changes: &ChangeSet| origins(changes).into_keys().collect::<Vec<_>>();
        equal(&keys(&forth.agreed), &keys(&back.agreed))?;
    }

    #[test]
    fn a_base_that_is_one_side_leaves_all_to_the_other(one in models(), other in models()) {
        let (one, other) = (side_of(&one), side_of(&other));
        let three = compare_three(&one, &one, &other);
        prop_assert!(all_are(&three.comparison.changes, Origin::Branch) && three.agreed.is_empty());
        let three = compare_three(&other, &one, &other);
        prop_assert!(all_are(&three.comparison.changes, Origin::Drift) && three.agreed.is_empty());
    }

    #[test]
    fn what_a_branch_changed_can_be_applied_alone(base in models(), theirs in models(), ours in models()) {
        let three = compare_three(&side_of(&base), &side_of(&theirs), &side_of(&ours));
        let merged = side_of(&with_branch(&theirs, &ours, &three.comparison.changes));
        let applied = compare_three(&side_of(&base), &side_of(&theirs), &merged).comparison.changes;
        let of_branch = |changes: &ChangeSet| -> Vec<_> {
            let wholly = |((_, path), origin): &((String, String), Option<Origin>)| {
                !path.is_empty() && *origin == Some(Origin::Branch)
            };
            let came_or_went = changes.iter().filter(|(_, change)| change.kind != ChangeKind::Modified);
            let of_branch = came_or_went.filter(|(_, change)| change.origin == Some(Origin::Branch));
            let components = of_branch.map(|(id, _)| (id.to_string(), String::new()));
            origins(changes).into_iter().filter(wholly).map(|(at, _)| at).chain(components).collect()
        };
        equal(&of_branch(&applied), &of_branch(&three.comparison.changes))?;
        let left = origins(&applied).into_iter().filter(|((_, path), origin)| {
            !path.is_empty() && *origin != Some(Origin::Branch)
        });
        equal(&left.collect::<Vec<_>>(), &Vec::new())?;
    }
}
