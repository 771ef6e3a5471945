//! The cases: made, run side by side, judged.

use super::{
    conversations::{Calm, Script, Stage},
    representative::{Representative, mishaps_for},
    verdict::{Seen, Verdict, judge},
};
use std::{
    collections::BTreeMap,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};
use xcred::practice::{Appointment, Call, Mishap, Mishaps, Occasion};

/// Runs at a time. Most of a run is waiting: for answers, and between questions.
const SIDE_BY_SIDE: usize = 12;

/// One case.
pub(super) struct Case<'c> {
    pub(super) script: Script,
    pub(super) occasion: Occasion,
    pub(super) nth: usize,
    pub(super) representative: Representative,
    pub(super) calm: &'c Calm,
}

impl Case<'_> {
    /// What the case is called in a report.
    pub(super) fn name(&self) -> String {
        let Self { script, occasion, nth, representative, .. } = self;
        format!("{script:?}: {} {nth}: {}", occasion.name(), representative.name)
    }

    fn run(&self, stage: &Stage) -> Verdict {
        let Representative { mishap, times, .. } = &self.representative;
        let appointment =
            Appointment { occasion: self.occasion, first: self.nth, times: Some(*times), mishap: mishap.clone() };
        let org = stage.serve(self.script, Mishaps::from_iter([appointment]));
        let minutes = if *mishap == Mishap::StayPending { "0" } else { "33" };
        let said = stage.run(self.script, &org, minutes);
        let counts = org.counts();
        let (now, later) = org.end();
        judge(self, &Seen { said, counts, now, later })
    }
}

#[test]
fn a_cancellation_whose_answer_was_lost_is_told_as_it_ended() {
    let stage = Stage::set();
    let at = |first, mishap| {
        let occasion = Occasion::Call(Call::CancelDeploy);
        Appointment { occasion, first, times: Some(1), mishap }
    };
    let over = [at(1, Mishap::LoseAnswer), at(2, Mishap::CancelDeployment)];
    let org = stage.serve(Script::Cancel, Mishaps::from_iter(over));
    let said = stage.run(Script::Cancel, &org, "33").exits(1);
    assert_eq!(said.json()["result"]["ending"], "canceled", "{said}");
    assert_eq!(org.counts().calls[&Call::CancelDeploy], 2);
}

/// Each request of a calm run with each mishap, and each connection refused.
fn cases_of(script: Script, calm: &Calm) -> Vec<Case<'_>> {
    let requests = calm.counts.calls.iter().flat_map(|(call, count)| (1..=*count).map(move |nth| (*call, nth)));
    let mut cases: Vec<Case<'_>> = requests
        .flat_map(|(call, nth)| {
            let case = move |representative| Case { script, occasion: Occasion::Call(call), nth, representative, calm };
            mishaps_for(call, nth).into_iter().map(case)
        })
        .collect();
    for nth in 1..=calm.counts.connections {
        for times in [1, 7] {
            let name = format!("refused, {times} in a row");
            let representative = Representative { name, mishap: Mishap::Refuse, times, passes: false };
            cases.push(Case { script, occasion: Occasion::Connection, nth, representative, calm });
        }
    }
    cases
}

/// Runs all cases and gives each its verdict, in order.
fn run_all(stage: &Stage, cases: &[Case<'_>]) -> Vec<Verdict> {
    let next = AtomicUsize::new(0);
    let verdicts = Mutex::new(BTreeMap::new());
    thread::scope(|scope| {
        for _ in 0..SIDE_BY_SIDE {
            scope.spawn(|| {
                while let Some((index, case)) = pick(&next, cases) {
                    let verdict = case.run(stage);
                    verdicts.lock().expect("no verdict panics").insert(index, verdict);
                }
            });
        }
    });
    verdicts.into_inner().expect("no verdict panics").into_values().collect()
}

fn pick<'p, 'c>(next: &AtomicUsize, cases: &'p [Case<'c>]) -> Option<(usize, &'p Case<'c>)> {
    let index = next.fetch_add(1, Ordering::SeqCst);
    Some((index, cases.get(index)?))
}

#[test]
fn every_request_bears_every_mishap() {
    let stage = Stage::set();
    let scripts = [Script::Diff, Script::Deploy, Script::Resume, Script::Cancel, Script::DeployRenewing];
    let calm = scripts.map(|script| (script, stage.calm(script)));
    let cases: Vec<Case<'_>> = calm.iter().flat_map(|(script, calm)| cases_of(*script, calm)).collect();
    let verdicts = run_all(&stage, &cases);
    let count = |wanted: fn(&Verdict) -> bool| verdicts.iter().filter(|verdict| wanted(verdict)).count();
    let succeeded = count(|verdict| *verdict == Verdict::Succeeded);
    let failed = count(|verdict| matches!(verdict, Verdict::FailedClearly(_)));
    println!("{} cases: {succeeded} succeeded, {failed} failed clearly", cases.len());
    for (script, calm) in &calm {
        println!("{script:?}: {}", told(&calm.counts.calls, calm.counts.connections));
    }
    println!("exit codes: {}", codes(&verdicts));
    let wrong: Vec<String> = cases.iter().zip(&verdicts).filter_map(|(case, verdict)| wrong(case, verdict)).collect();
    assert!(wrong.is_empty(), "{} cases went wrong:\n\n{}", wrong.len(), wrong.join("\n\n"));
}

fn wrong(case: &Case<'_>, verdict: &Verdict) -> Option<String> {
    match verdict {
        Verdict::Wrong(reasons) => Some(format!("{}\n{reasons}", case.name())),
        _ => None,
    }
}

fn told(calls: &BTreeMap<Call, usize>, connections: usize) -> String {
    let calls: Vec<String> = calls.iter().map(|(call, count)| format!("{} {count}", call.name())).collect();
    format!("{} over {connections} connections", calls.join(", "))
}

fn codes(verdicts: &[Verdict]) -> String {
    let mut counts: BTreeMap<i32, usize> = BTreeMap::new();
    for verdict in verdicts {
        if let Verdict::FailedClearly(code) = verdict {
            *counts.entry(*code).or_default() += 1;
        }
    }
    let counts: Vec<String> = counts.iter().map(|(code, count)| format!("{code}: {count}")).collect();
    counts.join(", ")
}
