//! `xcred.toml`, beside `sfdx-project.json`: what a team agrees on.

mod rules;

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde::Deserialize;

pub(super) use rules::RulesConfig;

/// The name of the file.
pub(super) const FILE_NAME: &str = "xcred.toml";

/// What the file says. A key that is unknown is an error, so that a typo cannot pass for a setting.
#[derive(Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Config {
    /// The org that commands talk to when nothing else names one.
    pub target_org: Option<String>,
    /// What the practice org is made of.
    #[serde(default)]
    pub practice: PracticeConfig,
    /// How grave the team finds the rules of `xcred check`.
    #[serde(default)]
    pub rules: RulesConfig,
}

/// What the practice org is made of.
#[derive(Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct PracticeConfig {
    /// The folder whose components the practice org holds at first, from the project.
    pub seed: Option<PathBuf>,
}

/// Why the configuration is not read.
#[derive(Debug, thiserror::Error)]
pub(super) enum ConfigError {
    /// The file cannot be read.
    #[error("`{path}` cannot be read")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file says what no configuration says.
    #[error("`{path}:{line}` is not a configuration: {reason}")]
    Wrong {
        /// The file.
        path: PathBuf,
        /// The line.
        line: usize,
        /// What is wrong.
        reason: String,
    },
}

impl Config {
    /// Reads the configuration of the project in this folder. No file is an empty configuration.
    pub(super) fn of(project: &Path) -> Result<Self, ConfigError> {
        let path = project.join(FILE_NAME);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(source) => return Err(ConfigError::Unreadable { path, source }),
        };
        let wrong = |at: usize, reason: String| {
            let line = text[..at.min(text.len())].matches('\n').count() + 1;
            ConfigError::Wrong { path: path.clone(), line, reason }
        };
        let mut config: Self = toml::from_str(&text)
            .map_err(|error| wrong(error.span().map_or(0, |span| span.start), error.message().to_owned()))?;
        config.rules.settle().map_err(|error| wrong(error.at, error.reason))?;
        Ok(config)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Config, String> {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(FILE_NAME), text).unwrap();
        let told = |error: ConfigError| error.to_string().replace(&folder.path().display().to_string(), "DIR");
        Config::of(folder.path()).map_err(told)
    }

    #[test]
    fn settings_are_read_and_no_file_is_none() {
        let config = read("target-org = \"uat\"\n[practice]\nseed = \"org\"\n").unwrap();
        assert_eq!(config.target_org.as_deref(), Some("uat"));
        assert_eq!(config.practice.seed.as_deref(), Some(Path::new("org")));
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(Config::of(folder.path()).unwrap(), Config::default());
    }

    #[test]
    fn unknown_keys_and_broken_files_are_told_with_their_line() {
        let unknown = read("\n[practice]\nsede = \"org\"\n").unwrap_err();
        assert!(unknown.starts_with("`DIR/xcred.toml:3` is not a configuration: unknown field `sede`"), "{unknown}");
        let broken = read("target-org = \n").unwrap_err();
        assert!(broken.starts_with("`DIR/xcred.toml:1`"), "{broken}");
    }

    #[test]
    fn rules_are_chosen_by_name_and_what_changes_nothing_is_told() {
        let config = read("[rules]\nunknown-value = \"off\"\nwrong-root = \"error\"\n").unwrap();
        assert_eq!(config.rules.severities.of("unknown-value", crate::finding::Severity::Error), None);
        let idle: Vec<String> = config.rules.idle().collect();
        assert_eq!(idle, ["`wrong-root = \"error\"` in `xcred.toml` changes nothing: that is what it is"]);
    }

    #[test]
    fn what_only_an_org_says_is_as_grave_as_the_org_says() {
        let config = read("[rules]\ncomponent-refused = \"note\"\n").unwrap();
        let idle: Vec<String> = config.rules.idle().collect();
        assert_eq!(idle.len(), 1);
        assert!(idle[0].ends_with("changes nothing: it is the org that says it"), "{idle:?}");
    }

    #[test]
    fn unknown_rules_and_severities_are_told_with_their_line() {
        for (text, told) in [
            (
                "[rules]\n\nunknwon-value = \"off\"",
                "3` is not a configuration: there is no rule `unknwon-value`; did you mean `unknown-value`?",
            ),
            (
                "[rules]\nwrong-root = \"warn\"",
                "2` is not a configuration: `warn` is no severity: error, warning, note or off; did you mean `warning`?",
            ),
            ("[rules]\nwrong-root = 1", "2` is not a configuration: invalid type: integer `1`, expected a string"),
        ] {
            assert_eq!(read(text).unwrap_err(), format!("`DIR/xcred.toml:{told}"));
        }
    }
}
