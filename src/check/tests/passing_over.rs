//! No level is passed over of which a rule would have spoken.

use std::{path::Path, sync::LazyLock};

use proptest::{prelude::*, sample::Index};

use crate::{
    check::{Level, Look, Notes, Subject, level, regular::is_regular, rules::RULES},
    finding::read_document,
    metadata::{ApiVersion, Component},
    source::identify,
};

/// The files of the rules' examples.
static FILES: LazyLock<Vec<(&'static str, String)>> = LazyLock::new(|| {
    let examples = RULES.iter().flat_map(|rule| rule.example.wrong.iter().chain(rule.example.right));
    let examples = examples.filter(|(path, _)| identify(Path::new(path)).is_some());
    examples.map(|(path, text)| (*path, text.replace(['⟦', '⟧'], ""))).collect()
});

/// What is put between two tags, or in the place of a value.
const PIECES: &[&str] = &[
    "<label>x</label>",
    "<label/>",
    "<label a=\"b\">x</label>",
    "<label xmlns=\"urn:x\">x</label>",
    "<label xmlns=\"\">x</label>",
    "<a:label xmlns:a=\"http://soap.sforce.com/2006/04/metadata\">x</a:label>",
    "<description><b>x</b></description>",
    "<fullName>x</fullName>",
    "<strange/>",
    "<principal>x</principal>",
    "<sequenceNumber>1</sequenceNumber>",
    "<parameterType>AuthHeader</parameterType>",
    "<parameterType>AuthProviderUrl</parameterType>",
    "<parameterValue>http://a:b@c?token=d</parameterValue>",
    "<externalCredentialParameters></externalCredentialParameters>",
    "<!-- why -->",
    "<![CDATA[x]]>",
    "\u{a0}",
    "\u{b}",
    "&#13;",
    "x",
    "",
    " 1 ",
    "2147483648",
    "TRUE",
    "true",
    "Oauth",
    "ManagedByFeature",
    "http://a@b.example?key=c",
    "no URL",
    "éééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé",
];

/// A change of a file: what stands between two tags becomes another thing, or is put elsewhere.
#[derive(Debug, Clone)]
enum Change {
    Put(Index, usize),
    Replace(Index, usize),
    Copy(Index, Index),
    TakeOut(Index),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        (any::<Index>(), 0..PIECES.len()).prop_map(|(at, piece)| Change::Put(at, piece)),
        (any::<Index>(), 0..PIECES.len()).prop_map(|(at, piece)| Change::Replace(at, piece)),
        (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Change::Copy(from, to)),
        any::<Index>().prop_map(Change::TakeOut),
    ]
}

/// The lines of a file after a change; most lines are one element.
fn changed(mut lines: Vec<String>, change: &Change) -> Vec<String> {
    let count = lines.len();
    match change {
        Change::Put(at, piece) => lines.insert(at.index(count), PIECES[*piece].to_owned()),
        Change::Replace(at, piece) => {
            let line = &mut lines[at.index(count)];
            if let (Some(start), Some(end)) = (line.find('>'), line.rfind("</"))
                && start < end
            {
                line.replace_range(start + 1..end, PIECES[*piece]);
            }
        }
        Change::Copy(from, to) => lines.insert(to.index(count), lines[from.index(count)].clone()),
        Change::TakeOut(at) => drop(lines.remove(at.index(count))),
    }
    if lines.is_empty() { vec![String::new()] } else { lines }
}

/// The levels of a component that are passed over, and what rules would have said of them.
fn passed_over(component: &Component, version: ApiVersion) -> (usize, Vec<String>) {
    let (mut count, mut unheard) = (0, Vec::new());
    if let (Ok(Some(document)), Some(table)) = (read_document(component), component.metadata_type())
        && document.root().local_name() == table.name
    {
        let subject = Subject::new(component, table, &document, version);
        level::visit(&subject, |level| {
            count += usize::from(is_regular(level));
            unheard.extend(unheard_of(level));
        });
    }
    (count, unheard)
}

fn unheard_of(level: &Level<'_, '_>) -> Vec<String> {
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

fn component(path: &str, text: String) -> Component {
    let id = identify(Path::new(path)).expect("files of no component were left out");
    Component::of_one_file(id, path, text.into_bytes())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_048))]

    #[test]
    fn no_rule_would_have_spoken_of_a_level_that_is_passed_over(
        file in any::<Index>(),
        changes in prop::collection::vec(change(), 0..4),
        version in 54_u16..=ApiVersion::NEWEST_KNOWN.major() + 1,
    ) {
        let (path, text) = &FILES[file.index(FILES.len())];
        let lines = text.lines().map(str::to_owned).collect();
        let text = changes.iter().fold(lines, changed).join("\n");
        let (_, unheard) = passed_over(&component(path, text.clone()), ApiVersion::new(version));
        prop_assert_eq!(unheard, [""; 0], "{}", text);
    }
}

#[test]
fn the_levels_of_good_files_are_passed_over() {
    let newest = ApiVersion::NEWEST_KNOWN;
    let file = FILES.iter().find(|(path, text)| {
        path.contains("Newsletter.externalCredential") && text.contains("<label>Newsletter</label>")
    });
    let (path, text) = file.expect("many examples are of this component");
    let text = text.replace("Custom", "Basic");
    assert_eq!(passed_over(&component(path, text), newest), (2, Vec::new()));
}
