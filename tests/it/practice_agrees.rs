//! The practice org and `check` agree: what the one refuses, the other calls an error, over thousands of components that
//! are each a real one with one thing changed.
//!
//! Where they are known to differ, a row of [`differences`] says why. A row that explains nothing fails the test.

mod differences;
mod mutants;
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
const VERSIONS: &[u16] = &[66, 55, 63, 66, 57, 64, 58, 67, 61, 66, 59, 65, 60, 68, 62, 56];

/// How many orgs work at once. Each keeps what it said of every deployment, so that many are quicker than one.
const ORGS: usize = 8;

/// So many mutants are shown of those about which the same is said.
const EXAMPLES: usize = 5;

/// What both say of a component.
#[derive(Default)]
struct Said {
    /// What the practice org refuses it for.
    refused: Option<String>,
    /// The rules that call it an error.
    errors: BTreeSet<&'static str>,
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
    let base = scan(&ScanRequest::of_paths([sandbox.project()])).expect("the sample project can be read").snapshot;
    let mutants = mutants::of(&base);
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
    let told: Vec<String> = all.unexplained.iter().map(|(said, mutants)| with_examples(said, mutants)).collect();
    assert!(told.is_empty(), "they differ:\n{}", told.join("\n"));
    let idle: Vec<&str> = (0..ROWS.len()).filter(|row| count(*row) == 0).map(|row| ROWS[row].reason).collect();
    assert!(idle.is_empty(), "these rows explain nothing any more; delete them: {idle:#?}");
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
        if said.refused.is_none() == said.errors.is_empty() {
            return;
        }
        match differences::explaining(said.refused.as_deref(), &said.errors) {
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
    let mut said: BTreeMap<ComponentId, Said> = alone.ids().map(|id| (id.clone(), Said::default())).collect();
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
        if finding.rule.severity == Severity::Error {
            let id = finding.component.as_ref().expect("errors are about components");
            said.get_mut(id).expect("all components are asked about").errors.insert(finding.rule.id);
        }
    }
    said
}

/// What differs, in words that many mutants share.
fn told(said: &Said) -> String {
    match &said.refused {
        Some(problem) => format!("the practice org refuses: {}", without_names(problem)),
        None => format!("check alone finds: {:?}", said.errors),
    }
}

/// A server's sentence with what can be a name or a number left out.
fn without_names(sentence: &str) -> String {
    let is_plain = |word: &&str| word.chars().skip(1).all(|letter| letter.is_ascii_lowercase());
    sentence.split(' ').filter(is_plain).collect::<Vec<_>>().join(" ")
}

fn with_examples(said: &str, mutants: &[(ApiVersion, &Mutant)]) -> String {
    let example = |(version, mutant): &(ApiVersion, &Mutant)| {
        format!("\n          {} {} at {version}", mutant.component.id().type_name, mutant.what)
    };
    let some: String = mutants.iter().step_by(mutants.len().div_ceil(EXAMPLES)).map(example).collect();
    format!("  {:>5} x {said}; such as{some}", mutants.len())
}
