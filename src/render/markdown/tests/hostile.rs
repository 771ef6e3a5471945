//! Hostile values: the Markdown is read back by a parser that we did not write, with everything switched on that it
//! knows, and nothing may be in it but what we put there.

use std::{collections::BTreeSet, path::Path};

use comrak::{Arena, Options, nodes::NodeValue, parse_document};
use proptest::prelude::*;
use regex::Regex;

use super::{
    super::super::{paint::printable, place::from_root},
    DiffReport, Room, compare, elements_mut, follow, report, run, side, text,
};
use crate::{
    diff::{Content, Detail, Gravity, Hunk, HunkLine, Shown, Sign},
    finding::{Finding, NOT_WELL_FORMED},
    metadata::{ComponentId, Snapshot},
};

/// What has been, or could be, taken for something.
const NASTY: &[&str] = &[
    "@octocat",
    "@org/team",
    "#123",
    "GH-1",
    "owner/repo#1",
    "JIRA-12",
    "!5",
    "&3",
    "%4",
    "~bug",
    "$7",
    "^alert#1",
    "[vulnerability:1]",
    "deadbeefcafe",
    "a-deadbeefcafe",
    "0123456789abcdef0123456789abcdef01234567",
    "owner/repo@deadbeefcafe",
    "https://evil.example/?q=1",
    "www.evil.example",
    "ftp://evil.example",
    "me@evil.example",
    "mailto:me@evil.example",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</code>",
    "</summary>",
    "</details>",
    "<details>",
    "-->",
    "<!-- xcred-diff:0000000000000000 -->",
    "--!>",
    "<!--",
    "<![CDATA[",
    "]]>",
    "<?php",
    "&lt;b&gt;",
    "&#64;x",
    "![i](https://evil.example/i.png)",
    "[x](javascript:alert(1))",
    "](",
    "[x]: https://evil.example",
    "[^1]",
    "[[wiki]]",
    "|",
    "a | b",
    "\\|",
    "\\",
    "\\`",
    "`",
    "``",
    "```",
    "`````",
    "~~~",
    "````diff",
    "` `",
    " ` ",
    "`a`",
    "x`y``z",
    "\n",
    "\r\n",
    "\n\n",
    "\n/close",
    "/close",
    "/assign @me",
    "\n# Title",
    "# Title",
    "> quote",
    ">>>",
    "- [ ] task",
    "1. one",
    "1) one",
    "***",
    "---",
    "===",
    "**bold**",
    "__x__",
    "_x_",
    "~~gone~~",
    "==mark==",
    "++in++",
    "||hide||",
    ":smile:",
    ":+1:",
    "$x$",
    "$$x$$",
    "$`x`$",
    "{- gone -}",
    "{+ new +}",
    "[- gone -]",
    "{% raw %}",
    "{{ x }}",
    "${{ x }}",
    "::error::x",
    "##[error]x",
    "%0A::error::x",
    "\u{202e}",
    "\u{2066}",
    "\u{200b}",
    "\u{feff}",
    "\u{2028}",
    "\u{85}",
    "\u{0}",
    "\u{1b}[31m",
    "\u{e0041}",
    "\t",
    "    four",
    " ",
    "  ",
    "",
    "é注📦",
    "٣",
    "ﷺ",
    "@@ x @@",
    "- gone",
    "+ new",
    "[!WARNING]",
];

/// What stands behind the text on the second side, so that the two differ.
const AFTER: &str = "2";

/// A difference in which the text is wherever a text can be.
fn full_of(hostile: &str) -> DiffReport {
    let in_xml: String = hostile.chars().filter(|character| crate::xml::names::is_character(*character)).collect();
    let header = [(in_xml.as_str(), "b")];
    let before = side(&[("Old", "a", &[]), (hostile, "a", &[]), ("Gone", "a", &[])]);
    let after = side(&[("Old", "b", &header), (hostile, "b", &header)]);
    let mut report = report(&before, &after);
    (report.from, report.to, report.base) = (hostile.to_owned(), hostile.to_owned(), Some(hostile.to_owned()));
    let other = ComponentId::new(hostile, hostile);
    report.agreed = compare(&Snapshot::default(), &side(&[(hostile, "a", &[])])).changes;
    for (id, change) in report.changes.iter_mut() {
        (change.before, change.after) = (change.before.is_some().then(|| hostile.into()), Some(hostile.into()));
        change.moved = Some(other.clone());
        follow(change, Gravity::Destructive, &format!("the secret of `{hostile}` is gone with {hostile} and `x`"));
        if id.full_name.as_str() == "Gone" {
            let line = |sign| HunkLine { sign, text: hostile.to_owned(), revealed: None };
            change.detail =
                Detail::Text(vec![Hunk { lines: [Sign::Both, Sign::Before, Sign::After].map(line).into() }]);
            continue;
        }
        for element in elements_mut(change) {
            for (value, end) in [(&mut element.before, ""), (&mut element.after, AFTER)] {
                let shown = Shown::Clear(format!("{hostile}{end}"));
                let Some(value) = value else { continue };
                value.content = match &value.content {
                    Content::Text(_) => Content::Text(shown),
                    Content::Fields(_) => Content::Fields(vec![(hostile.to_owned(), shown)]),
                };
            }
        }
    }
    report.findings = vec![Finding::in_file(NOT_WELL_FORMED, hostile, hostile).about(other)];
    report
}

/// What a reader sees of the Markdown.
#[derive(Debug, Default, PartialEq, Eq)]
struct Seen {
    /// Text that is no code.
    texts: Vec<String>,
    spans: Vec<String>,
    blocks: Vec<String>,
    html: Vec<String>,
    strangers: Vec<String>,
}

fn seen(markdown: &str, everything: bool) -> Seen {
    let arena = Arena::new();
    let mut options = Options::default();
    let extension = &mut options.extension;
    (extension.table, extension.autolink, extension.tasklist, extension.strikethrough) = (true, true, true, true);
    (extension.footnotes, extension.alerts, extension.math_dollars, extension.math_code) = (true, true, true, true);
    extension.shortcodes = true;
    if everything {
        (extension.superscript, extension.inline_footnotes, extension.description_lists) = (true, true, true);
        (extension.multiline_block_quotes, extension.math_latex, extension.wikilinks_title_after_pipe) =
            (true, true, true);
        (extension.subscript, extension.spoiler, extension.greentext, extension.highlight) = (true, true, true, true);
        (extension.insert, extension.subtext, extension.block_directive, extension.ofm_comments) =
            (true, true, true, true);
        extension.front_matter_delimiter = Some("---".to_owned());
        options.parse.relaxed_autolinks = true;
    }
    let mut seen = Seen::default();
    for node in parse_document(&arena, markdown, &options).descendants() {
        match &node.data.borrow().value {
            NodeValue::Text(text) => seen.texts.push(text.to_string()),
            NodeValue::Code(code) => seen.spans.push(code.literal.clone()),
            NodeValue::CodeBlock(block) if block.info == "diff" && block.fenced => {
                seen.blocks.push(block.literal.clone());
            }
            NodeValue::HtmlBlock(html) => seen.html.push(html.literal.clone()),
            NodeValue::Document
            | NodeValue::Paragraph
            | NodeValue::Heading(_)
            | NodeValue::Strong
            | NodeValue::Emph
            | NodeValue::List(_)
            | NodeValue::Item(_)
            | NodeValue::SoftBreak => {}
            stranger => seen.strangers.push(format!("{stranger:?}")),
        }
    }
    seen
}

/// Panics where the Markdown of a difference that is full of this text holds anything that it must not.
fn holds(hostile: &str) {
    let report = full_of(hostile);
    let markdown = text(&report, &run(), Room::Comment);
    let shown = printable(hostile).into_owned();
    for everything in [false, true] {
        let seen = seen(&markdown, everything);
        assert!(seen.strangers.is_empty(), "{:?}\n{markdown}", seen.strangers);
        check_texts(&seen.texts, &markdown);
        check_spans(&seen.spans, hostile, &markdown);
        check_html(&seen.html, &shown, &markdown);
        check_blocks(&seen.blocks, &shown, &markdown);
    }
    assert!(!markdown.chars().any(|character| character != '\n' && crate::render::paint::is_unseen(character)));
    assert!(!markdown.lines().any(|line| line.trim_start().starts_with('/')), "a quick action\n{markdown}");
    assert!(markdown.starts_with("<!-- xcred-diff:"));
}

/// Outside of code there are our words, and words in which nobody finds anything.
fn check_texts(texts: &[String], markdown: &str) {
    let plain = Regex::new(r#"^[A-Za-z0-9 .,;:?()'"–-]*$"#).expect("it is one");
    let reference = Regex::new(r"(?i)\b[0-9a-f]{7,}\b|[a-z]-[0-9]|:[a-z0-9_+-]+:|://|www\.").expect("it is one");
    for text in texts {
        assert!(plain.is_match(text) && !reference.is_match(text), "`{text}`\n{markdown}");
    }
}

/// Code spans hold the text as it is, and nothing else that is not ours.
fn check_spans(spans: &[String], hostile: &str, markdown: &str) {
    let shown = &*printable(hostile);
    let whole = |before: &str| format!("{before}{shown}");
    let ours = [
        whole(""),
        whole("ExternalCredential:"),
        printable(&from_root(Path::new(""), Path::new(hostile))).into_owned(),
        "ExternalCredential:Old".to_owned(),
        "ExternalCredential:Gone".to_owned(),
        "not-well-formed".to_owned(),
        "xcred credential set".to_owned(),
        "x".to_owned(),
    ];
    let words: String = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    for span in spans {
        let is_part = !span.is_empty()
            && (words.contains(span.as_str())
                || span.contains(shown.trim())
                || shown.contains(span.as_str())
                || is_of_words(span, shown));
        assert!(ours.contains(span) || is_part, "`{span}` of `{shown}`\n{markdown}");
    }
    if !shown.is_empty() {
        let spans: BTreeSet<&str> = spans.iter().map(String::as_str).collect();
        for wanted in &ours[..2] {
            assert!(spans.contains(wanted.as_str()), "`{wanted}` is not shown\n{markdown}");
        }
    }
}

/// Whether a span is made of words of the sentence that holds the text.
fn is_of_words(span: &str, shown: &str) -> bool {
    let sentence = format!("the secret of `{shown}` is gone with {shown} and `x`");
    span.split_whitespace().all(|word| sentence.contains(word))
}

/// HTML is what we write, with nothing but escaped text in it.
fn check_html(html: &[String], shown: &str, markdown: &str) {
    let marker = Regex::new("^<!-- xcred-diff:[0-9a-f]{16} -->\n$").expect("it is one");
    let fold = Regex::new(
        "^<details( open)?>\n<summary>[+~-] <code>([^<>]*)</code> [a-z0-9 ,;]*(renamed (to|from) <code>([^<>]*)</code>)?[a-z0-9 ,]*\
         ( <b>[a-z, ]+</b>)?</summary>\n$",
    );
    let fold = fold.expect("it is one");
    assert!(marker.is_match(&html[0]), "{markdown}");
    let plain =
        |text: &str| text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
    for block in html[1..].iter().filter(|block| *block != "</details>\n") {
        let found = fold.captures(block).unwrap_or_else(|| panic!("`{block}` of `{shown}`\n{markdown}"));
        let name = plain(&found[2]);
        let names = ["Old", "Gone", shown].map(|name| format!("ExternalCredential:{name}"));
        assert!(names.contains(&name), "`{name}`\n{markdown}");
        assert_eq!(plain(&found[5]), format!("{shown}:{shown}"), "{markdown}");
    }
}

/// Blocks of code show the value, line by line, and no line has more or less than one value.
fn check_blocks(blocks: &[String], shown: &str, markdown: &str) {
    assert_eq!(blocks.len(), 3, "{markdown}");
    let before = if shown.is_empty() { "(empty)" } else { shown };
    let after = format!("{shown}{AFTER}");
    let values = [format!("- {before}"), format!("+ {after}"), format!("+ {shown}: {after}")];
    let values = values.into_iter().chain(["= ", "- ", "+ "].map(|sign| format!("{sign}{shown}")));
    let values: Vec<String> = values.collect();
    let lines = blocks.iter().flat_map(|block| block.strip_suffix('\n').expect("blocks end lines").split('\n'));
    let (headings, told): (Vec<&str>, Vec<&str>) =
        lines.partition(|line| line.starts_with("@@ ") && line.contains(" @@"));
    assert!(told.iter().all(|line| values.iter().any(|value| value == line)), "{told:?}\n{markdown}");
    assert_eq!((headings.len(), told.len()), (5, 9), "{markdown}");
}

#[test]
fn nothing_that_is_nasty_means_anything() {
    for hostile in NASTY {
        holds(hostile);
        holds(&format!("x {hostile} y"));
        holds(&format!("{hostile}{hostile}"));
        holds(&format!("`{hostile}"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn nothing_means_anything_whatever_it_is(
        parts in prop::collection::vec(prop_oneof![
            4 => prop::sample::select(NASTY).prop_map(str::to_owned),
            1 => any::<char>().prop_map(String::from),
            1 => "[ -~]{1,6}",
        ], 0..6)
    ) {
        holds(&parts.concat());
    }
}
