//! The reference page of a metadata type: what its table says, as Markdown.
//!
//! Pages say what the tables say and nothing else, so that whoever mends a table has mended the documentation.

mod differences;
pub mod phrase;

#[cfg(test)]
mod tests;

use std::fmt::Write;

pub use differences::differences;

use super::{
    MetadataType,
    shape::{ElementShape, Enumeration, Invention, Layout, ParameterRule, ParameterSet, Protocol},
};
use phrase::{audience, code, codes, conditions, default, evidence, granted, kind, knowledge, range, role, scope};

/// The page of one type.
pub fn page(table: &MetadataType) -> String {
    let mut page = format!("# {}\n\n{}\n\n", table.name, table.summary);
    page.push_str(&files(table));
    page.push_str(&elements(&format!("Elements of `{}`", table.name), &table.elements));
    page.push_str(&inventions(&format!("No elements of `{}`", table.name), &table.inventions));
    for (name, structure) in &table.structures {
        page.push_str(&elements(&format!("Elements of `{name}`"), &structure.elements));
        page.push_str(&inventions(&format!("No elements of `{name}`"), &structure.inventions));
        page.push_str(&rules(&structure.parameters));
    }
    page.push_str(&protocols(&table.protocols));
    for (name, enumeration) in &table.enumerations {
        page.push_str(&values(name, enumeration));
        page.push_str(&inventions(&format!("No values of `{name}`"), &enumeration.inventions));
    }
    page.push_str(&list("Sources", table.sources.iter().cloned()));
    page.trim_end().to_owned() + "\n"
}

/// The index of all pages, each as `NAME.md` beside it.
pub fn index<'t>(tables: impl IntoIterator<Item = &'t MetadataType>) -> String {
    let header = ["Type", "What it is", "Known", "Compared with an org"];
    let rows = tables.into_iter().map(|one| {
        let link = format!("[{0}]({0}.md)", one.name);
        vec![link, one.summary.clone(), knowledge(one.knowledge).to_owned(), scope(one.scope).to_owned()]
    });
    format!(
        "# Metadata types\n\nOne page for each type that xcred knows, and one on [what is no difference](no-difference.md).\n\n{}",
        grid(&header, rows)
    )
}

fn files(table: &MetadataType) -> String {
    let mut facts = vec![
        format!("In a project: {} in any folder", code(&table.source_file_name("NAME"))),
        format!("In metadata format: {}", code(&table.metadata_path("NAME"))),
    ];
    if table.layout == Layout::ContentAndMetadata {
        facts.push(format!("Beside it, in both: its content {}", code(&format!("NAME.{}", table.suffix))));
    }
    facts.push(format!("API versions: {} and later", table.since));
    if table.developer_names {
        facts.push("Full names: developer names, in a package after its namespace and `__`".to_owned());
    }
    facts.push(format!("Wildcard `*` in a manifest: {}", if table.wildcard { "yes" } else { "no" }));
    facts.push(format!("Known: {}", knowledge(table.knowledge)));
    facts.push(format!("Compared with an org: {}", scope(table.scope)));
    facts.extend(
        table.hidden_without.as_ref().map(|name| format!("Users without the permission `{name}` see none of it")),
    );
    if !table.concerns.is_empty() {
        facts.push(format!("Without `--whole`, `xcred diff` looks at: {}", phrase::concerns(&table.concerns)));
    }
    list("Files", facts.into_iter())
}

fn elements(title: &str, elements: &[ElementShape]) -> String {
    let header = ["Element", "Holds", "Versions", "Without it", "Notes"];
    let rows = elements.iter().map(|one| {
        vec![
            code(&one.name),
            format!("{}{}", kind(&one.kind), if one.repeated { ", repeated" } else { "" }),
            range(one.since, one.until),
            if one.required { "refused".to_owned() } else { default(&one.default) },
            notes_on(one, phrase::link).join("<br>"),
        ]
    });
    section(title, &grid(&header, rows))
}

/// What there is to say of an element beside what it holds; each line is a sentence or two.
pub fn notes_on(one: &ElementShape, type_name: fn(&str) -> String) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(reference) = &one.refers_to {
        notes.push(phrase::reference(reference, type_name));
    }
    if !one.key.is_empty() {
        notes.push(format!("Told apart by {}.", codes(&one.key)));
    }
    notes.extend(one.key_where.iter().map(phrase::other_key));
    if !one.then_by.is_empty() {
        notes.push(format!("Of several with the same key: by {}, then in order.", codes(&one.then_by)));
    }
    if one.ordered {
        notes.push("The order means something.".to_owned());
    }
    notes.extend(phrase::only_where(&one.only_where));
    for (said, lines) in [
        ("Can hold a secret", &one.secret),
        ("Can hold a secret in its URL", &one.secret_in_url),
        ("Need not be a URL", &one.perhaps_url),
        ("Differs in every org", &one.per_org),
    ] {
        notes.extend(conditions(said, lines));
    }
    notes.extend(one.means.as_ref().map(|name| format!("Says what {} says in other versions.", code(name))));
    if one.generated_end {
        notes.push("Where an org made up its end, that end is no difference.".to_owned());
    }
    notes.extend(one.placeholder.as_ref().map(|text| format!("Orgs return {} in place of the value.", code(text))));
    if one.never_retrieved {
        notes.push("No org returns it.".to_owned());
    }
    notes.extend(one.instead.as_ref().map(|instead| format!("In other versions: {instead}.")));
    notes.extend(one.longest.map(|longest| format!("At most {longest} characters.")));
    notes.extend(one.note.clone());
    notes
}

fn inventions(title: &str, inventions: &[Invention]) -> String {
    let rows = inventions.iter().map(|one| vec![code(&one.name), one.instead.clone()]);
    section(title, &grid(&["What people write", "Instead"], rows))
}

fn rules(rules: &[ParameterRule]) -> String {
    let header = ["`parameterType`", "Carried by", "`parameterName`", "Values", "Needs", "Known from", "Notes"];
    let rows = rules.iter().map(|one| {
        let needs = one.requires.iter().map(|need| format!("{} ({})", code(&need.element), evidence(need.evidence)));
        vec![
            codes(&one.types),
            one.value_in.as_deref().map_or_else(|| "nothing".to_owned(), code),
            if one.names.is_empty() { "free".to_owned() } else { codes(&one.names) },
            codes(&one.values),
            needs.collect::<Vec<_>>().join(", "),
            evidence(one.evidence).to_owned(),
            rule_notes(one),
        ]
    });
    section("What a parameter carries", &grid(&header, rows))
}

fn rule_notes(one: &ParameterRule) -> String {
    let mut notes = vec![role(one.role).to_owned()];
    notes.extend(one.usual.iter().flat_map(|usual| conditions("Usual", std::slice::from_ref(usual))));
    notes.push(granted(one.granted).to_owned());
    notes.push(if one.may_repeat { "Several may have the same name." } else { "" }.to_owned());
    notes.push(if one.holds_formula { "The value can be a formula." } else { "" }.to_owned());
    notes.push(if one.never_numbered { "Has no `sequenceNumber`." } else { "" }.to_owned());
    notes.extend(one.note.clone());
    notes.retain(|note| !note.is_empty());
    notes.join(" ")
}

fn protocols(protocols: &[Protocol]) -> String {
    let header = ["Protocol", "Needs", "Usual", "At most one of", "May have", "Refused", "In formulas", "Notes"];
    let rows = protocols.iter().map(|one| {
        let variant = one.variant.as_ref().map(|variant| format!(" with {}", code(variant)));
        vec![
            format!("{}{}<br>{}", code(&one.protocol), variant.unwrap_or_default(), one.title),
            sets(&one.required, " or "),
            sets(&one.usual, " or "),
            sets(&one.exclusive, ", "),
            sets(&one.allowed, ", "),
            sets(&one.refused, ", "),
            codes(&one.formula_names),
            one.note.clone().unwrap_or_default(),
        ]
    });
    section("Which parameters go with which protocol", &grid(&header, rows))
}

fn sets(sets: &[ParameterSet], between: &str) -> String {
    sets.iter().map(|set| phrase::parameters(set, between)).collect::<Vec<_>>().join("<br>")
}

fn values(name: &str, enumeration: &Enumeration) -> String {
    let rows = enumeration.values.iter().map(|one| {
        let refused = if one.not_deployable { "Refused by orgs." } else { "" };
        let instead = phrase::instead(one);
        let documented = one.documented_since.map(|since| format!("Documented for {since} and later."));
        let parts = [refused, instead.as_deref().unwrap_or_default(), documented.as_deref().unwrap_or_default()];
        let notes = parts.into_iter().chain(one.note.as_deref()).filter(|part| !part.is_empty());
        let notes = notes.collect::<Vec<_>>().join(" ");
        vec![code(&one.name), audience(one.audience).to_owned(), range(one.since, one.until), notes]
    });
    let note = enumeration.note.as_ref().map(|note| format!("\n{note}\n"));
    let table = grid(&["Value", "For", "Versions", "Notes"], rows);
    section(&format!("Values of `{name}`"), &(table + &note.unwrap_or_default()))
}

fn list(title: &str, lines: impl Iterator<Item = String>) -> String {
    section(title, &lines.fold(String::new(), |list, line| list + "- " + &line + "\n"))
}

/// A section, or nothing where there is nothing to say.
fn section(title: &str, body: &str) -> String {
    if body.is_empty() { String::new() } else { format!("## {title}\n\n{body}\n") }
}

/// A Markdown table, without the columns in which no row says anything.
fn grid(header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let rows: Vec<Vec<String>> = rows.collect();
    if rows.is_empty() {
        return String::new();
    }
    let said: Vec<usize> = (0..header.len()).filter(|&at| rows.iter().any(|row| !row[at].is_empty())).collect();
    let mut grid = String::new();
    let rules = vec!["---".to_owned(); header.len()];
    let header = header.iter().map(|title| (*title).to_owned()).collect();
    for row in [header, rules].iter().chain(&rows) {
        for &at in &said {
            write!(grid, "| {} ", row[at]).expect("a string takes everything");
        }
        grid.push_str("|\n");
    }
    grid
}
