//! Files to begin with: the rules' examples, the sample project, and a secret beside what can be fixed.

use std::{fmt, path::Path};

use super::secret::WITH_SECRET;
use crate::{
    check::{CheckRule, ExampleFile, rules::RULES},
    metadata::ApiVersion,
};

/// Files to begin with.
#[derive(Clone)]
pub struct Seed {
    /// What tells it from others; it can be the name of a file.
    pub name: String,
    /// The API version by which they are checked.
    pub version: ApiVersion,
    /// The path and the bytes of each; a path that starts with `org:` is that of a component in the org.
    pub files: Vec<(String, Vec<u8>)>,
}

/// Files are shown as the text that they are.
impl fmt::Debug for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} by {}", self.name, self.version)?;
        self.files.iter().try_for_each(|(path, bytes)| writeln!(f, "== {path}\n{}", bytes.escape_ascii()))
    }
}

/// All seeds, in an order that stays.
///
/// # Panics
/// Where the sample project of the sources cannot be read.
pub fn seeds() -> Vec<Seed> {
    let examples = RULES.iter().flat_map(|rule| {
        [("wrong", rule.example.wrong), ("right", rule.example.right)].map(|(word, files)| example(rule, word, files))
    });
    let secret = ("externalCredentials/Secret.externalCredential-meta.xml".to_owned(), WITH_SECRET.into());
    let secret = Seed { name: "secret".to_owned(), version: ApiVersion::NEWEST_KNOWN, files: vec![secret] };
    examples.filter(|seed| !seed.files.is_empty()).chain(sample_project()).chain([secret]).collect()
}

fn example(rule: &CheckRule, word: &str, files: &[ExampleFile]) -> Seed {
    let unmarked = |(path, text): &ExampleFile| ((*path).to_owned(), text.replace(['⟦', '⟧'], "").into_bytes());
    Seed {
        name: format!("{}-{word}", rule.rule.id),
        version: rule.example.version.unwrap_or(ApiVersion::NEWEST_KNOWN),
        files: files.iter().map(unmarked).collect(),
    }
}

/// Each file of the sample project by itself, and all of them together.
fn sample_project() -> impl Iterator<Item = Seed> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-project/integrations");
    let entries = walkdir::WalkDir::new(&folder).sort_by_file_name().into_iter();
    let paths = entries.map(|entry| entry.expect("the sample project can be read").into_path());
    let files: Vec<(String, Vec<u8>)> = paths.filter(|path| path.is_file()).map(|path| file(&folder, &path)).collect();
    let alone = files.iter().map(|file| Seed {
        name: format!("sample-{}", file.0.replace(['/', '\\'], "-")),
        version: ApiVersion::NEWEST_KNOWN,
        files: vec![file.clone()],
    });
    let alone: Vec<Seed> = alone.collect();
    let all = Seed { name: "sample".to_owned(), version: ApiVersion::NEWEST_KNOWN, files };
    alone.into_iter().chain([all])
}

fn file(folder: &Path, path: &Path) -> (String, Vec<u8>) {
    let bytes = std::fs::read(path).expect("the sample project can be read");
    let inside = path.strip_prefix(folder).expect("it lies in the folder");
    (inside.to_string_lossy().into_owned(), bytes)
}
