//! The practice org and `check` agree: what the one refuses, the other calls an error, over thousands of components that
//! are each a real one with one thing changed.
//!
//! Where they are known to differ, a row of [`differences`] says why. A row that explains nothing fails the test.

mod changes;
mod differences;
mod generated;
mod mutants;
mod originals;
mod verdicts;

use crate::support::projects::sample;
use differences::ROWS;
use mutants::Mutant;
use std::{
    collections::{BTreeMap, BTreeSet},
    thread,
};
use xcred::{
    check::{Question, Severities, check},
    finding::Severity,
    metadata::{ApiVersion, ComponentId, Snapshot},
    source::{ScanRequest, scan},
};

/// The API versions by which mutants are deployed, in turn: from the first that has external credentials to one that
/// nobody knows yet, and most often the one that most of the tables' facts are about.
const VERSIONS: &[u16] =
    &[67, 55, 66, 63, 68, 57, 67, 64, 66, 58, 68, 61, 67, 59, 66, 65, 68, 60, 67, 69, 66, 62, 68, 56];

/// How many orgs work at once. Each keeps what it said of every deployment, so that many are quicker than one.
const ORGS: usize = 8;

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
    /// How often each row explained a difference.
    used: BTreeMap<usize, usize>,
    /// Differences that no row explains, by what is said.
    unexplained: BTreeMap<String, Vec<(ApiVersion, &'m Mutant)>>,
}

#[test]
fn what_the_practice_org_refuses_is_an_error_and_nothing_else_is() {
    let sandbox = sample();
    let project = scan(&ScanRequest::of_paths([sandbox.project()])).expect("the sample project can be read").snapshot;
    let (base, mutants) = prepared(&project);
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
    println!("{} mutants were compared; the practice org refuses {} of them", all.compared, all.refused);
    let count = |row: usize| all.used.get(&row).copied().unwrap_or_default();
    ROWS.iter().enumerate().for_each(|(at, row)| println!("{:>6} differ as expected: {}", count(at), row.reason));
    assert!(all.compared > 5_000, "{}", all.compared);
    let told: Vec<String> = all.unexplained.iter().map(|(said, mutants)| with_example(said, mutants)).collect();
    assert!(told.is_empty(), "they differ:\n{}", told.join("\n"));
    let idle: Vec<&str> = (0..ROWS.len()).filter(|row| count(*row) == 0).map(|row| ROWS[row].reason).collect();
    assert!(idle.is_empty(), "these rows explain nothing any more; delete them: {idle:#?}");
}

/// What the org holds, and what is deployed to it.
fn prepared(project: &Snapshot) -> (Snapshot, Vec<Mutant>) {
    let sandbox = sample();
    let org = verdicts::TestOrg::start(&sandbox);
    let components = originals::components(project);
    let held = originals::held(&org, project, &components);
    org.deploy(&held, ApiVersion::NEWEST_KNOWN);
    let originals = originals::tried(&org, components);
    let stand = originals.iter().filter(|original| original.stands).count();
    println!("{stand} of {} components are taken as they are, and are changed", originals.len());
    let mut mutants = mutants::of(&originals);
    println!("{} components are good ones with one thing changed; {GENERATED} are made up", mutants.len());
    mutants.extend(generated::components(GENERATED));
    (held, mutants)
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
    fn count(&mut self, version: ApiVersion, mutant: &'m Mutant, said: &Said) {
        self.compared += 1;
        self.refused += usize::from(said.refused.is_some());
        if differences::agree(said) {
            return;
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
    let mut alone = Snapshot::default();
    for mutant in mutants {
        alone.put(mutant.component.clone());
    }
    let nothing = |mutant: &&Mutant| {
        let said = Said { allowed: mutant.allowed(), ..Said::default() };
        (mutant.component.id().clone(), said)
    };
    let mut said: BTreeMap<ComponentId, Said> = mutants.iter().map(nothing).collect();
    for (id, problem) in org.refusals(&alone, version) {
        said.get_mut(&id).unwrap_or_else(|| panic!("`{id}` was not deployed")).refused = Some(problem);
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
        let said = said.get_mut(id).expect("all components are asked about");
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
            let words = differences::meant_by(sentence).map_or(sentence.as_str(), |(words, _)| words);
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
