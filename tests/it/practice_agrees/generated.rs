//! Components made up at random, always the same ones: their elements are good, their parameters are anything.

use super::mutants::Mutant;
use xcred::metadata::{
    Component, ComponentId, MetadataType,
    shape::{Audience, ElementShape, Kind, ParameterRule, Structure},
    type_named,
};

/// The types that have parameters; external credentials, whose parameters have the most rules, twice.
const TYPES: &[&str] = &["ExternalCredential", "ExternalCredential", "ExternalAuthIdentityProvider", "NamedCredential"];

/// Values that mean something to some parameter, and some that mean nothing to any.
const VALUES: &[&str] = &[
    "",
    "x",
    " ",
    "JwtBearer",
    "NoAuthentication",
    "ClientCredentialsClientSecret",
    "ClientCredentialsClientSecretBasic",
    "ClientCredentialsJwtAssertion",
    "AwsSv4_STS",
    "RolesAnywhere",
    "\"a\"",
    "[\"a\"]",
    "[1]",
    "{!$Credential.A.b}",
    "https://a:b@x.example.com",
    "Newsletter",
    "Workspace",
    "Larkhill_Signing",
    "<![CDATA[x]]>",
    "a<!-- c -->b",
    "&#32;",
];

/// This many components, each with a name of its own.
pub(super) fn components(count: usize) -> impl Iterator<Item = Mutant> {
    let mut chance = Chance(99);
    (0..count).map(move |number| {
        let table = type_named(chance.pick(TYPES)).expect("it is a type");
        let id = ComponentId::new(table.name.as_str(), format!("Made_up_{number}"));
        let text = component(table, &mut chance);
        Mutant { what: text.clone(), component: Component::of_one_file(id, "made-up-meta.xml", text.into_bytes()) }
    })
}

/// Numbers that look random and are the same in each run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits fit") % count
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }
}

fn component(table: &'static MetadataType, chance: &mut Chance) -> String {
    let name = &table.name;
    let mut text = format!("<{name} xmlns=\"http://soap.sforce.com/2006/04/metadata\"><label>Made up</label>");
    let chosen: &[&str] = match name.as_str() {
        "ExternalCredential" => &["authenticationProtocol"],
        "ExternalAuthIdentityProvider" => &["authenticationFlow", "authenticationProtocol"],
        _ => &["namedCredentialType"],
    };
    for element in chosen {
        let shape = table.element(element).expect("the type has it");
        text += &format!("<{element}>{}</{element}>", chance.pick(&public_values(table, shape)));
    }
    let is_holder = |shape: &&ElementShape| matches!(shape.kind, Kind::Structure(_));
    let holder = table.elements.iter().find(is_holder).expect("the type has parameters");
    for _ in 0..chance.below(6) {
        text += &format!("<{0}>{1}</{0}>", holder.name, parameter(table, holder, chance));
    }
    text + &format!("</{name}>")
}

/// A parameter of any type; mostly with a name that the type is known by, and with its value where it belongs.
fn parameter(table: &'static MetadataType, holder: &'static ElementShape, chance: &mut Chance) -> String {
    let structure = table.structure(holder).expect("it is a structure");
    let types = public_values(table, structure_element(structure, "parameterType"));
    let kind = chance.pick(&types);
    let rule = structure.parameter(kind);
    let known = rule.into_iter().flat_map(|rule| &rule.names).map(String::as_str);
    let names: Vec<&str> = known.chain(["aud", "x y", " Scope "]).collect();
    let name = chance.pick(&names);
    let mut text = format!("<parameterName>{name}</parameterName><parameterType>{kind}</parameterType>");
    let is_proper = !chance.one_in(3);
    for shape in structure.elements.iter().filter(|shape| !["parameterName", "parameterType"].contains(&&*shape.name)) {
        let own = rule.and_then(|rule| rule.value_in.as_deref()) == Some(&shape.name) || shape.kind == Kind::Integer;
        if (own && is_proper) || chance.one_in(4) {
            text += &format!("<{0}>{1}</{0}>", shape.name, value(shape, rule, chance));
        }
    }
    text
}

fn value(shape: &ElementShape, rule: Option<&'static ParameterRule>, chance: &mut Chance) -> &'static str {
    let known = rule.map_or(&[][..], |rule| &rule.values);
    match shape.kind {
        Kind::Integer => "1",
        Kind::Boolean => "true",
        _ if !known.is_empty() && chance.one_in(4) => &known[chance.below(known.len())],
        _ => chance.pick(VALUES),
    }
}

fn structure_element(structure: &'static Structure, name: &str) -> &'static ElementShape {
    structure.element(name).expect("every parameter has it")
}

/// The values of an enumeration that every org knows.
fn public_values(table: &'static MetadataType, shape: &'static ElementShape) -> Vec<&'static str> {
    let enumeration = table.enumeration(shape).expect("it is an enumeration");
    let known = enumeration.values.iter().filter(|value| value.audience != Audience::Internal && value.until.is_none());
    known.map(|value| value.name.as_str()).collect()
}
