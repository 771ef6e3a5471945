//! The table of three sides: every state of the base, of ours and of theirs, and an oracle that knows nothing of XML.

use std::collections::BTreeMap;

use super::*;
use crate::{
    diff::{
        Content, Origins, Shown, Value,
        tests::{credential, parameter},
    },
    metadata::{ComponentFile, FileRole},
};

/// What the oracle says of one thing: who changed it, or that both did alike, or that there is nothing to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Verdict {
    Quiet,
    Agreed,
    By(Origin),
}

/// The oracle: three states of one thing that is equal or is not.
fn judge<T: PartialEq>(base: &T, ours: &T, theirs: &T) -> Verdict {
    match (base == ours, base == theirs, ours == theirs) {
        (true, _, true) => Verdict::Quiet,
        (false, _, true) => Verdict::Agreed,
        (_, true, _) => Verdict::By(Origin::Branch),
        (true, _, _) => Verdict::By(Origin::Drift),
        _ => Verdict::By(Origin::Conflict),
    }
}

/// A state of one thing: absent, or there with one of three values.
type State = Option<u8>;

const STATES: [State; 4] = [None, Some(1), Some(2), Some(3)];

fn triples<T: Copy>(states: &[T]) -> impl Iterator<Item = [T; 3]> {
    states.iter().flat_map(move |base| {
        states.iter().flat_map(move |ours| states.iter().map(move |theirs| [*base, *ours, *theirs]))
    })
}

fn snapshot(type_name: &str, files: &[(FileRole, &str)]) -> Snapshot {
    let mut snapshot = Snapshot::default();
    if files.is_empty() {
        return snapshot;
    }
    let file = |(role, text): &(FileRole, &str)| {
        let bytes = text.as_bytes().to_vec().into();
        ComponentFile { path: format!("A.{role:?}").into(), role: *role, bytes }
    };
    let files = files.iter().map(file).collect();
    snapshot.insert(Component::new(ComponentId::new(type_name, "A"), files)).unwrap();
    snapshot
}

fn of_text(type_name: &str, text: &str) -> Snapshot {
    snapshot(type_name, &[(FileRole::Metadata, text)])
}

fn or_nothing(state: State, text: impl Fn(u8) -> String) -> String {
    state.map_or_else(String::new, text)
}

/// A snapshot that holds a thing in a state.
type Subject = fn(State) -> Snapshot;

/// Things of all depths, each as a snapshot that holds the thing in a state.
fn subjects() -> Vec<(&'static str, Subject)> {
    vec![
        ("leaf", |state| {
            let label = or_nothing(state, |value| format!("<label>{value}</label>"));
            of_text("ExternalCredential", &credential(&label))
        }),
        ("nested leaf of a keyed element", |state| {
            let value = or_nothing(state, |value| format!("<parameterValue>{value}</parameterValue>"));
            of_text("ExternalCredential", &credential(&parameter("Scope", "AuthParameter", &value)))
        }),
        ("whole keyed element", |state| {
            let whole =
                |value| parameter("Scope", "AuthParameter", &format!("<parameterValue>{value}</parameterValue>"));
            of_text("ExternalCredential", &credential(&or_nothing(state, whole)))
        }),
        ("hidden value", |state| {
            let value = or_nothing(state, |value| format!("<parameterValue>sk_live_{value}</parameterValue>"));
            of_text("ExternalCredential", &credential(&parameter("X-Key", "AuthHeader", &value)))
        }),
        ("component", |state| {
            let text = |value: u8| of_text("ExternalCredential", &credential(&format!("<label>{value}</label>")));
            state.map_or_else(Snapshot::default, text)
        }),
        ("component that is told as text", |state| {
            let text = |value: u8| of_text("Oddity", &format!("<Oddity><a>{value}</a></Oddity>"));
            state.map_or_else(Snapshot::default, text)
        }),
        ("text", |state| {
            let inner = or_nothing(state, |value| format!("<apiSecret>sk_live_{value}</apiSecret>"));
            of_text("Oddity", &format!("<Oddity><a>x</a>{inner}</Oddity>"))
        }),
        ("content file", |state| {
            let meta = "<Certificate><masterLabel>x</masterLabel></Certificate>";
            let bytes = or_nothing(state, |value| format!("sk_live_{value}"));
            let mut files = vec![(FileRole::Metadata, meta)];
            files.extend(state.map(|_| (FileRole::Content, bytes.as_str())));
            snapshot("Certificate", &files)
        }),
    ]
}

/// The one verdict on a thing that is all that differs: of its component, of its parts, and of what both agree on.
fn verdict(three: &ThreeSided) -> Verdict {
    assert!(three.base_findings.is_empty() && three.comparison.findings.is_empty());
    let changes: Vec<_> = three.comparison.changes.iter().map(|(_, change)| change).collect();
    let [change] = changes[..] else {
        return if three.agreed.is_empty() { Verdict::Quiet } else { Verdict::Agreed };
    };
    assert!(three.agreed.is_empty(), "{:?}", three.agreed);
    if let Detail::Elements(elements) = &change.detail {
        assert!(elements.iter().all(|element| element.origin == change.origin), "{change:?}");
    }
    assert!(change.content.as_ref().is_none_or(|content| content.origin == change.origin), "{change:?}");
    Verdict::By(change.origin.unwrap())
}

#[test]
fn every_cell_of_the_table_is_as_the_oracle_says() {
    let mut cells = 0;
    for (name, side) in subjects() {
        for [base, ours, theirs] in triples(&STATES) {
            let three = compare_three(&side(base), &side(theirs), &side(ours));
            assert_eq!(verdict(&three), judge(&base, &ours, &theirs), "{name}: {base:?} {ours:?} {theirs:?}");
            assert!(!format!("{three:?}").contains("sk_live"), "{name}");
            cells += 1;
        }
    }
    assert_eq!(cells, 8 * 64);
}

#[test]
fn the_main_cells_can_be_read() {
    let state = |word: &str| match word {
        "-" => None,
        value => Some(value.parse::<u8>().unwrap()),
    };
    // base, ours, theirs: what it is.
    let cells = [
        ("1 1 1", Verdict::Quiet),                // nobody changed it
        ("- - -", Verdict::Quiet),                // nobody has it
        ("1 2 1", Verdict::By(Origin::Branch)),   // changed here
        ("- 1 -", Verdict::By(Origin::Branch)),   // added here
        ("1 - 1", Verdict::By(Origin::Branch)),   // removed here
        ("1 1 2", Verdict::By(Origin::Drift)),    // changed there
        ("- - 1", Verdict::By(Origin::Drift)),    // added there
        ("1 1 -", Verdict::By(Origin::Drift)),    // removed there
        ("1 2 2", Verdict::Agreed),               // changed alike
        ("- 1 1", Verdict::Agreed),               // added alike
        ("1 - -", Verdict::Agreed),               // removed by both
        ("1 2 3", Verdict::By(Origin::Conflict)), // changed, not alike
        ("- 1 2", Verdict::By(Origin::Conflict)), // added, not alike
        ("1 - 2", Verdict::By(Origin::Conflict)), // removed here, changed there
        ("1 2 -", Verdict::By(Origin::Conflict)), // changed here, removed there
    ];
    for (cell, expected) in cells {
        let states: Vec<State> = cell.split(' ').map(state).collect();
        assert_eq!(judge(&states[0], &states[1], &states[2]), expected, "the oracle on {cell}");
        for (name, side) in subjects() {
            let three = compare_three(&side(states[0]), &side(states[2]), &side(states[1]));
            assert_eq!(verdict(&three), expected, "{name}: {cell}");
        }
    }
}

/// A thing with two things in it, or nothing.
type Whole = Option<[State; 2]>;

fn wholes() -> Vec<Whole> {
    let values = [None, Some(1), Some(2)];
    let pairs = values.iter().flat_map(|one| values.iter().map(|other| Some([*one, *other])));
    [None].into_iter().chain(pairs).collect()
}

const LEAVES: [&str; 2] = ["description", "sequenceNumber"];

fn inner(whole: [State; 2]) -> String {
    let leaf = |(name, state): (&&str, State)| or_nothing(state, |value| format!("<{name}>{value}</{name}>"));
    LEAVES.iter().zip(whole).map(leaf).collect()
}

/// What the oracle says of the whole where it came or went, and else of each of its leaves.
fn judge_whole(base: Whole, ours: Whole, theirs: Whole) -> BTreeMap<&'static str, Verdict> {
    let mut verdicts: BTreeMap<&str, Verdict> = match (base, ours, theirs) {
        (_, Some(ours), Some(theirs)) if base.is_some() || ours != theirs => {
            let base = base.unwrap_or_default();
            (0..2).map(|at| (LEAVES[at], judge(&base[at], &ours[at], &theirs[at]))).collect()
        }
        _ => [("", judge(&base, &ours, &theirs))].into(),
    };
    // Of a whole that both made, the leaves that they made alike are not told apart.
    let told = |name: &str, verdict: Verdict| match verdict {
        Verdict::Quiet => false,
        Verdict::Agreed => name.is_empty() || base.is_some(),
        Verdict::By(_) => true,
    };
    verdicts.retain(|name, verdict| told(name, *verdict));
    verdicts
}

#[test]
fn elements_at_different_depth_meet() {
    let side = |whole: Whole| {
        let parameter = whole.map_or_else(String::new, |whole| parameter("Scope", "AuthParameter", &inner(whole)));
        of_text("ExternalCredential", &credential(&parameter))
    };
    for [base, ours, theirs] in triples(&wholes()) {
        let three = compare_three(&side(base), &side(theirs), &side(ours));
        let leaf = |element: &ElementChange| match element.path.steps().get(1) {
            Some(step) => LEAVES.into_iter().find(|leaf| *leaf == step.name).unwrap(),
            None => "",
        };
        let differing = elements(&three.comparison.changes);
        let alike = elements(&three.agreed).map(|element| (leaf(element), Verdict::Agreed));
        let told: BTreeMap<&str, Verdict> =
            differing.map(|element| (leaf(element), Verdict::By(element.origin.unwrap()))).chain(alike).collect();
        assert_eq!(told, judge_whole(base, ours, theirs), "base {base:?} ours {ours:?} theirs {theirs:?}");
    }
}

#[test]
fn a_component_says_what_its_parts_say() {
    let text = |[one, other]: [State; 2]| {
        let header = or_nothing(other, |value| {
            parameter("X-Key", "AuthHeader", &format!("<parameterValue>{value}</parameterValue>"))
        });
        credential(&(or_nothing(one, |value| format!("<label>{value}</label>")) + &header))
    };
    let side = |whole: Whole| whole.map_or_else(Snapshot::default, |whole| of_text("ExternalCredential", &text(whole)));
    for [base, ours, theirs] in triples(&wholes()) {
        let three = compare_three(&side(base), &side(theirs), &side(ours));
        let changed = three.comparison.changes.iter().next().map(|(_, change)| change);
        let whole = judge(&base, &ours, &theirs);
        let verdicts = match (ours, theirs) {
            (Some(ours), Some(theirs)) => {
                let base = base.unwrap_or_default();
                (0..2).map(|at| judge(&base[at], &ours[at], &theirs[at])).collect()
            }
            _ => vec![whole],
        };
        let count = |origin| verdicts.iter().filter(|verdict| **verdict == Verdict::By(origin)).count();
        let [branch, drift, conflict] = [Origin::Branch, Origin::Drift, Origin::Conflict].map(count);
        let both_made_it = base.is_none() && matches!(whole, Verdict::By(Origin::Conflict));
        let expected = match (branch, drift, conflict) {
            (0, 0, 0) => None,
            _ if both_made_it || conflict > 0 => Some(Origin::Conflict),
            (_, 0, _) => Some(Origin::Branch),
            (0, ..) => Some(Origin::Drift),
            _ => Some(Origin::Mixed),
        };
        let cell = format!("base {base:?} ours {ours:?} theirs {theirs:?}");
        assert_eq!(changed.and_then(|change| change.origin), expected, "{cell}");
        let conflict = if both_made_it { conflict.max(1) } else { conflict };
        let counted = Origins::of_all(&three.comparison.changes);
        assert_eq!(counted, Origins { branch, drift, conflict, unknown: 0 }, "{cell}");
    }
}

#[test]
fn elements_without_a_key_are_told_apart_by_what_they_hold() {
    // Some of two values, beside two that are always there.
    let side = |some: u8| {
        let extra = |value: &str| format!("<extra>{value}</extra>");
        let one = if some & 1 == 0 { String::new() } else { extra("a") };
        let other = if some & 2 == 0 { String::new() } else { extra("b") };
        of_text("ExternalCredential", &credential(&(extra("x") + &one + &other + &extra("y"))))
    };
    for [base, ours, theirs] in triples(&[0, 1, 2, 3]) {
        let three = compare_three(&side(base), &side(theirs), &side(ours));
        let mut told: Vec<(String, Origin)> = elements(&three.comparison.changes)
            .map(|element| {
                (clear(element.after.as_ref().or(element.before.as_ref()).unwrap()), element.origin.unwrap())
            })
            .collect();
        told.sort();
        let differing = [(1, "a"), (2, "b")].into_iter().filter(|(bit, _)| ours & bit != theirs & bit);
        let by = |bit: u8| if base & bit == theirs & bit { Origin::Branch } else { Origin::Drift };
        let expected: Vec<_> = differing.map(|(bit, value)| (value.to_owned(), by(bit))).collect();
        assert_eq!(told, expected, "{base} {ours} {theirs}");
    }
}

fn elements(changes: &ChangeSet) -> impl Iterator<Item = &ElementChange> {
    changes.iter().flat_map(|(_, change)| match &change.detail {
        Detail::Elements(elements) => elements.as_slice(),
        Detail::Text(_) => &[],
    })
}

fn clear(value: &Value) -> String {
    match &value.content {
        Content::Text(Shown::Clear(text)) => text.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn without_a_base_that_can_be_read_nothing_has_an_origin() {
    let side = |label: &str| of_text("ExternalCredential", &credential(&format!("<label>{label}</label>")));
    let broken = of_text("ExternalCredential", "<ExternalCredential>");
    let three = compare_three(&broken, &side("1"), &side("2"));
    let origins: Vec<_> = three.comparison.changes.iter().map(|(_, change)| change.origin).collect();
    assert_eq!((origins, three.base_findings.len()), (vec![None], 1));
    assert!(three.comparison.findings.is_empty() && three.agreed.is_empty());
    let three = compare_three(&broken, &Snapshot::default(), &side("2"));
    assert!(three.comparison.changes.iter().all(|(_, change)| change.origin.is_none()));
    assert!(compare_three(&broken, &side("1"), &side("1")).agreed.is_empty());

    let mut three = compare_three(&side("1"), &side("2"), &side("3"));
    three.forget_origins(&[ComponentId::new("ExternalCredential", "A")].into());
    assert!(three.comparison.changes.iter().all(|(_, change)| change.origin.is_none()));
    assert!(elements(&three.comparison.changes).all(|element| element.origin.is_none()));
    let mut three = compare_three(&side("1"), &side("2"), &side("2"));
    three.forget_origins(&[ComponentId::new("ExternalCredential", "A")].into());
    assert!(three.agreed.is_empty());
}
