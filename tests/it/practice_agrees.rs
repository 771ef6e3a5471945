//! The practice org and `check` agree: what the one refuses, the other calls an error, for the same reason and for no
//! other, over thousands of components that are each a good one with one thing changed, or made up.
//!
//! Where they are known to differ, a row of [`differences`] says why. A row that nothing is found for fails the test.

mod changes;
mod differences;
mod generated;
mod mutants;
mod originals;
mod verdicts;

use crate::support::projects::sample;
use differences::{Agreement, ROWS, SAME, Which};
use mutants::Mutant;
use std::{
    collections::{BTreeMap, BTreeSet},
    iter,
    path::Path,
    thread,
};
use xcred::{
    check::{CheckRule, Look, Question, Severities, check, rules::RULES},
    finding::Severity,
    metadata::{ApiVersion, ComponentId, Snapshot},
    source::{ScanRequest, scan},
};

/// The API versions by which mutants are deployed, in turn: from the first that has external credentials to one that
/// nobody knows yet, and most often the one that most of the tables' facts are about.
const VERSIONS: &[u16] =
    &[67, 55, 66, 63, 68, 57, 67, 64, 66, 58, 68, 61, 67, 59, 66, 65, 68, 60, 67, 69, 62, 69, 68, 56];

/// How many orgs work at once. Each keeps what it said of every deployment, so that many are quicker than one.
const ORGS: usize = 8;

/// Rules that find errors, and not in the text of one component: the scan and the org itself speak by them.
const NOT_ABOUT_ONE_COMPONENT: &[&str] = &["component-refused", "duplicate-component", "without-content"];

/// How many components are made up.
const GENERATED: usize = 3_000;

/// What both say of a component.
#[derive(Default)]
struct Said {
    /// What the practice org refuses it for.
    refused: Option<String>,
    /// The rules that call it an error.
    errors: BTreeSet<&'static str>,
    /// The rules that find something less grave.
    milder: BTreeSet<&'static str>,
    /// The comments that allow something.
    allowed: String,
}

/// What was found about many mutants.
#[derive(Default)]
struct Tally<'m> {
    compared: usize,
    refused: usize,
    /// How often both refused for the same, by the row that says what is the same.
    same: BTreeMap<usize, usize>,
    /// How often each row explained a difference.
    used: BTreeMap<usize, usize>,
    /// Differences that no row explains, by what is said.
    unexplained: BTreeMap<String, Vec<(ApiVersion, &'m Mutant)>>,
}

#[test]
fn what_the_practice_org_refuses_is_an_error_and_nothing_else_is() {
    let sandbox = sample();
    let project = scan(&ScanRequest::of_paths([sandbox.project()])).expect("the sample project can be read").snapshot;
    let (base, mutants, told) = prepared(&project);
    println!("{told}");
    let turns: Vec<(usize, u16)> = VERSIONS.iter().copied().enumerate().collect();
    let mut all = Tally::default();
    thread::scope(|scope| {
        let (base, mutants) = (&base, &mutants);
        let start = |turns| scope.spawn(move || compare(base, mutants, turns));
        let threads: Vec<_> = turns.chunks(VERSIONS.len().div_ceil(ORGS)).map(start).collect();
        for thread in threads {
            all.add(thread.join().expect("it did not panic"));
        }
    });
    println!("{}", all.told());
    assert!(all.compared > 50_000, "{}", all.compared);
    let told: Vec<String> = all.unexplained.iter().map(|(said, mutants)| with_example(said, mutants)).collect();
    assert!(told.is_empty(), "they differ:\n{}", told.join("\n"));
    let idle = all.idle();
    assert!(idle.is_empty(), "these rows say nothing of any component any more; delete them: {idle:#?}");
}

/// An error that the practice org has no words for, and that no row lists, would be found alone one day.
#[test]
fn every_rule_that_finds_errors_is_compared() {
    let alone = ROWS.iter().filter_map(|row| match row.which {
        Which::CheckAlone(rule) => Some(rule),
        _ => None,
    });
    let compared: BTreeSet<&str> = SAME.iter().flat_map(|(_, rules)| *rules).copied().chain(alone).collect();
    let is_deployed = |rule: &&&CheckRule| !matches!(rule.look, Look::Bystanders(..));
    let errors = RULES.iter().filter(is_deployed).filter(|rule| rule.rule.severity == Severity::Error);
    let missing: Vec<&str> = errors.map(|rule| rule.rule.id).filter(|id| !compared.contains(id)).collect();
    assert_eq!(missing, NOT_ABOUT_ONE_COMPONENT);
}

#[test]
fn the_page_of_the_practice_org_lists_the_differences() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/practice-org.md");
    let page = std::fs::read_to_string(path).expect("the page is there").replace("\r\n", "\n");
    let table = differences::table();
    assert!(page.contains(&table), "docs/practice-org.md lacks this:\n{table}");
}

/// What the org holds, what is deployed to it, and how much that is.
fn prepared(project: &Snapshot) -> (Snapshot, Vec<Mutant>, String) {
    let sandbox = sample();
    let org = verdicts::TestOrg::start(&sandbox);
    let components = originals::components(project);
    let held = originals::held(&org, project, &components);
    org.deploy(&held, ApiVersion::NEWEST_KNOWN);
    let originals = originals::tried(&org, components);
    let stand = originals.iter().filter(|original| original.stands).count();
    let mut mutants = mutants::of(&originals);
    let told = format!(
        "{stand} of {} components are taken as they are, and changed in {} ways; {GENERATED} are made up",
        originals.len(),
        mutants.len()
    );
    mutants.extend(generated::components(GENERATED));
    (held, mutants, told)
}

/// Deploys the mutants whose turn it is at each of some versions, to an org of its own, and compares.
fn compare<'m>(base: &Snapshot, mutants: &'m [Mutant], turns: &[(usize, u16)]) -> Tally<'m> {
    let sandbox = sample();
    let org = verdicts::TestOrg::start(&sandbox);
    org.deploy(base, ApiVersion::NEWEST_KNOWN);
    let mut tally = Tally::default();
    for (turn, major) in turns {
        let version = ApiVersion::new(*major);
        let own: Vec<&Mutant> = mutants.iter().skip(*turn).step_by(VERSIONS.len()).collect();
        let said = say(&org, base, &own, version);
        for mutant in own {
            tally.count(version, mutant, &said[mutant.component.id()]);
        }
    }
    tally
}

impl<'m> Tally<'m> {
    /// What was found, a line for each row.
    fn told(&self) -> String {
        let count = |counts: &BTreeMap<usize, usize>, row| counts.get(&row).copied().unwrap_or_default();
        let same = SAME.iter().enumerate().map(|(row, (words, rules))| {
            format!("{:>6} are refused by both: `{words}`, {}", count(&self.same, row), rules.join(" or "))
        });
        let differ = ROWS.iter().enumerate().map(|(at, row)| {
            format!("{:>6} differ as expected: {:?}, {}", count(&self.used, at), row.which, row.reason)
        });
        let whole =
            format!("{} components were compared; the practice org refuses {} of them", self.compared, self.refused);
        iter::once(whole).chain(same).chain(differ).collect::<Vec<_>>().join("\n")
    }

    /// The rows that nothing was found for.
    fn idle(&self) -> Vec<String> {
        let same = (0..SAME.len()).filter(|row| !self.same.contains_key(row)).map(|row| SAME[row].0.to_owned());
        let used =
            (0..ROWS.len()).filter(|row| !self.used.contains_key(row)).map(|row| format!("{:?}", ROWS[row].which));
        same.chain(used).collect()
    }

    fn count(&mut self, version: ApiVersion, mutant: &'m Mutant, said: &Said) {
        self.compared += 1;
        self.refused += usize::from(said.refused.is_some());
        match differences::agreement(said) {
            Some(Agreement::Taken) => return,
            Some(Agreement::Refused(row)) => return *self.same.entry(row).or_default() += 1,
            None => {}
        }
        match differences::explaining(version, said) {
            Some(rows) => rows.into_iter().for_each(|row| *self.used.entry(row).or_default() += 1),
            None => self.unexplained.entry(told(said)).or_default().push((version, mutant)),
        }
    }

    fn add(&mut self, other: Self) {
        self.compared += other.compared;
        self.refused += other.refused;
        other.used.into_iter().for_each(|(row, count)| *self.used.entry(row).or_default() += count);
        other.same.into_iter().for_each(|(row, count)| *self.same.entry(row).or_default() += count);
        for (said, mutants) in other.unexplained {
            self.unexplained.entry(said).or_default().extend(mutants);
        }
    }
}

/// What the practice org and `check` say of mutants at a version.
fn say(
    org: &verdicts::TestOrg,
    base: &Snapshot,
    mutants: &[&Mutant],
    version: ApiVersion,
) -> BTreeMap<ComponentId, Said> {
    let deployed = mutants.iter().map(|mutant| mutant.component.clone());
    let alone = Snapshot::of(deployed.chain(originals::neighbours(base)));
    let nothing = |mutant: &&Mutant| {
        let said = Said { allowed: mutant.allowed(), ..Said::default() };
        (mutant.component.id().clone(), said)
    };
    let mut said: BTreeMap<ComponentId, Said> = mutants.iter().map(nothing).collect();
    for (id, problem) in org.refusals(&alone, version) {
        assert!(alone.contains(&id), "`{id}` was not deployed");
        said.entry(id).or_default().refused = Some(problem);
    }
    let (unread, severities) = (BTreeSet::new(), Severities::default());
    let (org, whole_project) = (Some(base), false);
    let snapshot = &alone;
    for finding in check(&Question {
        snapshot,
        bystanders: &[],
        version,
        whole_project,
        unread: &unread,
        org,
        severities: &severities,
    }) {
        let id = finding.component.as_ref().expect("findings are about components");
        let said = said.entry(id.clone()).or_default();
        let is_error = finding.rule.severity == Severity::Error;
        let rules = if is_error { &mut said.errors } else { &mut said.milder };
        rules.insert(finding.rule.id);
    }
    said
}

/// What differs, in words that many mutants share.
fn told(said: &Said) -> String {
    let Said { refused, errors, milder, .. } = said;
    match refused {
        Some(sentence) => {
            let words = differences::meant_by(sentence).map_or(sentence.as_str(), |row| SAME[row].0);
            format!("the practice org says `{words}`; check finds the errors {errors:?}, and {milder:?}")
        }
        None => format!("the practice org says nothing; check finds the errors {errors:?}"),
    }
}

fn with_example(said: &str, mutants: &[(ApiVersion, &Mutant)]) -> String {
    let (version, mutant) = mutants[0];
    let versions: BTreeSet<String> = mutants.iter().map(|(version, _)| version.to_string()).collect();
    let example = format!("{} {}", mutant.component.id().type_name, mutant.what);
    format!("  {:>5} x {said}; for example {example} at {version} (of {versions:?})", mutants.len())
}
