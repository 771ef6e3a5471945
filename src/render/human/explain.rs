//! Explanations for people: paragraphs and lists that fit a terminal of eighty columns.

mod trouble;

use std::io::{self, Write};

use super::finding::{label, write_findings};
use crate::{
    check::{CheckRule, rules::RULES},
    diff::{CONSEQUENCE_KINDS, ConsequenceKind},
    finding::Finding,
    metadata::{
        ApiVersion, MetadataType,
        reference::{notes_on, phrase},
        registry,
        shape::{ConsequenceRule, ElementShape, Enumeration, EnumerationValue, ParameterRule, Protocol},
    },
    org::trouble::troubles,
    render::paint::{Label, paint, printable},
    report::{ElementExplained, ExitExplained, Explained, StructureExplained, ValueExplained},
};

/// So many columns a line has at most.
const WIDTH: usize = 80;

/// Writes an explanation.
pub(super) fn write(explained: &Explained, out: &mut dyn Write) -> io::Result<()> {
    match explained {
        Explained::Topics => write_topics(out),
        Explained::Rule(rule, findings) => write_rule(rule, findings, out),
        Explained::Type(table) => write_type(table, out),
        Explained::Structure(one) => write_structure(one, out),
        Explained::Element(one) => write_element(one, out),
        Explained::Value(one) => write_value(one, out),
        Explained::Consequences(kinds) => write_consequences(kinds, out),
        Explained::Trouble(one) => trouble::write(one, out),
        Explained::Troubles => trouble::write_all(out),
        Explained::Exits(exits) => write_exits(exits, out),
    }
}

fn write_topics(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", paint(Label::Heading, "Rules of `xcred check`, in the order of their severity"))?;
    let mut rules = RULES.to_vec();
    rules.sort_by_key(|rule| std::cmp::Reverse(rule.rule.severity));
    let told = |rule: &&CheckRule| format!("{}: {}", rule.rule.severity, rule.rule.summary);
    list(rules.iter().map(|rule| (rule.rule.id.to_owned(), told(rule))), out)?;
    heading("Metadata types, their elements and values, as TYPE.ELEMENT.ELEMENT.VALUE", out)?;
    list(registry().map(|table| (table.name.clone(), table.summary.clone())), out)?;
    heading("Consequences of changes, as consequences or one of", out)?;
    list(CONSEQUENCE_KINDS.iter().map(|kind| (kind.id.to_owned(), in_brief(kind))), out)?;
    heading("Troubles of logins and connections, as troubles or one of", out)?;
    list(troubles().map(|one| (one.id.clone(), one.happened.clone())), out)?;
    heading("Exit codes, as exit-codes or a number", out)
}

fn in_brief(kind: &ConsequenceKind) -> String {
    format!("{}: {}", kind.gravity.word(), kind.summary)
}

fn write_consequences(kinds: &[&'static ConsequenceKind], out: &mut dyn Write) -> io::Result<()> {
    for (at, kind) in kinds.iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{} ({})", paint(Label::Heading, kind.id), kind.gravity.word())?;
        paragraph(kind.summary, 0, out)?;
        writeln!(out)?;
        // Rules of several elements can say the same.
        let mut rows: Vec<_> = kind.said_by().map(|(table, rule)| (table.name.clone(), said(rule))).collect();
        rows.dedup();
        list(rows.into_iter(), out)?;
        writeln!(out)?;
        paragraph(kind.way_out, 0, out)?;
    }
    Ok(())
}

fn said(rule: &ConsequenceRule) -> String {
    format!("{} ({})", rule.says, phrase::evidence(rule.evidence))
}

fn write_rule(rule: &CheckRule, findings: &[Finding], out: &mut dyn Write) -> io::Result<()> {
    let severity = paint(label(rule.rule.severity), rule.rule.severity);
    let fixable = if rule.fixable { ", mended by `xcred check --fix`" } else { "" };
    writeln!(out, "{} ({severity}{fixable})", paint(Label::Heading, rule.rule.id))?;
    paragraph(rule.rule.summary, 0, out)?;
    for (title, text) in [("Why", rule.why), ("Way out", rule.way_out)] {
        heading(title, out)?;
        paragraph(text, 2, out)?;
    }
    if !findings.is_empty() {
        let version = rule.example.version.map_or_else(String::new, |version| format!(" for API version {version}"));
        heading(&format!("What it says{version}"), out)?;
        let mut said = Vec::new();
        write_findings(findings, &mut said)?;
        writeln!(out, "{}", String::from_utf8_lossy(&said).trim_end())?;
        heading("Mended", out)?;
        for (path, text) in rule.mended_files() {
            writeln!(out, "  {}", paint(Label::Aside, path))?;
            text.lines().try_for_each(|line| writeln!(out, "    {}", printable(line)))?;
        }
    }
    heading("Source", out)?;
    paragraph(&format!("{} Known from: {}.", rule.source, phrase::evidence(rule.evidence)), 2, out)?;
    writeln!(out, "\nIn `xcred.toml`, `[rules]`: {} = \"error\", \"warning\", \"note\" or \"off\".", rule.rule.id)
}

fn write_type(table: &MetadataType, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", paint(Label::Heading, &table.name))?;
    paragraph(&table.summary, 0, out)?;
    writeln!(out, "\n  file: {}", table.source_file_name("NAME"))?;
    writeln!(out, "  API versions: {} and later", table.since)?;
    writeln!(out, "  known: {}", phrase::knowledge(table.knowledge))?;
    write_elements(&table.elements, out)?;
    for (name, structure) in &table.structures {
        heading(&format!("Each {name} holds"), out)?;
        write_shapes(&structure.elements, out)?;
    }
    Ok(())
}

fn write_structure(one: &StructureExplained, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{} of {}", paint(Label::Heading, one.name), one.table.name)?;
    write_elements(&one.structure.elements, out)
}

fn write_elements(elements: &[ElementShape], out: &mut dyn Write) -> io::Result<()> {
    if elements.is_empty() {
        return Ok(());
    }
    heading("Elements", out)?;
    write_shapes(elements, out)
}

fn write_shapes(elements: &[ElementShape], out: &mut dyn Write) -> io::Result<()> {
    list(elements.iter().map(|shape| (shape.name.clone(), facts_of(shape))), out)
}

fn facts_of(shape: &ElementShape) -> String {
    let mut facts = vec![phrase::kind(&shape.kind)];
    facts.extend(shape.repeated.then(|| "repeated".to_owned()));
    facts.extend(shape.required.then(|| "refused without it".to_owned()));
    facts.extend(versions(shape.since, shape.until));
    facts.join(", ")
}

fn versions(since: Option<ApiVersion>, until: Option<ApiVersion>) -> Option<String> {
    Some(phrase::range(since, until)).filter(|range| !range.is_empty())
}

fn write_element(one: &ElementExplained, out: &mut dyn Write) -> io::Result<()> {
    let (table, shape) = (one.table, one.shape);
    writeln!(out, "{} of {}", paint(Label::Heading, &shape.name), one.holder)?;
    paragraph(&format!("Holds {}.", facts_of(shape)), 0, out)?;
    if !shape.default.is_empty() {
        paragraph(&format!("Left out it means {}.", phrase::default(&shape.default)), 0, out)?;
    }
    notes_on(shape, str::to_owned).iter().try_for_each(|note| paragraph(note, 0, out))?;
    if let Some(enumeration) = table.enumeration(shape) {
        write_values(enumeration, out)?;
    }
    write_elements(table.inside(shape), out)?;
    if one.parameters().is_empty() {
        return Ok(());
    }
    heading("What a parameter carries", out)?;
    let of_each = |rule: &'static ParameterRule| rule.types.iter().map(|name| (name.clone(), carried(rule)));
    list(one.parameters().iter().flat_map(of_each), out)
}

fn write_values(enumeration: &Enumeration, out: &mut dyn Write) -> io::Result<()> {
    heading("Values", out)?;
    list(enumeration.values.iter().map(|value| (value.name.clone(), facts_of_value(value))), out)?;
    enumeration.note.iter().try_for_each(|note| paragraph(note, 2, out))
}

fn facts_of_value(value: &EnumerationValue) -> String {
    let mut facts = format!("for {}", phrase::audience(value.audience));
    facts.extend(versions(value.since, value.until).map(|range| format!(", {range}")));
    facts.push('.');
    facts.push_str(if value.not_deployable { " Refused by orgs." } else { "" });
    facts.extend(phrase::instead(value).map(|instead| format!(" {instead}")));
    facts.extend(value.note.iter().map(|note| format!(" {note}")));
    facts
}

fn write_value(one: &ValueExplained, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{} of {}, {}", paint(Label::Heading, &one.value.name), one.enumeration, one.table.name)?;
    paragraph(&format!("It is {}", facts_of_value(one.value)), 0, out)?;
    if let Some(rule) = one.parameter {
        heading("What such a parameter carries", out)?;
        paragraph(&carried(rule), 2, out)?;
    }
    one.protocols.iter().try_for_each(|protocol| write_protocol(protocol, out))
}

fn write_protocol(protocol: &Protocol, out: &mut dyn Write) -> io::Result<()> {
    let variant = protocol.variant.as_ref().map_or_else(String::new, |variant| format!(" with `{variant}`"));
    heading(&format!("{}{variant}: {}", protocol.protocol, protocol.title), out)?;
    let lines = [
        ("needs", &protocol.required, " or "),
        ("at most one of", &protocol.exclusive, ", "),
        ("may have", &protocol.allowed, ", "),
        ("refused", &protocol.refused, ", "),
    ];
    let told = lines.into_iter().flat_map(|(title, sets, between)| {
        sets.iter().map(move |set| (title.to_owned(), phrase::parameters(set, between)))
    });
    list(told, out)?;
    protocol.note.iter().try_for_each(|note| paragraph(note, 2, out))
}

fn carried(rule: &ParameterRule) -> String {
    let value = rule.value_in.as_ref().map_or_else(|| "no value".to_owned(), |name| format!("its value in `{name}`"));
    let listed = |title: &str, names: &[String]| {
        if names.is_empty() { String::new() } else { format!(" {title}: {}.", phrase::codes(names)) }
    };
    let needs: Vec<String> = rule.requires.iter().map(|need| need.element.clone()).collect();
    [
        format!("{value}; known from {}.", phrase::evidence(rule.evidence)),
        listed("`parameterName`", &rule.names),
        listed("Values", &rule.values),
        listed("Needs", &needs),
        rule.note.as_ref().map_or_else(String::new, |note| format!(" {note}")),
    ]
    .concat()
}

fn write_exits(exits: &[ExitExplained], out: &mut dyn Write) -> io::Result<()> {
    list(exits.iter().map(|exit| (exit.code.to_string(), exit.meaning.to_owned())), out)
}

fn heading(title: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n{}\n", paint(Label::Heading, title))
}

/// Names in a column, and beside each what there is to say of it.
fn list(items: impl Iterator<Item = (String, String)>, out: &mut dyn Write) -> io::Result<()> {
    let items: Vec<(String, String)> = items.collect();
    let column = items.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default() + 4;
    for (name, text) in items {
        let mut lines = wrapped(&text, WIDTH.saturating_sub(column)).into_iter();
        let name = format!("  {name}");
        writeln!(out, "{name:column$}{}", lines.next().unwrap_or_default())?;
        lines.try_for_each(|line| writeln!(out, "{:column$}{line}", ""))?;
    }
    Ok(())
}

fn paragraph(text: &str, indent: usize, out: &mut dyn Write) -> io::Result<()> {
    wrapped(text, WIDTH - indent).into_iter().try_for_each(|line| writeln!(out, "{:indent$}{line}", ""))
}

/// The words of a text in lines of so many columns; a word that is longer has a line of its own.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last_mut().expect("there is always a line");
        if line.is_empty() {
            line.push_str(word);
        } else if line.chars().count() + 1 + word.chars().count() <= width {
            line.extend([" ", word]);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_wider_than_a_terminal() {
        for table in registry() {
            let mut shown = Vec::new();
            write_type(table, &mut shown).unwrap();
            for shape in &table.elements {
                let one = ElementExplained { table, holder: &table.name, shape };
                write_element(&one, &mut shown).unwrap();
            }
            for (name, structure) in &table.structures {
                for shape in &structure.elements {
                    write_element(&ElementExplained { table, holder: name, shape }, &mut shown).unwrap();
                }
            }
            let shown = anstream::adapter::strip_str(&String::from_utf8(shown).unwrap()).to_string();
            for line in shown.lines().filter(|line| line.trim().contains(' ')) {
                assert!(line.chars().count() <= WIDTH, "{line}");
            }
        }
    }
}
