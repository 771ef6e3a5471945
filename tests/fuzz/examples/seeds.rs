//! Writes the first inputs of the fuzzer, from the rules' examples and the sample project: `seeds FOLDER`.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

use xcred::{
    check::{CheckRule, ExampleFile, rules::RULES},
    metadata::{ApiVersion, ComponentId},
    source::identify,
};

fn main() -> io::Result<()> {
    let folder = PathBuf::from(env::args_os().nth(1).expect("the folder to write to is named"));
    fs::create_dir_all(&folder)?;
    for rule in RULES {
        for (word, files) in [("wrong", rule.example.wrong), ("right", rule.example.right)] {
            if !files.is_empty() {
                fs::write(folder.join(format!("{}-{word}", rule.rule.id)), example(rule, files))?;
            }
        }
    }
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sample-project/integrations");
    for entry in walkdir::WalkDir::new(sample).sort_by_file_name() {
        let path = entry?.into_path();
        if let Some(id) = identify(&path).filter(|_| path.is_file()) {
            let bytes = xcred_fuzz::write(ApiVersion::NEWEST_KNOWN, [(&id, &*fs::read(&path)?)]);
            fs::write(folder.join(format!("sample-{}", id.full_name)), bytes)?;
        }
    }
    Ok(())
}

fn example(rule: &CheckRule, files: &[ExampleFile]) -> Vec<u8> {
    let files: Vec<(ComponentId, String)> = files
        .iter()
        // What stands in an org or beside components is no component of the project.
        .filter_map(|(path, text)| Some((identify(Path::new(path))?, text.replace(['⟦', '⟧'], ""))))
        .collect();
    let version = rule.example.version.unwrap_or(ApiVersion::NEWEST_KNOWN);
    xcred_fuzz::write(version, files.iter().map(|(id, text)| (id, text.as_bytes())))
}
