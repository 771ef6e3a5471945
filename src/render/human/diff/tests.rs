use proptest::prelude::*;
use unicode_width::UnicodeWidthStr;

use super::*;
use crate::{
    diff::{ComponentChange, Consequence, ConsequenceKind, Detail, Gravity, Origin, compare},
    metadata::{Component, Snapshot},
};

const LAYOUTS: [Layout; 6] =
    [Layout::Unified, Layout::SideBySide, Layout::Stat, Layout::NameOnly, Layout::NameStatus, Layout::Summary];

fn parameter(kind: &str, name: &str, value: &str) -> String {
    format!(
        "<externalCredentialParameters><parameterName>{name}</parameterName><parameterType>{kind}</parameterType>\
         <parameterValue><![CDATA[{value}]]></parameterValue></externalCredentialParameters>"
    )
}

fn credential(name: &str, inner: &str) -> Component {
    let text = format!("<ExternalCredential>{inner}</ExternalCredential>");
    let path = format!("{name}.externalCredential");
    Component::of_one_file(ComponentId::new("ExternalCredential", name), path, text.into_bytes())
}

fn named_credential(name: &str, of: &str) -> Component {
    let text = format!(
        "<NamedCredential><label>{name}</label><namedCredentialParameters><externalCredential>{of}</externalCredential>\
         </namedCredentialParameters></NamedCredential>"
    );
    let path = format!("{name}.namedCredential");
    Component::of_one_file(ComponentId::new("NamedCredential", name), path, text.into_bytes())
}

fn report(before: &Snapshot, after: &Snapshot) -> DiffReport {
    let changes = compare(before, after).changes;
    DiffReport {
        from: "org:prod".to_owned(),
        to: "project".to_owned(),
        standpoint: Standpoint::Deployment,
        base: None,
        graph: Graph::of(before, after, &changes),
        changes,
        agreed: ChangeSet::default(),
        unseen: Vec::new(),
        fails_at: None,
        findings: Vec::new(),
    }
}

/// The report as it is written, without colours.
fn written(report: &DiffReport, page: Page) -> String {
    let mut out = Vec::new();
    write(report, page, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    let mut pieces = text.split('\u{1b}');
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |text, piece| text + piece.split_once('m').map_or(piece, |(_, rest)| rest))
}

const SECRET_LOST: ConsequenceKind = ConsequenceKind {
    id: "secret-lost",
    gravity: Gravity::Destructive,
    summary: "A secret goes.",
    way_out: "enter it again in the org's Setup",
};

const CONSENT: ConsequenceKind = ConsequenceKind {
    id: "consent-again",
    gravity: Gravity::Disruptive,
    summary: "Users log in again.",
    way_out: "tell them before",
};

/// A comparison of three sides with all that others find out about changes.
fn full_report() -> DiffReport {
    let scope = |value: &str| parameter("AuthParameter", "Scope", value);
    let old = [
        credential("Erp", &(scope("read") + "<label>Erp</label>")),
        credential("Before", ""),
        named_credential("Api", "Erp"),
    ];
    let new = [credential("Erp", &(scope("read write") + "<label>ERP</label>")), credential("After", "")];
    let mut report = report(&Snapshot::of(old), &Snapshot::of(new));
    report.base = Some("git:main".to_owned());
    report.agreed = compare(
        &Snapshot::of([credential("Shop", "<label>a</label>")]),
        &Snapshot::of([credential("Shop", "<label>b</label>")]),
    )
    .changes;
    for (id, change) in report.changes.iter_mut() {
        tell_more(id.full_name.as_str(), change);
    }
    report
}

fn tell_more(name: &str, change: &mut ComponentChange) {
    let lost = |says: &str| Consequence { kind: &SECRET_LOST, at: None, says: says.to_owned() };
    match name {
        "Before" => {
            change.moved = Some(ComponentId::new("ExternalCredential", "After"));
            change.origin = Some(Origin::Branch);
            change.consequences = vec![lost("the secrets of `Before` go")];
        }
        "After" => {
            change.moved = Some(ComponentId::new("ExternalCredential", "Before"));
            change.origin = Some(Origin::Branch);
        }
        "Api" => {
            change.origin = Some(Origin::Drift);
            change.consequences = vec![lost("the secrets of `Api` go")];
        }
        _ => {
            let Detail::Elements(elements) = &mut change.detail else { return };
            elements[0].origin = Some(Origin::Conflict);
            elements[1].origin = Some(Origin::Drift);
            let at = Some(elements[0].path.clone());
            let consent =
                Consequence { kind: &CONSENT, at: at.clone(), says: "users of `Erp` consent again".to_owned() };
            let lost = Consequence { at, ..lost("the token of `Erp` goes") };
            change.consequences = vec![consent, lost];
        }
    }
}

#[test]
fn origins_moves_and_consequences_stand_where_they_belong() {
    insta::assert_snapshot!(written(&full_report(), Page::default()), @"
    From org:prod to project, both since git:main: what a deployment would change
        [branch] 2: project alone changed it
        [drift] 2: org:prod alone changed it; what project holds too, a deployment takes back
        [conflict] 1: both changed it, and not to the same
        [agreed] 1 component: both changed it to the same

    ── After
    + ExternalCredential:After  [branch]
        new, from After.externalCredential
        renamed from Before

    ── Before
    - ExternalCredential:Before  [branch]
        only in the org; a deployment leaves it there
        renamed to After
        ! destructive: the secrets of `Before` go
          help: enter it again in the org's Setup

    ── Erp
    ~ ExternalCredential:Erp
        Erp.externalCredential
        ~ externalCredentialParameters[AuthParameter,Scope].parameterValue  line 1  [conflict]
            - read
            + read write
            ! destructive: the token of `Erp` goes
            ! disruptive: users of `Erp` consent again
              help: tell them before
        ~ label  line 1  [drift]
            - Erp
            + ERP

    - NamedCredential:Api  [drift]
        only in the org; a deployment leaves it there
        ! destructive: the secrets of `Api` go

    ── changed to the same on both sides
    = ExternalCredential:Shop
        = label

    Consequences: 3 destructive, 1 disruptive.
    1 to create, 1 to change, 2 only in the org; 0 are the same.
    ");
    let summary = Page { layout: Layout::Summary, ..Page::default() };
    insta::assert_snapshot!(written(&full_report(), summary), @"
    2 elements inside: 2 modified.
    2 branch, 2 drift, 1 conflict.
    Consequences: 3 destructive, 1 disruptive.
    1 to create, 1 to change, 2 only in the org; 0 are the same.
    ");
}

/// No secret of these tests lacks this word.
const CANARY: &str = "CANARY";

fn values() -> impl Strategy<Value = String> {
    "(\\PC|漢|é|\u{301}|\u{9b}|\u{202e}|\n| |word |https://host/path/){0,40}".prop_map(|value| value.replace("]]>", ""))
}

fn snapshot(values: &[String]) -> Snapshot {
    let inner = |at: usize, value: &String| {
        let name: String = value.chars().filter(|character| character.is_alphanumeric()).take(30).collect();
        parameter("AuthParameter", &format!("Key{at}"), value)
            + &parameter("AuthParameter", &format!("K{name}"), value)
            + &parameter("AuthHeader", &format!("X-{at}"), &format!("{value}{CANARY}"))
    };
    let components = values.iter().enumerate().map(|(at, value)| {
        let name = if value.len() % 3 == 0 { format!("Name{at}") } else { format!("VeryLongNameOfACredential{at}") };
        credential(&name, &inner(at, value))
    });
    Snapshot::of(components)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_line_is_wider_than_the_page_and_no_secret_is_on_it(
        before in proptest::collection::vec(values(), 0..3),
        after in proptest::collection::vec(values(), 0..3),
        columns in 20_usize..200,
    ) {
        let report = report(&snapshot(&before), &snapshot(&after));
        for layout in LAYOUTS {
            for columns in [Some(columns), None] {
                let text = written(&report, Page { columns, layout });
                prop_assert!(!text.contains(CANARY) && !text.contains(['\u{9b}', '\u{202e}', '\r']), "{}", text);
                let is_wrapped = !matches!(layout, Layout::NameOnly | Layout::NameStatus);
                for line in text.lines().filter(|_| is_wrapped) {
                    prop_assert!(columns.is_none_or(|columns| line.width() <= columns), "{:?}: {}", columns, line);
                }
            }
        }
    }
}
