//! The formats in which a result can be given, in one table.

use std::{
    fmt,
    io::{self, Write},
    path::Path,
    str::FromStr,
};

use super::{dotenv, github, gitlab, html, human, json, junit, markdown, sarif};
use crate::report::Report;

/// A format in which a result can be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Text for people.
    Human,
    /// One JSON document.
    Json,
    /// One HTML file.
    Html,
    /// SARIF 2.1.0, which code scanning reads.
    Sarif,
    /// `JUnit` XML, which test reports read.
    Junit,
    /// Workflow commands of GitHub Actions.
    Github,
    /// A code quality report of GitLab.
    Gitlab,
    /// Markdown for a comment of a pull request.
    Markdown,
    /// The counts as variables, for later jobs of a pipeline.
    Dotenv,
}

/// Each format and its name.
pub const FORMATS: &[(Format, &str)] = &[
    (Format::Human, "human"),
    (Format::Json, "json"),
    (Format::Html, "html"),
    (Format::Sarif, "sarif"),
    (Format::Junit, "junit"),
    (Format::Github, "github"),
    (Format::Gitlab, "gitlab"),
    (Format::Markdown, "markdown"),
    (Format::Dotenv, "dotenv"),
];

/// What surrounds a report: which command made it, how it ended, and where it ran.
#[derive(Debug, Clone, Copy)]
pub struct Run<'a> {
    /// The command, such as `check`.
    pub command: &'a str,
    /// The exit code.
    pub status: u8,
    /// What was warned of.
    pub warnings: &'a [String],
    /// The folder in which it ran, from the root of the repository; services that show findings know no other root.
    pub folder: &'a Path,
    /// The folder of the project, as it was named where the command ran; empty where it was not.
    pub project: &'a Path,
}

/// Writes a report in a format.
pub fn write(format: Format, report: &Report, run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Human => human::write_whole(report, out),
        Format::Json => json::write_report(run.command, run.status, report, run.warnings, out),
        Format::Html => html::write(report, run, out),
        Format::Sarif => sarif::write(report, run, out),
        Format::Junit => junit::write(report, run, out),
        Format::Github => github::write(report, run, out),
        Format::Gitlab => gitlab::write(report, run, out),
        Format::Markdown => markdown::write(report, run, out),
        Format::Dotenv => dotenv::write(report, out),
    }
}

/// A text that is no format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no format")]
pub struct NotAFormat {
    text: String,
}

impl FromStr for Format {
    type Err = NotAFormat;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let named = FORMATS.iter().find(|(_, name)| *name == text).map(|(format, _)| *format);
        named.ok_or_else(|| NotAFormat { text: text.to_owned() })
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (_, name) = FORMATS.iter().find(|(listed, _)| listed == self).expect("a test walks the table");
        f.write_str(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_has_one_name_that_is_read_back() {
        let all = [
            Format::Human,
            Format::Json,
            Format::Html,
            Format::Sarif,
            Format::Junit,
            Format::Github,
            Format::Gitlab,
            Format::Markdown,
            Format::Dotenv,
        ];
        for format in all {
            assert_eq!(format.to_string().parse(), Ok(format));
        }
        assert_eq!(FORMATS.len(), all.len());
        assert_eq!("pdf".parse::<Format>().unwrap_err().to_string(), "`pdf` is no format");
    }
}
