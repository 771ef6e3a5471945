//! The canary test: recognisable secrets stand wherever a secret can come from, every command runs at its most talkative,
//! failing and succeeding, and nothing that comes of it holds one of them in any spelling.
//!
//! What is looked at: both streams, the log of `--trace-http`, all files that a run makes or changes, and the command
//! lines of the process and of those it starts.

mod commands;
mod needles;
mod sf;
mod world;

use crate::support::{Ending, Running, Stream};
use commands::{COVERED, Covered, paths};
use needles::{Canary, found_in};
use std::{collections::BTreeSet, fs};
use world::{Mood, SOURCES, Source, World};

/// How a run is asked to tell what it does.
const TALKATIVE: &[&[&str]] = &[&["--verbose"], &["--json"]];

#[test]
fn every_command_is_covered() {
    let covered: BTreeSet<String> = COVERED.iter().map(|one| one.path.to_owned()).collect();
    assert_eq!(covered, paths(), "a command that is not covered may tell anything");
}

/// The log is read, and every run is looked at for every canary, or the rest of this file proves nothing.
#[test]
fn canaries_are_found_in_every_spelling() {
    for canary in world::canaries() {
        for (spelling, text) in needles::spellings(canary.core()) {
            for around in [format!("x{text}"), format!("before {text} after"), format!("{text}\n")] {
                let found = found_in(std::slice::from_ref(&canary), around.as_bytes());
                assert!(found.is_some(), "`{}` is not found as {spelling}: {around}", canary.name);
            }
        }
        let basic = base64::Engine::encode(
            &base64::engine::general_purpose::STANDARD,
            format!("somebody:{} and more", canary.core()),
        );
        assert!(found_in(std::slice::from_ref(&canary), basic.as_bytes()).is_some(), "{}", canary.name);
    }
    assert_eq!(found_in(&world::canaries(), b"no secret at all, 63616e617279, Y2FuYXJ5"), None);
}

#[test]
fn no_command_tells_a_secret_while_all_goes_well() {
    for source in SOURCES {
        run_all(&World::new(Mood::Willing), source);
    }
}

#[test]
fn no_command_tells_a_secret_to_a_server_that_repeats_all_it_hears() {
    for mood in [Mood::Page(200), Mood::Page(401), Mood::Error(400), Mood::Error(401), Mood::Fault] {
        run_all(&World::new(mood), &SOURCES[0]);
    }
    for source in &SOURCES[1..] {
        run_all(&World::new(Mood::Error(400)), source);
    }
}

#[test]
fn no_command_tells_a_secret_where_nobody_can_be_reached() {
    for mood in [Mood::Silent, Mood::Stranger, Mood::ProxyRefuses] {
        run_all(&World::new(mood), &SOURCES[0]);
    }
}

/// Runs every command, and looks at all that came of it.
fn run_all(world: &World, source: &Source) {
    let before = world.files();
    world.prepare(source);
    // What asks no org says the same whatever orgs do.
    let is_first = world.mood == Mood::Willing && source.name == SOURCES[0].name;
    for covered in COVERED.iter().filter(|covered| is_first || covered.asks) {
        for words in covered.runs {
            for flags in TALKATIVE {
                is_silent(world, source, covered, words, flags);
            }
        }
    }
    let all = world::canaries();
    for (name, bytes) in world.files() {
        let is_new = before.get(&name) != Some(&bytes);
        // The practice org holds components as an org does, with whatever stands in them.
        let canaries: Vec<Canary> = match name.contains(".xcred/practice/") {
            true => all.iter().filter(|canary| !canary.is_of_components).cloned().collect(),
            false => all.clone(),
        };
        let found = found_in(&canaries, &bytes).filter(|_| is_new);
        assert!(found.is_none(), "{found:?} lies in `{name}`");
    }
}

/// Runs a command, and asserts that it is silent of secrets; and that it does its work where nothing is in its way.
fn is_silent(world: &World, source: &Source, covered: &Covered, words: &[&str], flags: &[&str]) {
    let run = world.xcred(source, [words, flags].concat());
    let said = match covered.stdin {
        Some(stdin) => run.stdin(stdin(world)),
        None => run,
    }
    .run();
    for text in [&said.stdout, &said.stderr] {
        let found = found_in(&world::canaries(), text.as_bytes());
        assert!(found.is_none(), "{found:?} is told by {:?} with {}\n{said}", world.mood, source.name);
    }
    assert!(!said.stderr.contains("panicked"), "{said}");
    let shall_succeed = world.mood == Mood::Willing && covered.succeeds && words == covered.runs[0];
    if shall_succeed && (source.name == SOURCES[0].name || !covered.path.starts_with("org log")) {
        assert!(flags == ["--json"] || said.status == Ending::Exit(0), "{}\n{said}", source.name);
    }
}

/// What everybody on the machine can see of a process, at the moment when a server has its request and has not answered.
#[cfg(target_os = "linux")]
#[test]
fn no_command_line_shows_a_secret() {
    let of_each_source = SOURCES.iter().map(|source| (source, &["diff"][..]));
    let logins = [&["org", "login", "jwt"][..], &["org", "login", "auth-url"], &["org", "login", "client-credentials"]];
    for (source, words) in of_each_source.chain(logins.map(|login| (&SOURCES[0], login))) {
        let world = World::new(Mood::Held);
        world.prepare(source);
        let running = world.xcred(source, [words, &["--verbose"]].concat()).start();
        world.wait_for_request();
        let lines = command_lines(running.id());
        assert!(lines[0].contains(words[0]), "{lines:?}");
        let found = found_in(&world::canaries(), lines.join("\n").as_bytes());
        assert!(found.is_none(), "{found:?}: {lines:?}");
        world.release();
        world.heard(&running.finish());
    }
}

/// The command lines of a process and of all that it has started.
#[cfg(target_os = "linux")]
fn command_lines(process: libc::pid_t) -> Vec<String> {
    let line = |id: libc::pid_t| {
        let bytes = fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
        String::from_utf8_lossy(&bytes).replace('\0', " ")
    };
    let stats = fs::read_dir("/proc").expect("this is Linux").flatten().filter_map(|entry| {
        let id: libc::pid_t = entry.file_name().to_str()?.parse().ok()?;
        let stat = fs::read_to_string(entry.path().join("stat")).ok()?;
        // The name in parentheses may hold anything; the state and the parent stand after it.
        let parent = stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()?;
        Some((id, parent))
    });
    let stats: Vec<(libc::pid_t, libc::pid_t)> = stats.collect();
    let mut family = vec![process];
    let mut next = 0;
    while let Some(&one) = family.get(next) {
        family.extend(stats.iter().filter(|(_, parent)| *parent == one).map(|(id, _)| *id));
        next += 1;
    }
    family.into_iter().map(line).collect()
}

/// A server and a browser run until they are ended: they have a test of their own.
#[test]
fn servers_and_browsers_are_silent() {
    let world = World::new(Mood::Willing);
    let serving =
        ["practice", "serve", "--verbose", "--token-file", "token.txt", "--client-secret-file", "client-secret.txt"];
    let mut running = world.xcred(&SOURCES[0], serving.to_vec()).start();
    wait_for_address(&mut running);
    running.interrupt();
    world.heard(&running.finish());
    for flags in TALKATIVE {
        let login = ["org", "login", "web", "--port", "0", "--alias", "web"];
        let running = world.with_browser(world.xcred(&SOURCES[1], [&login[..], flags].concat())).start();
        world.browse();
        world.heard(&running.finish().success());
    }
}

fn wait_for_address(running: &mut Running) {
    drop(running.wait_for(Stream::Stdout, "http"));
}
