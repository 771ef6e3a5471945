//! Differences as one HTML file for people: it needs no other file and no network, and nothing in it leaves it.
//!
//! The file is made from the templates under `templates/report/`, which escape whatever is put into them. Its content
//! security policy allows the one style and the one script that stand in the file, by their hashes, and nothing else; so
//! even markup that slipped through could do nothing. Everything can be read and folded without the script, which adds
//! searching, filtering and keys.

mod component;
mod element;
mod family;
mod hunk;
mod kinds;
mod overview;
mod picture;
mod text;
mod words;

use std::io::{self, Write};

use askama::Template;
use base64::{Engine, engine::general_purpose::STANDARD};

use self::{
    component::Component,
    element::Held,
    family::{Anchors, Section, agreed, of_report, sections},
    overview::Overview,
    picture::Picture,
    text::Flat,
    words::Piece,
};
use super::{Run, paint::counted};
use crate::report::{DiffReport, Report};

/// What the page looks like.
const STYLE: &str = include_str!("../../templates/report/report.css");

/// What the page does beyond being read.
const SCRIPT: &str = include_str!("../../templates/report/report.js");

/// Up to so many components are unfolded when the page is opened.
const MOST_UNFOLDED: usize = 200;

/// The page.
#[derive(Template)]
#[template(path = "report/report.html", whitespace = "minimize")]
struct Page<'a> {
    style: &'static str,
    script: &'static str,
    policy: String,
    title: Flat<'a>,
    version: &'static str,
    overview: Overview<'a>,
    picture: Option<Picture<'a>>,
    sections: Vec<Section<'a>>,
    agreed: Vec<Component<'a>>,
    agreed_told: String,
    /// Whether components are unfolded when the page is opened.
    unfolded: bool,
}

/// Writes a report.
pub(super) fn write(report: &Report, run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    // Only differences have a page; the command line offers this format for nothing else.
    let Report::Diff(report) = report else { return Err(io::ErrorKind::Unsupported.into()) };
    let families = of_report(report);
    let anchors = Anchors::of(&families);
    page(report, run, Picture::of(report, &families, &anchors), sections(report, &families, &anchors)).write_into(out)
}

fn page<'a>(
    report: &'a DiffReport,
    run: &Run<'a>,
    picture: Option<Picture<'a>>,
    sections: Vec<Section<'a>>,
) -> Page<'a> {
    Page {
        style: STYLE,
        script: SCRIPT,
        policy: policy(),
        title: Flat::of(format!("{} → {}", report.from, report.to)),
        version: env!("CARGO_PKG_VERSION"),
        overview: Overview::of(report, run.warnings),
        picture,
        sections,
        agreed: agreed(&report.agreed),
        agreed_told: counted(report.agreed.iter().len(), "component"),
        unfolded: report.changes.iter().len() <= MOST_UNFOLDED,
    }
}

/// What the page may do: show its own style and run its own script, which are known by their hashes, and nothing else.
fn policy() -> String {
    let (style, script) = (hash_of(STYLE), hash_of(SCRIPT));
    format!(
        "default-src 'none'; style-src '{style}'; script-src '{script}'; img-src data:; base-uri 'none'; form-action 'none'"
    )
}

fn hash_of(text: &str) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, text.as_bytes());
    format!("sha256-{}", STANDARD.encode(digest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn style_and_script_end_where_they_end() {
        for (text, tag) in [(STYLE, "</style"), (SCRIPT, "</script")] {
            assert!(!text.to_ascii_lowercase().contains(tag) && !text.contains("<!--") && !text.contains('\r'));
        }
        assert_eq!(hash_of("abc"), "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
    }

    /// `safe` takes the escaping away. It stands where our own style and script are put in, and nowhere else.
    #[test]
    fn templates_put_nothing_in_unescaped_but_style_and_script() {
        let templates = concat!(env!("CARGO_MANIFEST_DIR"), "/templates/report");
        let files = std::fs::read_dir(templates).unwrap().map(|entry| entry.unwrap().path());
        let texts: Vec<String> = files
            .filter(|file| file.extension().unwrap() == "html")
            .map(|file| std::fs::read_to_string(file).unwrap())
            .collect();
        let all = texts.concat();
        let unescaped: Vec<&str> = all
            .lines()
            .filter(|line| line.contains("|safe") || line.contains("| safe") || line.contains("escape"))
            .collect();
        assert_eq!(unescaped, ["<style>{{ style|safe }}</style>", "<script>{{ script|safe }}</script>"]);
        assert!(!all.contains(" on") || !all.contains("=\"javascript"), "no handler and no address that runs");
    }
}
