//! The troubles of logins and connections: each is met in a real conversation that ends in exactly this one.

mod api;
mod connection;
mod login;
mod scene;

use crate::support::{Conversation, Ending, redact::volatile, schema::document};
use clap::{Parser, error::ErrorKind};
use scene::{Play, Scene};
use std::{
    collections::BTreeSet,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};
use xcred::{
    cli::args::Arguments,
    org::{
        Trouble,
        trouble::{trouble_named, troubles},
    },
};

/// Runs at a time.
const SIDE_BY_SIDE: usize = 6;

fn scenes() -> Vec<Scene> {
    [api::scenes(), connection::scenes(), login::scenes()].into_iter().flatten().collect()
}

#[test]
fn every_trouble_has_a_conversation() {
    let met: BTreeSet<&str> = scenes().iter().map(|scene| scene.trouble).collect();
    let all: BTreeSet<&str> = troubles().map(|trouble| trouble.id.as_str()).collect();
    assert_eq!(met, all);
}

/// A step that names a command of ours names one that there is.
#[test]
fn the_commands_of_steps_can_be_typed() {
    let steps = troubles().flat_map(|trouble| &trouble.steps);
    let typed: Vec<&str> = steps.filter_map(|step| step.run.as_deref()).filter(|run| run.contains("xcred ")).collect();
    assert!(typed.len() > 20, "{typed:?}");
    for run in typed {
        // Variables may stand before the command.
        let words = run.split(' ').skip_while(|word| *word != "xcred");
        let parsed = Arguments::try_parse_from(words).map(drop);
        let is_help = parsed.as_ref().is_err_and(|error| error.kind() == ErrorKind::DisplayHelp);
        assert!(parsed.is_ok() || is_help, "`{run}`: {parsed:?}");
    }
}

#[test]
fn every_conversation_ends_in_its_trouble() {
    let (scenes, next, wrong) = (scenes(), AtomicUsize::new(0), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..SIDE_BY_SIDE {
            scope.spawn(|| {
                while let Some(scene) = scenes.get(next.fetch_add(1, Ordering::SeqCst)) {
                    let complaints = complaints(scene);
                    wrong.lock().expect("no scene panics").extend(complaints);
                }
            });
        }
    });
    let wrong = wrong.into_inner().expect("no scene panics");
    assert!(wrong.is_empty(), "{} complaints:\n\n{}", wrong.len(), wrong.join("\n\n"));
}

/// What is wrong with how a scene ends.
fn complaints(scene: &Scene) -> Vec<String> {
    let trouble = trouble_named(scene.trouble).expect("the scenes name troubles");
    match &scene.play {
        Play::Run(run) => [in_text(scene, trouble, &run(&[])), in_json(scene, trouble, &run(&["--json"]))].concat(),
        Play::Call(call) => {
            let error = call();
            let found = Trouble::of(&*error).map(|trouble| trouble.id.as_str());
            let told = scene::chain(&*error);
            let is_right = found == Some(scene.trouble) && told.contains(&scene.said);
            if is_right { Vec::new() } else { vec![format!("`{}` is {found:?}\n{told}", scene.trouble)] }
        }
    }
}

/// The sentence comes first, the server's own words and the next step after it, and `xcred explain` at last.
fn in_text(scene: &Scene, trouble: &Trouble, said: &Conversation) -> Vec<String> {
    let expected = [
        (said.status == Ending::Exit(scene.exit), format!("exit code {}", scene.exit)),
        (!said.stdout.contains(&trouble.fragment()), "nothing of it on standard output".to_owned()),
        begins(said, &format!("error: {}\n", trouble.fragment())),
        holds(said, &scene.said),
        holds(said, &format!("  hint: {}\n", trouble.steps[0].line())),
        ends(said, &format!("  hint: `xcred explain {}` says more\n", trouble.id)),
    ];
    expected.into_iter().filter(|(met, _)| !met).map(|(_, what)| lacks(scene, &what, said)).collect()
}

fn begins(said: &Conversation, text: &str) -> (bool, String) {
    // Progress may come first.
    (said.stderr.starts_with(text) || said.stderr.contains(&format!("\n{text}")), text.to_owned())
}

fn holds(said: &Conversation, text: &str) -> (bool, String) {
    (said.stderr.contains(text), text.to_owned())
}

fn ends(said: &Conversation, text: &str) -> (bool, String) {
    (said.stderr.ends_with(text), text.to_owned())
}

fn in_json(scene: &Scene, trouble: &Trouble, said: &Conversation) -> Vec<String> {
    let document = document(said);
    let error = &document["error"];
    let told = error["causes"].as_array().is_some_and(|causes| {
        causes.iter().filter_map(|cause| cause.as_str()).any(|cause| cause.contains(&scene.said))
    });
    let expected = [
        (error["trouble"] == scene.trouble, "the trouble's id"),
        (error["message"] == trouble.fragment(), "the sentence"),
        (error["hints"][0] == trouble.steps[0].line(), "the next step"),
        (told, "the server's words"),
        (said.stderr.is_empty(), "nothing on standard error"),
    ];
    expected.into_iter().filter(|(met, _)| !met).map(|(_, what)| lacks(scene, what, said)).collect()
}

fn lacks(scene: &Scene, what: &str, said: &Conversation) -> String {
    format!("`{}` lacks {what:?}\n{}", scene.trouble, volatile(&said.to_string()))
}
