//! The HTML report, without a browser: what stands in the file, and what cannot.
//!
//! Where `XCRED_REPORTS` names a folder, the reports are written there too; `tests/browser/` opens them in Chromium.

use crate::support::projects::{credential, parameter, principal, sample, sample_folder};
use std::{collections::BTreeSet, env, fs, path::Path};

use xcred::{
    diff::{ChangeSet, Consequence, ConsequenceKind, Content, Detail, Graph, Gravity, Origin, Shown, compare},
    finding::{Finding, NOT_WELL_FORMED, Region},
    metadata::{Component, ComponentId, Snapshot},
    render::{Format, Run, write},
    report::{DiffReport, Report, Standpoint},
    source,
    xml::Position,
};

/// What no value may do, each in a text of its own.
const HOSTILE: &[&str] = &[
    "</script><script>document.title='taken'</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "</style><style>*{display:none}</style>",
    "<!--<svg/onload=alert(1)>",
    "]]><a href=\"javascript:alert(1)\">x</a>",
    "{{ 7*7 }}{% raw %}&lt;&#60;&amp;",
    "a\u{202e}txt.exe\u{2066}b",
    "nul\0bell\u{7}escape\u{1b}[31m\r\nline",
    "zero\u{200b}width\u{feff}soft\u{ad}hyphen",
    "::error::x ##[error]y",
    "عربي ועברית 漢字 🎉 e\u{301}",
];

/// The consequences of hand-made reports.
static CONSEQUENCES: [ConsequenceKind; 3] = [
    ConsequenceKind {
        id: "secret-lost",
        gravity: Gravity::Destructive,
        summary: "A principal's secret goes.",
        way_out: "Enter the secret again after the deployment.",
    },
    ConsequenceKind {
        id: "consent-again",
        gravity: Gravity::Disruptive,
        summary: "Users consent again.",
        way_out: "Tell the users that they are asked again.",
    },
    ConsequenceKind {
        id: "access-granted",
        gravity: Gravity::Notable,
        summary: "Access is granted.",
        way_out: "Look at who gets it.",
    },
];

/// Makes a report.
type MakeReport = fn() -> DiffReport;

/// The reports that are looked at, by name.
const REPORTS: &[(&str, MakeReport)] = &[
    ("sample", || report("org:uat", "project", &seed(), &project())),
    ("three-sides", three_sides),
    ("hostile", hostile),
    ("nothing", || report("dir:one", "dir:other", &project(), &project())),
    ("large", || large(if env::var_os("XCRED_REPORTS").is_some() { 10_000 } else { 300 })),
];

fn seed() -> Snapshot {
    let request = source::ScanRequest::of_paths([sample_folder().join("practice-seed")]);
    source::scan(&request).expect("the seed can be scanned").snapshot
}

fn project() -> Snapshot {
    let project = source::Project::open(&sample_folder()).expect("the sample is a project");
    source::scan(&source::ScanRequest::of_project(&project)).expect("the sample can be scanned").snapshot
}

fn report(from: &str, to: &str, before: &Snapshot, after: &Snapshot) -> DiffReport {
    let comparison = compare(before, after);
    DiffReport {
        from: from.to_owned(),
        to: to.to_owned(),
        standpoint: if from.starts_with("org:") { Standpoint::Deployment } else { Standpoint::Comparison },
        base: None,
        graph: Graph::of(before, after, &comparison.changes),
        changes: comparison.changes,
        agreed: ChangeSet::default(),
        unseen: Vec::new(),
        fails_at: None,
        findings: comparison.findings,
    }
}

/// A report with all that three sides and consequences tell.
fn three_sides() -> DiffReport {
    let mut report = report("org:prod", "git:HEAD", &seed(), &project());
    report.base = Some("git:origin/main".to_owned());
    decorate(&mut report.changes, "The secret of `Erp-Order Sync` goes, and callouts as it fail.", "Old.Name");
    report.agreed = compare(&seed(), &project()).changes.without(|id, _| id.full_name.as_str() != "Shipping");
    report.findings = vec![
        Finding::in_file(NOT_WELL_FORMED, "force-app/Broken.externalCredential-meta.xml", "`label` is not closed")
            .at(Region::at(Position { line: 12, column: 5 }))
            .about(ComponentId::new("ExternalCredential", "Broken"))
            .with_help("close it with `</label>`"),
    ];
    report
}

/// Gives every change an origin, and many a consequence and another name.
fn decorate(changes: &mut ChangeSet, says: &str, name: &str) {
    let origins = [Origin::Branch, Origin::Drift, Origin::Conflict];
    for (at, (id, change)) in changes.iter_mut().enumerate() {
        change.origin = Some(origins[at % 3]);
        if change.before.is_none() || change.after.is_none() {
            change.moved = Some(ComponentId::new(id.type_name.as_str(), name));
        }
        let mut paths = Vec::new();
        if let Detail::Elements(elements) = &mut change.detail {
            for (place, element) in elements.iter_mut().enumerate() {
                element.origin = Some(origins[(at + place) % 3]);
                element.moved = (element.before.is_none() || element.after.is_none()).then(|| element.path.clone());
                paths.push(element.path.clone());
            }
        }
        let consequence = |kind| Consequence { kind, at: paths.first().cloned(), says: says.to_owned() };
        change.consequences = CONSEQUENCES.iter().skip(at % 4).take(1).map(consequence).collect();
    }
}

fn escaped(text: &str) -> String {
    text.chars()
        .filter(|character| !character.is_control())
        .map(|character| match character {
            '<' => "&lt;".to_owned(),
            '>' => "&gt;".to_owned(),
            '&' => "&amp;".to_owned(),
            other => other.to_string(),
        })
        .collect()
}

/// A component of one file, both named by the text.
fn component(type_name: &str, name: &str, text: &str) -> Component {
    Component::of_one_file(ComponentId::new(type_name, name), format!("force-app/{name}.xml"), text.as_bytes())
}

/// A report with a hostile text wherever there can be a text.
fn hostile() -> DiffReport {
    let credential =
        |name: &str, label: &str, further: &str| component("ExternalCredential", name, &credential(label, further));
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for text in HOSTILE {
        let inside = escaped(text);
        let old = principal(&inside) + &parameter("AuthHeader", &inside, "old value");
        let new =
            parameter("AuthProviderUrl", &inside, "https://new.example/") + &parameter("AuthHeader", &inside, "new");
        before.push(credential(text, "old", &old));
        after.push(credential(text, "new", &new));
        let refers = |to: &str| {
            format!(
                "<NamedCredential xmlns=\"http://soap.sforce.com/2006/04/metadata\"><label>{inside}</label>\
             <namedCredentialParameters><externalCredential>{to}</externalCredential></namedCredentialParameters></NamedCredential>"
            )
        };
        after.push(component("NamedCredential", text, &refers(&inside)));
        let grants = format!(
            "<PermissionSet xmlns=\"http://soap.sforce.com/2006/04/metadata\"><externalCredentialPrincipalAccesses><enabled>true\
             </enabled><externalCredentialPrincipal>{inside}-{inside}</externalCredentialPrincipal>\
             </externalCredentialPrincipalAccesses></PermissionSet>"
        );
        before.push(component("PermissionSet", text, &grants));
        let unknown = |value: &str| {
            format!("<Unknown xmlns=\"http://soap.sforce.com/2006/04/metadata\"><a>{value}</a></Unknown>")
        };
        before.push(component("Unknown", text, &unknown("x")));
        after.push(component("Unknown", text, &unknown(&inside)));
    }
    let lines: Vec<String> = (0..10_000).map(|line| format!("line {line}")).collect();
    let long = lines.join("\n");
    before.push(credential("Long", &long, ""));
    after.push(credential(
        "Long",
        &long.replace("line 5000", "row 5000"),
        &parameter("AuthHeader", &"k".repeat(50_000), &"v".repeat(50_000)),
    ));
    let all = HOSTILE.join(" ");
    let mut report = report(&all, &all, &Snapshot::of(before), &Snapshot::of(after));
    report.base = Some(all.clone());
    report.agreed = report.changes.without(|id, _| id.full_name.as_str() != HOSTILE[1]);
    decorate(&mut report.changes, &all, &all);
    replace_values(&mut report.changes);
    report.findings = HOSTILE
        .iter()
        .map(|text| {
            Finding::in_file(NOT_WELL_FORMED, *text, *text).about(ComponentId::new("X", *text)).with_help(*text)
        })
        .collect();
    report
}

/// Puts hostile texts in the place of values, which a file could not hold as they are.
fn replace_values(changes: &mut ChangeSet) {
    let mut texts = HOSTILE.iter().cycle();
    let mut next = || Shown::Clear((*texts.next().expect("a cycle has no end")).to_owned());
    for (id, change) in changes.iter_mut().filter(|(id, _)| id.full_name.as_str() != "Long") {
        assert!(change.before.is_some() || change.after.is_some(), "{id}");
        let Detail::Elements(elements) = &mut change.detail else { continue };
        for value in elements.iter_mut().flat_map(|element| [&mut element.before, &mut element.after]).flatten() {
            match &mut value.content {
                Content::Text(shown) => *shown = next(),
                Content::Fields(fields) => fields.iter_mut().for_each(|(name, shown)| {
                    (*name, *shown) = ("<b>\u{202e}name".to_owned(), next());
                }),
            }
        }
    }
}

/// A report in which so many components changed.
fn large(count: usize) -> DiffReport {
    let side = |value: &str| {
        let one = |at: usize| {
            let parameters = parameter("AuthHeader", "X-Region", value) + &principal("Admin");
            component("ExternalCredential", &format!("Credential_{at}"), &credential(value, &parameters))
        };
        Snapshot::of((0..count).map(one))
    };
    report("git:main", "project", &side("one"), &side("other"))
}

fn html(report: DiffReport) -> String {
    let warnings = [HOSTILE.join(" ")];
    let warnings = if report.from.contains("<script>") { &warnings[..] } else { &[] };
    let (folder, project) = (Path::new(""), Path::new(""));
    let run = Run { command: "diff", status: 0, warnings, folder, project };
    let mut out = Vec::new();
    write(Format::Html, &Report::Diff(report), &run, &mut out).expect("a vector takes what is written");
    String::from_utf8(out).expect("a report is UTF-8")
}

/// The tags of a text and the names of their attributes; what stands inside of style and script is no tag.
fn tags(text: &str) -> BTreeSet<(String, Vec<String>)> {
    let mut tags = BTreeSet::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('<') {
        let (tag, after) = after.split_once('>').expect("a tag ends");
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        let quoted = attributes.split('"').step_by(2).filter_map(|part| part.trim().strip_suffix('='));
        let names = quoted.filter_map(|part| part.split_whitespace().last()).map(str::to_owned).collect();
        tags.insert((name.trim_end_matches('/').to_owned(), names));
        rest = match name {
            "style" | "script" => after.split_once(&format!("</{name}>")).expect("it ends").1,
            _ => after,
        };
    }
    tags
}

/// A value can show itself in a report and do nothing else: what it wants to be a tag or an attribute is none.
#[test]
fn every_tag_and_every_attribute_is_ours() {
    let of = |report: DiffReport| tags(&html(report));
    let names = |tags: &BTreeSet<(String, Vec<String>)>| -> BTreeSet<String> {
        tags.iter().flat_map(|(tag, attributes)| attributes.iter().chain([tag]).cloned()).collect()
    };
    let marks = ["i", "/i"].map(str::to_owned);
    let honest: BTreeSet<_> =
        [three_sides(), large(3)].into_iter().flat_map(|report| names(&of(report))).chain(marks).collect();
    let text = html(hostile());
    let found = names(&tags(&text));
    assert_eq!(found.difference(&honest).collect::<Vec<_>>(), [""; 0]);
    assert!(!found.iter().any(|name| name.starts_with("on") || name == "img"), "{found:?}");
    for address in text.split("href=\"").skip(1) {
        assert!(address.starts_with('#') || address.starts_with("data:image/svg+xml,"), "{}", &address[..40]);
    }
    assert!(!text.contains(['\0', '\u{1b}', '\u{202e}', '\u{2066}', '\u{200b}']), "unseen characters are written out");
    assert!(!text.contains("##["), "no command to a runner");
    assert!(!text.lines().any(|line| line.trim_start().starts_with("::")), "no command to a runner");
}

/// A report grows with what changed and no faster, and its picture stays readable.
#[test]
fn a_report_grows_with_its_changes() {
    let [small, large] = [1_000, 2_000].map(|count| html(large(count)));
    let per_component = (large.len() - small.len()) / 1_000;
    println!("{per_component} bytes for a component of which 3 elements changed");
    assert!(per_component < 1_800, "{per_component}");
    assert_eq!(large.matches("class=\"node ").count(), small.matches("class=\"node ").count());
    assert!(large.contains("1,964 changed components are left out, to keep the picture readable."));
}

#[test]
fn the_page_is_a_file_beside_what_people_read_and_only_of_a_diff() {
    let sandbox = sample();
    let plain = sandbox.run(["diff", "practice-seed", "project"]).success();
    let said = sandbox.run(["diff", "practice-seed", "project", "--format", "html=report.html"]).success();
    assert_eq!((&said.stdout, &said.stderr), (&plain.stdout, &plain.stderr));
    let page = sandbox.read("report.html");
    assert!(page.starts_with(b"<!doctype html>"));
    let printed = sandbox.run(["diff", "practice-seed", "project", "--format", "html"]).success();
    assert_eq!(printed.stdout.as_bytes(), page);
    for command in ["scan", "check"] {
        let refused = sandbox.run([command, "--format", "html"]).exits(64);
        assert!(refused.stderr.contains("gives no result as `html`"), "{refused}");
    }
}

#[test]
fn hidden_values_are_hidden_here_too() {
    let secret = "kept-to-itself";
    let side = |value: &str| {
        Snapshot::of([component("ExternalCredential", "A", &credential("a", &parameter("AuthHeader", "X-Key", value)))])
    };
    let text = html(report("a", "b", &side(secret), &side("another-one-kept")));
    assert!(text.contains("<i class=\"no hidden\">hidden</i>"), "{text}");
    assert!(!text.contains(secret) && !text.contains("another-one-kept"));
}

#[test]
fn the_same_report_is_the_same_bytes_and_goes_to_whoever_looks() {
    for (name, report) in REPORTS {
        let text = html(report());
        assert_eq!(text, html(report()), "{name}");
        if let Some(folder) = env::var_os("XCRED_REPORTS") {
            fs::write(Path::new(&folder).join(format!("{name}.html")), text).expect("the folder is there");
        }
    }
    if let Some(folder) = env::var_os("XCRED_REPORTS") {
        let texts = serde_json::to_string(HOSTILE).expect("texts are JSON");
        fs::write(Path::new(&folder).join("hostile.json"), texts).expect("the folder is there");
    }
}
