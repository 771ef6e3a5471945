mod hostile;

use std::{collections::BTreeSet, path::Path};

use super::*;
use crate::{
    diff::{ChangeSet, Consequence, ConsequenceKind, Detail, Graph, Gravity, Origin, compare},
    metadata::{Component, Snapshot},
    report::Standpoint,
    xml::escape::escape,
};

/// A consequence of each gravity.
static KINDS: [ConsequenceKind; 3] = [
    ConsequenceKind {
        id: "consent-again",
        gravity: Gravity::Notable,
        summary: "People consent again.",
        way_out: "Tell them.",
    },
    ConsequenceKind {
        id: "endpoint-moved",
        gravity: Gravity::Disruptive,
        summary: "Callouts go elsewhere.",
        way_out: "Open the way to it.",
    },
    ConsequenceKind {
        id: "secret-lost",
        gravity: Gravity::Destructive,
        summary: "A secret goes with its principal.",
        way_out: "Enter it again with `xcred credential set`.",
    },
];

fn run() -> Run<'static> {
    Run { command: "diff", status: 0, warnings: &[], folder: Path::new(""), project: Path::new("") }
}

/// The name, the label, and the parameters of an external credential by their names.
type Credential<'t> = (&'t str, &'t str, &'t [(&'t str, &'t str)]);

/// A snapshot of external credentials.
fn side(credentials: &[Credential<'_>]) -> Snapshot {
    let component = |(name, label, headers): &Credential<'_>| {
        let header = |(name, value): &(&str, &str)| {
            format!(
                "<externalCredentialParameters><parameterName>{}</parameterName><parameterType>AuthParameter\
                 </parameterType><parameterValue>{}</parameterValue></externalCredentialParameters>\n",
                escape(name),
                escape(value)
            )
        };
        let headers: String = headers.iter().map(header).collect();
        let text = format!("<ExternalCredential>\n{headers}<label>{}</label>\n</ExternalCredential>\n", escape(label));
        Component::of_one_file(ComponentId::new("ExternalCredential", *name), format!("{name}.xml"), text.into_bytes())
    };
    Snapshot::of(credentials.iter().map(component))
}

fn report(before: &Snapshot, after: &Snapshot) -> DiffReport {
    let changes = compare(before, after).changes;
    let graph = Graph::of(before, after, &changes);
    DiffReport {
        from: "org:uat".to_owned(),
        to: "project".to_owned(),
        standpoint: Standpoint::Deployment,
        base: None,
        changes,
        agreed: ChangeSet::default(),
        graph,
        unseen: Vec::new(),
        fails_at: None,
        findings: Vec::new(),
    }
}

fn follow(change: &mut ComponentChange, gravity: Gravity, says: &str) {
    let kind = KINDS.iter().find(|kind| kind.gravity == gravity).expect("each gravity has one");
    change.consequences.push(Consequence { kind, at: None, says: says.to_owned() });
}

fn elements_mut(change: &mut ComponentChange) -> &mut Vec<crate::diff::ElementChange> {
    let Detail::Elements(elements) = &mut change.detail else { panic!("credentials have elements") };
    elements
}

/// Three credentials that differ, of which the last matters most.
fn three_sides() -> DiffReport {
    let before = side(&[("Crm", "Crm", &[("Scope", "a"), ("Url", "x")]), ("Erp", "Erp", &[]), ("Shop", "Shop", &[])]);
    let after = side(&[("Crm", "Crm 2", &[("Scope", "a b"), ("Url", "y")]), ("Erp", "Erp 2", &[])]);
    let mut report = report(&before, &after);
    report.base = Some("git:origin/main".to_owned());
    report.agreed = compare(&Snapshot::default(), &side(&[("Same", "Same", &[])])).changes;
    for (id, change) in report.changes.iter_mut() {
        match id.full_name.as_str() {
            "Crm" => {
                let origins = [Origin::Branch, Origin::Conflict, Origin::Drift];
                elements_mut(change)
                    .iter_mut()
                    .zip(origins)
                    .for_each(|(element, origin)| element.origin = Some(origin));
                follow(change, Gravity::Notable, "the users of `Crm` consent to `a b`");
            }
            "Shop" => {
                change.moved = Some(ComponentId::new("ExternalCredential", "Store"));
                follow(change, Gravity::Disruptive, "callouts go to `https://a.example`");
                follow(change, Gravity::Destructive, "the secret of `Shop` is gone");
            }
            _ => {}
        }
    }
    report
}

#[test]
fn what_is_grave_comes_first_and_origins_are_told() {
    insta::assert_snapshot!(text(&three_sides(), &run(), Room::Comment), @"
    <!-- xcred-diff:60aada27c6969072 -->
    ### What a deployment would change: from `org:uat` to `project`

    **0 to create, 2 to change, 1 only in the org**; 0 are the same.

    Since `git:origin/main`: 1 component in conflict, 1 drifted, 1 changed here.

    #### What follows

    - **destructive**: `ExternalCredential:Shop` – the secret of `Shop` is gone. *Enter it again with `xcred credential set`.*
    - **disruptive**: `ExternalCredential:Shop` – callouts go to `https://a.example`. *Open the way to it.*
    - **notable**: `ExternalCredential:Crm` – the users of `Crm` consent to `a b`. *Tell them.*

    #### `ExternalCredential:Shop`

    <p>- <code>ExternalCredential:Shop</code> only in the org; a deployment leaves it there, renamed to <code>ExternalCredential:Store</code> <b>destructive</b></p>

    #### `ExternalCredential:Crm`

    <details open>
    <summary>~ <code>ExternalCredential:Crm</code> changed, 3 elements <b>notable, conflict, drift</b></summary>

    `Crm.xml`

    ```diff
    @@ externalCredentialParameters[AuthParameter,Url].parameterValue @@ line 3; conflict: changed on both sides, and not to the same
    - (hidden)
    + (hidden)
    @@ label @@ line 4; drift: changed on the first side alone
    - Crm
    + Crm 2
    @@ externalCredentialParameters[AuthParameter,Scope].parameterValue @@ line 2; changed here
    - a
    + a b
    ```

    </details>

    #### `ExternalCredential:Erp`

    <details>
    <summary>~ <code>ExternalCredential:Erp</code> changed, 1 element</summary>

    `Erp.xml`

    ```diff
    @@ label @@ line 2
    - Erp
    + Erp 2
    ```

    </details>

    Changed to the same on both sides: `ExternalCredential:Same`.
    ");
}

#[test]
fn no_difference_is_one_sentence() {
    let same = side(&[("Crm", "Crm", &[])]);
    insta::assert_snapshot!(text(&report(&same, &same), &run(), Room::Comment), @"
    <!-- xcred-diff:60aada27c6969072 -->
    ### What a deployment would change: from `org:uat` to `project`

    **No differences**; 1 is the same.
    ");
}

#[test]
fn the_marker_tells_sides_and_projects_apart() {
    let same = side(&[]);
    let of = |from: &str, to: &str, folder: &str, project: &str| {
        let report = DiffReport { from: from.to_owned(), to: to.to_owned(), ..report(&same, &same) };
        let run = Run { folder: Path::new(folder), project: Path::new(project), ..run() };
        let text = text(&report, &run, Room::Comment);
        text.lines().next().expect("it has lines").to_owned()
    };
    let sides = [
        of("org:uat", "project", "", ""),
        of("org:prod", "project", "", ""),
        of("org:uat", "dir:project", "", ""),
        of("org:uatproject", "", "", ""),
        of("org:uat", "project", "crm", ""),
        of("org:uat", "project", "", "erp"),
    ];
    assert_eq!(sides.iter().collect::<BTreeSet<_>>().len(), sides.len());
    assert_eq!(of("org:uat", "project", "crm", ""), of("org:uat", "project", "", "crm"), "named or entered");
    assert_eq!(sides[0], "<!-- xcred-diff:60aada27c6969072 -->", "comments that are posted must be found again");
}

/// So many credentials, each with a value of so many characters; one of them is grave.
fn many(count: usize, length: usize, grave: usize) -> DiffReport {
    let names: Vec<String> = (0..count).map(|number| format!("C{number:05}")).collect();
    let (old, new) = ("ä".repeat(length), "ö".repeat(length));
    let of = |value: &str| {
        let header = [("Scope", value)];
        side(&names.iter().map(|name| (name.as_str(), "x", &header[..])).collect::<Vec<_>>())
    };
    let mut report = report(&of(&old), &of(&new));
    let (_, change) = report.changes.iter_mut().nth(grave).expect("there are as many");
    follow(change, Gravity::Destructive, "a secret is gone");
    report
}

/// What a comment says of what it left out: components without details, components that are not shown.
fn left_out(told: &str) -> (usize, usize) {
    let Some(last) = told.lines().last().filter(|line| line.starts_with("There is no room")) else { return (0, 0) };
    let numbers: Vec<usize> = last.split(' ').filter_map(|word| word.parse().ok()).collect();
    assert_eq!(numbers[2], numbers[0] + numbers[1], "each has one changed element: {last}");
    (numbers[0], numbers[1])
}

#[test]
fn a_comment_keeps_to_its_room_and_counts_what_is_cut() {
    for (count, length) in [(10, 100), (150, 200), (3000, 10), (3, 40_000)] {
        let told = text(&many(count, length, count - 1), &run(), Room::Comment);
        assert!(told.encode_utf16().count() <= 65_536, "{}", told.encode_utf16().count());
        let whole = told.matches("<details").count();
        let brief = told.matches("<p>").count();
        assert_eq!(left_out(&told), (brief, count - whole - brief), "{count} of {length}");
        assert!(told.contains(&format!("<code>ExternalCredential:C{:05}</code>", count - 1)), "the gravest is kept");
        assert_eq!(told.matches("<details").count(), told.matches("</details>\n").count());
        assert!(count == 10 || told.encode_utf16().count() > 20_000 || length > 30_000, "the room is used");
    }
}

#[test]
fn every_room_is_kept() {
    let report = many(40, 30, 7);
    for room in (0..20_000).step_by(97) {
        let told = text(&report, &run(), Room::Bytes(room));
        assert!(told.len() <= room, "{} of {room}", told.len());
    }
    assert!(text(&report, &run(), Room::Bytes(300)).is_empty());
    let mut loud = three_sides();
    for (_, change) in loud.changes.iter_mut() {
        (0..2000).for_each(|_| follow(change, Gravity::Disruptive, "callouts fail"));
    }
    let told = text(&loud, &run(), Room::Comment);
    assert!(told.encode_utf16().count() <= 65_536 && told.contains(" more, none graver\n"));
    assert!(told.contains("**destructive**"), "the gravest is kept");
}
