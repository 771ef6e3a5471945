//! The reference pages of the command line, made from its tables: `docs/commands.md`, `docs/consequences.md`,
//! `docs/exit-codes.md`, `docs/rules` and `docs/troubles`.

use std::collections::BTreeMap;

use clap::CommandFactory;

use super::{args::Arguments, exit::EXITS};
use crate::{
    check::rules::RULES,
    org::trouble::{areas, troubles as all_troubles},
    render::{consequence_page, rule_page, trouble_page},
};

/// The page that lists every command with its flags.
pub fn commands() -> String {
    let mut page = String::from("# Commands\n\nWhat `xcred COMMAND --help` prints.\n");
    let mut root = Arguments::command();
    root.build();
    add_command(&mut page, &mut root, "##");
    page
}

fn add_command(page: &mut String, command: &mut clap::Command, heading: &str) {
    let name = command.get_bin_name().unwrap_or_else(|| command.get_name()).to_owned();
    let help = command.render_long_help().to_string();
    let lines: Vec<&str> = help.lines().map(str::trim_end).collect();
    page.push_str(&format!("\n{heading} {name}\n\n```text\n{}\n```\n", lines.join("\n").trim_end()));
    for inner in command.get_subcommands_mut().filter(|inner| inner.get_name() != "help") {
        add_command(page, inner, &format!("{heading}#"));
    }
}

/// The page that lists the exit codes.
pub fn exit_codes() -> String {
    format!("# Exit codes\n\n{}", exit_code_table())
}

/// The table of the exit codes, which README shows too.
pub fn exit_code_table() -> String {
    let rows: String = EXITS.iter().map(|(_, code, meaning)| format!("| {code} | {meaning} |\n")).collect();
    format!("| code | meaning |\n| --- | --- |\n{rows}")
}

/// The page that lists what changes mean.
pub fn consequences() -> String {
    consequence_page()
}

/// The pages of the rules with their index, by file name.
pub fn rules() -> BTreeMap<String, String> {
    let pages = RULES.iter().map(|rule| (format!("{}.md", rule.rule.id), rule_page::page(rule)));
    pages.chain([("README.md".to_owned(), rule_page::index(RULES))]).collect()
}

/// The pages of the troubles with their index, by file name.
pub fn troubles() -> BTreeMap<String, String> {
    let pages = all_troubles().map(|trouble| (format!("{}.md", trouble.id), trouble_page::page(trouble)));
    pages.chain([("README.md".to_owned(), trouble_page::index(areas()))]).collect()
}
