//! What bytes mean to the fuzzer, and how files become such bytes.
//!
//! The first byte is the API version. Files follow, with `0xff` between them: a byte for what the file is, a line with a
//! name, and the rest of it. What a file is: a component of the project of each type we know, then one of the org of each
//! type, then each kind of file beside components.

use std::{io, path::Path};

use xcred::{
    check::{
        IN_ORG,
        laws::{self, Case, Seed},
    },
    finding::Severity,
    metadata::{ApiVersion, Component, ComponentId, MetadataType, registry},
    render::{self, Format, Run},
    report::{CheckReport, Report},
    source::{Bystander, BystanderKind, bystanders::bystander_kind, identify},
};

/// Stands between files; it stands in no file that can be read.
const BETWEEN: u8 = 0xff;

/// The oldest API version that is tried.
const OLDEST: u16 = 50;

/// How many API versions are tried: some are newer than any that we know.
const VERSIONS: u16 = 22;

/// The kinds of files beside components, each with the name of one.
const BESIDE: &[(BystanderKind, &str)] = &[
    (BystanderKind::Profile, "Admin.profile-meta.xml"),
    (BystanderKind::DestructiveManifest, "destructiveChanges.xml"),
    (BystanderKind::ForceIgnore, ".forceignore"),
];

/// Lets checks run on the calling thread: to hand a few small files to others costs more than to check them.
pub fn on_one_thread() {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread();
    pool.build_global().expect("no check has run yet");
}

/// Holds the laws of checking, fixing and formatting to the files that the bytes stand for, and shows what is found in one
/// of the formats.
pub fn hold(bytes: &[u8]) {
    let case = read(bytes);
    laws::hold(&case);
    show(&case, OFFERED[bytes.len() % OFFERED.len()]);
}

/// The formats in which a check gives its findings.
const OFFERED: &[Format] = &[Format::Human, Format::Json, Format::Sarif, Format::Junit, Format::Github, Format::Gitlab];

fn show(case: &Case, format: Format) {
    if case.findings().is_empty() {
        return;
    }
    let report = Report::Check(CheckReport {
        side: "the fuzzer".to_owned(),
        api_version: case.version,
        components: case.snapshot.ids().cloned().collect(),
        fails_at: Some(Severity::Error),
        findings: case.findings().to_vec(),
        fixes: None,
    });
    let run = Run { command: "check", status: 1, warnings: &[], folder: Path::new(""), project: Path::new("") };
    render::write(format, &report, &run, &mut io::sink()).expect("a sink takes all");
}

/// The files that the bytes stand for.
pub fn read(bytes: &[u8]) -> Case {
    let (version, rest) = bytes.split_first().unwrap_or((&0, &[]));
    let mut case = Case::new(ApiVersion::new(OLDEST + u16::from(*version) % VERSIONS));
    for (at, part) in rest.split(|byte| *byte == BETWEEN).enumerate() {
        let Some((kind, part)) = part.split_first() else { continue };
        let line = part.iter().position(|byte| *byte == b'\n').unwrap_or(part.len());
        let name = String::from_utf8_lossy(&part[..line]);
        put(&mut case, at, *kind, &name, part.get(line + 1..).unwrap_or_default());
    }
    case
}

fn put(case: &mut Case, at: usize, kind: u8, name: &str, file: &[u8]) {
    let types = registry().count();
    let kind = usize::from(kind) % (2 * types + BESIDE.len());
    if let Some((kind, file_name)) = kind.checked_sub(2 * types).map(|beside| BESIDE[beside]) {
        let path = format!("{at}/{file_name}").into();
        return case.bystanders.push(Bystander { path, kind, bytes: file.into() });
    }
    let table = registry().nth(kind % types).expect("it is one of them");
    let path = format!("{}/{name}.{}", table.directory, table.suffix);
    let component = Component::of_one_file(ComponentId::new(table.name.as_str(), name), path, file);
    let snapshot = if kind < types { &mut case.snapshot } else { case.org.get_or_insert_default() };
    snapshot.put(component);
}

/// The bytes that stand for these files; what no check looks at is left out.
pub fn write(seed: &Seed) -> Vec<u8> {
    let files = seed.files.iter().filter_map(|(path, bytes)| {
        let (kind, name) = kind_of(path)?;
        Some([&[kind], name.as_bytes(), b"\n", bytes].concat())
    });
    let version = u8::try_from(seed.version.major() - OLDEST).expect("versions are small");
    [vec![version], files.collect::<Vec<_>>().join(&BETWEEN)].concat()
}

fn kind_of(path: &str) -> Option<(u8, String)> {
    let (is_in_org, path) = path.strip_prefix(IN_ORG).map_or((false, path), |path| (true, path));
    let name = Path::new(path).file_name()?.to_str()?;
    let types: Vec<&MetadataType> = registry().collect();
    let number = |at: usize| u8::try_from(at).expect("there are few types");
    if let Some(kind) = bystander_kind(name) {
        let beside = BESIDE.iter().position(|(known, _)| *known == kind).expect("all kinds are known");
        return Some((number(2 * types.len() + beside), String::new()));
    }
    let id = identify(Path::new(path))?;
    let table = types.iter().position(|table| table.name == id.type_name.as_str())?;
    Some((number(table + if is_in_org { types.len() } else { 0 }), id.full_name.to_string()))
}

#[cfg(test)]
mod tests {
    use xcred::check::laws::seeds;

    use super::*;

    #[test]
    fn every_seed_holds_the_laws_and_can_be_shown() {
        for seed in seeds() {
            let case = read(&write(&seed));
            laws::hold(&case);
            for format in OFFERED {
                show(&case, *format);
            }
        }
    }

    #[test]
    fn seeds_are_read_as_they_are_written() {
        let ids = |case: &Case| -> Vec<String> {
            let own = case.snapshot.ids().map(ToString::to_string);
            let theirs = case.org.iter().flat_map(|org| org.ids().map(|id| format!("{IN_ORG}{id}")));
            let beside = case.bystanders.iter().map(|bystander| format!("{:?}", bystander.kind));
            own.chain(theirs).chain(beside).collect()
        };
        let rules = |case: &Case| -> Vec<&str> { case.findings().iter().map(|finding| finding.rule.id).collect() };
        for seed in seeds() {
            let (before, after) = (Case::of(&seed), read(&write(&seed)));
            assert_eq!((ids(&before), before.version), (ids(&after), after.version), "{}", seed.name);
            let sorted = |mut rules: Vec<&'static str>| {
                rules.sort_unstable();
                rules
            };
            assert_eq!(sorted(rules(&before)), sorted(rules(&after)), "{}", seed.name);
        }
    }

    #[test]
    fn any_bytes_are_files() {
        for bytes in [&b""[..], b"\x00", b"\xff\xff", b"\x03\x01", b"\x03\xfe\n", b"\x03\x00A\n<a/>\xff\x01"] {
            hold(bytes);
        }
    }
}
