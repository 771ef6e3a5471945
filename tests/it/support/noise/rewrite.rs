//! Rewrites of a file that mean the same.

use fastrand::Rng;

use super::{
    facts::{BOOLEANS, DEFAULTS, KEYS, MADE_UP, PRINCIPALS, TIGHT, made_up_end},
    tree::Tree,
};

/// The file in other words, by chance.
pub(super) fn rewritten(type_name: &str, root: &Tree, random: &mut Rng) -> Vec<u8> {
    let mut tree = root.clone();
    match type_name {
        "ExternalCredential" => credential(&mut tree, random),
        "NamedCredential" => named_credential(&mut tree, random),
        "PermissionSet" => permission_set(&mut tree, random),
        _ => {}
    }
    defaults(type_name, &mut tree, random);
    empties(&mut tree, random);
    shuffle(&mut tree, random);
    Pen::of(random).write(&tree)
}

/// The form of an API version, and groups spelled out or left out.
fn credential(tree: &mut Tree, random: &mut Rng) {
    let speaks_58 = parameters(tree).any(|one| one.has("parameterGroup"));
    let has_other_group =
        parameters(tree).any(|one| one.value("parameterGroup").is_some_and(|group| group != default_group(one)));
    let has_newer = parameters(tree).any(|one| one.has("externalAuthIdentityProvider") || one.has("principal"));
    if random.bool() && !has_newer && !has_other_group && speaks_58 && tree.has("label") {
        return in_older_words(tree, random);
    }
    let made_up = format!("_{}{}", random_letters(7, random), random.u64(1_600_000_000_000..1_800_000_000_000));
    for parameter in tree.children.iter_mut().filter(|child| child.name == "externalCredentialParameters") {
        let is_alone = parameter.value("parameterName").and_then(made_up_end).is_some();
        if is_alone && parameter.value("parameterGroup").is_none_or(|group| group == default_group(parameter)) {
            parameter.children.retain(|child| child.name != "parameterGroup");
            for name in parameter.children.iter_mut().filter(|child| child.name == "parameterName") {
                let stem = made_up_end(&name.text).expect("it ends so");
                name.text = format!("{}{made_up}", &name.text[..stem]);
            }
        }
        let default = default_group(parameter);
        match parameter.value("parameterGroup") {
            Some(group) if group == default && random.bool() => {
                parameter.children.retain(|child| child.name != "parameterGroup");
            }
            None if random.bool() && !parameter.has("principal") && parameter.has("parameterName") => {
                parameter.children.push(Tree::leaf("parameterGroup", &default));
            }
            _ => {}
        }
    }
}

/// As API version 55.0 to 57.0 says it: without groups, with permission sets, with another name for the label.
fn in_older_words(tree: &mut Tree, random: &mut Rng) {
    for parameter in tree.children.iter_mut().filter(|child| child.name == "externalCredentialParameters") {
        parameter.children.retain(|child| child.name != "parameterGroup");
        if parameter.value("parameterType").is_some_and(|kind| PRINCIPALS.contains(&kind)) {
            parameter.children.push(Tree::leaf("principal", "Some_Permission_Set"));
        }
    }
    if random.bool() {
        tree.children
            .iter_mut()
            .filter(|child| child.name == "label")
            .for_each(|child| child.name = "masterLabel".into());
    }
}

fn parameters(tree: &Tree) -> impl Iterator<Item = &Tree> {
    tree.children.iter().filter(|child| child.name == "externalCredentialParameters")
}

fn default_group(parameter: &Tree) -> String {
    let is_principal = parameter.value("parameterType").is_some_and(|kind| PRINCIPALS.contains(&kind));
    let name = parameter.value("parameterName").filter(|_| is_principal);
    name.unwrap_or("DefaultGroup").to_owned()
}

/// Defaults come and go.
fn defaults(type_name: &str, tree: &mut Tree, random: &mut Rng) {
    for (_, name, default) in DEFAULTS.iter().filter(|(one, ..)| *one == type_name) {
        if tree.value(name) == Some(default) && random.bool() {
            tree.children.retain(|child| child.name != *name);
        } else if !tree.has(name) && random.bool() {
            tree.children.push(Tree::leaf(name, default));
        }
    }
}

fn named_credential(tree: &mut Tree, random: &mut Rng) {
    let made_up = tree.children.iter_mut().filter(|child| child.value("parameterType") == Some(MADE_UP));
    for name in made_up.flat_map(|child| &mut child.children).filter(|child| child.name == "parameterName") {
        name.text = format!(
            "AllowedNamespace_{}{}",
            random_letters(7, random),
            random.u64(1_600_000_000_000..1_800_000_000_000)
        );
    }
}

fn permission_set(tree: &mut Tree, random: &mut Rng) {
    let accesses = tree.children.iter_mut().flat_map(|child| &mut child.children);
    for leaf in accesses.filter(|child| child.name == "externalCredentialPrincipal") {
        if let Some((name, who)) = leaf.text.clone().split_once('-').filter(|_| random.bool()) {
            leaf.text = format!("{} - {}", name.trim(), who.trim());
        }
    }
}

fn random_letters(count: usize, random: &mut Rng) -> String {
    (0..count).map(|_| random.alphanumeric()).collect()
}

/// Empty elements come and go, where their parent may have them.
fn empties(tree: &mut Tree, random: &mut Rng) {
    tree.children.retain(|child| !(child.children.is_empty() && child.text.trim().is_empty()) || random.bool());
    let lists = ["externalCredentialParameters", "namedCredentialParameters", "externalAuthIdentityProviderParameters"];
    let may_have = |tree: &Tree| tree.has("label") || lists.contains(&tree.name.as_str());
    if may_have(tree) && !tree.has("description") && random.bool() {
        tree.children.push(Tree { is_nil: random.bool(), ..Tree::leaf("description", "") });
    }
    for child in &mut tree.children {
        if lists.contains(&child.name.as_str()) {
            empties(child, random);
        }
    }
}

/// Another order, at every level. Elements of one name stay together, as an org demands.
fn shuffle(tree: &mut Tree, random: &mut Rng) {
    random.shuffle(&mut tree.children);
    let mut order: Vec<String> = tree.children.iter().map(|child| child.name.clone()).collect();
    random.shuffle(&mut order);
    tree.children.sort_by_cached_key(|child| order.iter().position(|name| *name == child.name));
    tree.children.iter_mut().for_each(|child| shuffle(child, random));
}

/// How one rewrite writes.
struct Pen<'r> {
    line_end: &'static str,
    indent: &'static str,
    random: &'r mut Rng,
}

impl<'r> Pen<'r> {
    fn of(random: &'r mut Rng) -> Self {
        let line_end = random.choice(["\n", "\r\n", "", "\n\n"]).expect("there are some");
        let indent = random.choice(["    ", "\t", "", "  "]).expect("there are some");
        Self { line_end, indent, random }
    }

    fn write(mut self, root: &Tree) -> Vec<u8> {
        let mut text = String::from(self.one_of(&["", "\u{feff}"]));
        text.push_str(self.one_of(&["", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", "<?xml version='1.0'?>\r\n"]));
        text.push_str(self.one_of(&["", "<!-- a comment & <more> -->", "<?an instruction?>\n"]));
        let namespaces = "xmlns=\"http://soap.sforce.com/2006/04/metadata\" \
                          xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"";
        text.push_str(&format!("<{} {namespaces}>", root.name));
        self.children(&mut text, root, 1);
        text.push_str(&format!("</{}>", root.name));
        text.push_str(self.one_of(&["", "\n", "\r\n<!-- the end -->\r\n"]));
        text.into_bytes()
    }

    fn children(&mut self, text: &mut String, parent: &Tree, depth: usize) {
        for child in &parent.children {
            text.push_str(self.line_end);
            text.push_str(self.one_of(&["", "", "<!-- - -->", "<?pi?>"]));
            text.push_str(&self.indent.repeat(depth));
            let is_known = depth == 1 || KEYS.iter().any(|(list, _)| *list == parent.name);
            self.element(text, child, depth, is_known);
        }
        text.push_str(self.line_end);
    }

    /// Writes an element. Where nobody knows the element above, the spelling of a value may mean something.
    fn element(&mut self, text: &mut String, tree: &Tree, depth: usize, is_known: bool) {
        let space = self.one_of(&["", "", " ", "\n"]);
        if tree.children.is_empty() && tree.text.is_empty() {
            let nil = if tree.is_nil { self.one_of(&[" xsi:nil=\"true\"", " xsi:nil='1'"]) } else { "" };
            let is_short = self.random.bool();
            let (short, long) =
                (format!("<{}{nil}{space}/>", tree.name), format!("<{0}{nil}></{0}{space}>", tree.name));
            return text.push_str(if is_short { &short } else { &long });
        }
        text.push_str(&format!("<{}{space}>", tree.name));
        if tree.children.is_empty() {
            let value = if is_known { self.value(tree) } else { self.text(&tree.text) };
            text.push_str(&value);
        } else {
            self.children(text, tree, depth + 1);
        }
        text.push_str(&format!("</{}{space}>", tree.name));
    }

    /// A value in another spelling: of switches and numbers, of the space around, of each character.
    fn value(&mut self, tree: &Tree) -> String {
        let mut value = tree.text.clone();
        if BOOLEANS.contains(&tree.name.as_str()) && self.random.bool() {
            value = value.replace("true", "1").replace("false", "0");
        }
        if tree.name == "sequenceNumber" && value.trim().parse::<u32>().is_ok() {
            value = format!("{}{}", self.one_of(&["", "0", "+", "+00"]), value.trim());
        }
        let written = self.text(&value);
        if TIGHT.contains(&tree.name.as_str()) || BOOLEANS.contains(&tree.name.as_str()) {
            let around = self.one_of(&["", " ", "\r\n\t", "<!-- here -->"]);
            return format!("{around}{written}{around}");
        }
        written
    }

    fn text(&mut self, value: &str) -> String {
        value.chars().map(|one| self.character(one)).collect()
    }

    fn character(&mut self, one: char) -> String {
        let code = u32::from(one);
        match self.random.u8(0..12) {
            0 => format!("&#{code};"),
            1 => format!("&#x{code:x};"),
            2 if one != ']' && one != '\r' => format!("<![CDATA[{one}]]>"),
            3 if one == '\'' => "&apos;".to_owned(),
            4 if one == '"' => "&quot;".to_owned(),
            _ => match one {
                '&' => "&amp;".to_owned(),
                '<' => "&lt;".to_owned(),
                '>' => "&gt;".to_owned(),
                '\r' => "&#13;".to_owned(),
                _ => one.to_string(),
            },
        }
    }

    fn one_of(&mut self, choices: &[&'static str]) -> &'static str {
        choices[self.random.usize(0..choices.len())]
    }
}
