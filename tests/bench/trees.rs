//! The files that are measured: three trees of external credentials, the same at every run.

use std::{
    fs,
    path::{Path, PathBuf},
};

use xcred::xml::METADATA_NAMESPACE;

use crate::measurement::Outcome;

/// A project as Salesforce writes it.
pub(crate) const PLAIN: &str = "plain";
/// The same, with another value in one component of a hundred.
pub(crate) const CHANGED: &str = "changed";
/// The same meaning as the first in every file, and other bytes: by hand, in another order, on Windows.
pub(crate) const REFORMATTED: &str = "reformatted";
/// The folder of a project that holds its package folders.
pub(crate) const PACKAGES: &str = "packages";
/// How many elements each file has.
pub(crate) const ELEMENTS: usize = 4 + PARAMETERS.len() + INSIDE;
/// How many of them stand inside parameters.
pub(crate) const INSIDE: usize = PARAMETERS.len() * 4;

/// The size of each file of the first tree: what its elements take, filled up to the same for all.
const BYTES: usize = 2_360;
/// One component of so many differs in the second tree.
const CHANGED_OF: usize = 100;
const FOLDERS: usize = 20;
const FOLDERS_OF_PACKAGE: usize = 5;

/// Group, name, type and value of each parameter.
const PARAMETERS: &[[(&str, &str); 4]] = &[
    parameter(["DefaultGroup", "Oauth", "AuthProtocolVariant", "JwtBearer"]),
    parameter(["DefaultGroup", "AuthProviderUrl", "AuthProviderUrl", "https://login.example/oauth2/token"]),
    parameter(["DefaultGroup", "aud", "JwtBodyClaim", "\"https://login.example\""]),
    parameter(["DefaultGroup", "iss", "JwtBodyClaim", "Larkhill's books & more"]),
    parameter(["DefaultGroup", "sub", "JwtBodyClaim", "{!$User.Username & '.books'}"]),
    [
        ("certificate", "Ledger_Signing"),
        ("parameterGroup", "DefaultGroup"),
        ("parameterName", "SigningCertificate"),
        ("parameterType", "SigningCertificate"),
    ],
    [
        ("parameterGroup", "Integration"),
        ("parameterName", "Integration"),
        ("parameterType", "NamedPrincipal"),
        ("sequenceNumber", "1"),
    ],
];

const fn parameter([group, name, kind, value]: [&str; 4]) -> [(&str, &str); 4] {
    [("parameterGroup", group), ("parameterName", name), ("parameterType", kind), ("parameterValue", value)]
}

/// How a file is written.
struct Style {
    line_end: &'static str,
    indent: &'static str,
    apostrophe: &'static str,
    quote: &'static str,
    comment: &'static str,
    is_backwards: bool,
}

const BY_SALESFORCE: Style =
    Style { line_end: "\n", indent: "    ", apostrophe: "&apos;", quote: "&quot;", comment: "", is_backwards: false };
const BY_HAND: Style = Style {
    line_end: "\r\n",
    indent: "\t",
    apostrophe: "'",
    quote: "\"",
    comment: "<!-- by hand -->",
    is_backwards: true,
};

/// Writes the three trees.
pub(crate) fn plant(dir: &Path, components: usize) -> Outcome<()> {
    for (tree, style) in [(PLAIN, BY_SALESFORCE), (CHANGED, BY_SALESFORCE), (REFORMATTED, BY_HAND)] {
        let tree_dir = dir.join(tree);
        for index in 0..components {
            let file = tree_dir.join(path(index));
            if index < FOLDERS {
                fs::create_dir_all(file.parent().expect("a component lies in a folder"))?;
            }
            let audience = if tree == CHANGED && index.is_multiple_of(CHANGED_OF) { "another" } else { "ledger" };
            fs::write(file, credential(index, audience, &style))?;
        }
        fs::write(tree_dir.join("sfdx-project.json"), PROJECT)?;
    }
    Ok(())
}

/// How many components differ between the first tree and the second.
pub(crate) fn changed_of(components: usize) -> usize {
    components.div_ceil(CHANGED_OF)
}

const PROJECT: &str = r#"{
  "packageDirectories": [
    { "path": "packages/package-0", "default": true },
    { "path": "packages/package-1" },
    { "path": "packages/package-2" },
    { "path": "packages/package-3" }
  ],
  "sourceApiVersion": "66.0"
}
"#;

/// The components lie in turn in each folder, as names of one team's components are not those of one folder.
fn path(index: usize) -> PathBuf {
    let folder = index % FOLDERS;
    let (package, team) = (folder / FOLDERS_OF_PACKAGE, folder % FOLDERS_OF_PACKAGE);
    let name = format!("Credential_{index:05}.externalCredential-meta.xml");
    let package = Path::new(PACKAGES).join(format!("package-{package}"));
    package.join("main").join(format!("team-{team}")).join("externalCredentials").join(name)
}

/// A credential for an audience, filled up to the size of all.
fn credential(index: usize, audience: &str, style: &Style) -> String {
    let filling = BYTES.checked_sub(written(index, "ledger", "", &BY_SALESFORCE).len()).expect("the elements fit");
    written(index, audience, &".".repeat(filling), style)
}

fn written(index: usize, audience: &str, filling: &str, style: &Style) -> String {
    let Style { line_end, comment, .. } = style;
    let mut parts = vec![
        leaf(style, 1, "authenticationProtocol", "Oauth"),
        leaf(style, 1, "description", &format!("Signs in at '{audience}' for callouts of team {index}{filling}")),
    ];
    parts.extend(PARAMETERS.iter().map(|fields| structure(style, fields)));
    parts.push(leaf(style, 1, "label", &format!("Credential {index:05}")));
    if style.is_backwards {
        parts.reverse();
    }
    let root = "ExternalCredential";
    let head = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>{line_end}{comment}");
    format!("{head}<{root} xmlns=\"{METADATA_NAMESPACE}\">{line_end}{}</{root}>{line_end}", parts.concat())
}

fn structure(style: &Style, fields: &[(&str, &str)]) -> String {
    let Style { line_end, indent, .. } = style;
    let mut leaves: Vec<String> = fields.iter().map(|(name, value)| leaf(style, 2, name, value)).collect();
    if style.is_backwards {
        leaves.reverse();
    }
    let name = "externalCredentialParameters";
    format!("{indent}<{name}>{line_end}{}{indent}</{name}>{line_end}", leaves.concat())
}

fn leaf(style: &Style, depth: usize, name: &str, value: &str) -> String {
    let Style { line_end, indent, apostrophe, quote, .. } = style;
    let value = value.replace('&', "&amp;").replace('\'', apostrophe).replace('"', quote);
    format!("{}<{name}>{value}</{name}>{line_end}", indent.repeat(depth))
}
