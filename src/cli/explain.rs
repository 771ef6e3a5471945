//! `xcred explain`: what there is to say of a rule, a type, an element, a value, a trouble or an exit code.

use super::{
    args::ExplainArguments,
    console::Console,
    error::{Failure, Outcome},
    exit::{EXITS, Exit},
};
use crate::{
    check::rules::{RULES, rule_named},
    diff::{CONSEQUENCE_KINDS, ConsequenceKind},
    metadata::{
        MetadataType, registry,
        shape::{ElementShape, Kind, Structure},
    },
    org::trouble::{trouble_named, troubles},
    report::{ElementExplained, ExitExplained, Explained, Report, StructureExplained, ValueExplained},
};

/// The word for all exit codes.
const EXIT_CODES: &str = "exit-codes";

/// The word for all kinds of consequences.
const CONSEQUENCES: &str = "consequences";

/// The word for all troubles.
const TROUBLES: &str = "troubles";

/// So many places are named where a word has several meanings.
const MOST_PLACES: usize = 12;

/// Runs the command.
pub(super) fn run(console: &Console, arguments: &ExplainArguments) -> Outcome<Exit> {
    let explained = arguments.topic.as_deref().map_or(Ok(Explained::Topics), find)?;
    console.report(&Report::Explain(explained), Exit::Done)
}

fn find(topic: &str) -> Outcome<Explained> {
    if let Some(exits) = exits(topic) {
        return Ok(exits);
    }
    if let Some(consequences) = consequences(topic) {
        return Ok(consequences);
    }
    if topic == TROUBLES {
        return Ok(Explained::Troubles);
    }
    if let Some(trouble) = trouble_named(topic) {
        return Ok(Explained::Trouble(trouble));
    }
    if let Some(rule) = rule_named(topic) {
        return Ok(Explained::Rule(rule, rule.example_findings()));
    }
    let (first, rest) = topic.split_once('.').map_or((topic, None), |(first, rest)| (first, Some(rest)));
    let starts: Vec<Start> = starts().filter(|start| start.name.eq_ignore_ascii_case(first)).collect();
    match (&starts[..], rest) {
        ([start, ..], None) => Ok(start.explained()),
        ([start, ..], Some(rest)) => {
            starts.iter().find_map(|start| start.walk(rest).ok()).map_or_else(|| start.walk(rest), Ok)
        }
        ([], _) => element_alone(topic),
    }
}

/// An exit code, or all of them.
fn exits(topic: &str) -> Option<Explained> {
    let code: Option<u8> = topic.parse().ok();
    let meant = EXITS.iter().filter(|(_, listed, _)| topic == EXIT_CODES || code == Some(*listed));
    let meant: Vec<ExitExplained> = meant.map(|(_, code, meaning)| ExitExplained { code: *code, meaning }).collect();
    (!meant.is_empty()).then_some(Explained::Exits(meant))
}

/// A kind of consequence, or all of them.
fn consequences(topic: &str) -> Option<Explained> {
    let meant = CONSEQUENCE_KINDS.iter().filter(|kind| topic == CONSEQUENCES || topic == kind.id);
    let meant: Vec<&ConsequenceKind> = meant.collect();
    (!meant.is_empty()).then_some(Explained::Consequences(meant))
}

/// Where a way into a type starts: at the type, or at one of its structures.
struct Start {
    table: &'static MetadataType,
    name: &'static str,
    structure: Option<&'static Structure>,
}

fn starts() -> impl Iterator<Item = Start> {
    registry().flat_map(|table| {
        let structures = table.structures.iter();
        let inner = structures.map(move |(name, one)| Start { table, name, structure: Some(one) });
        std::iter::once(Start { table, name: &table.name, structure: None }).chain(inner)
    })
}

impl Start {
    fn elements(&self) -> &'static [ElementShape] {
        self.structure.map_or(&self.table.elements, |structure| &structure.elements)
    }

    fn explained(&self) -> Explained {
        let (table, name) = (self.table, self.name);
        match self.structure {
            None => Explained::Type(table),
            Some(structure) => Explained::Structure(StructureExplained { table, name, structure }),
        }
    }

    /// Follows the names of elements, and at last of a value.
    fn walk(&self, way: &str) -> Outcome<Explained> {
        let (name, rest) = way.split_once('.').map_or((way, None), |(name, rest)| (name, Some(rest)));
        let found = self.elements().iter().find(|shape| shape.name.eq_ignore_ascii_case(name));
        let Some(shape) = found else {
            let names = self.elements().iter().map(|shape| shape.name.as_str());
            return Err(unknown(format!("`{}` has no element `{name}`", self.name), name, names));
        };
        match (rest, &shape.kind) {
            (None, _) => Ok(Explained::Element(ElementExplained { table: self.table, holder: self.name, shape })),
            (Some(rest), Kind::Structure(inner)) => {
                let (name, structure) = self.table.structures.get_key_value(inner).expect("a test walks the tables");
                Start { table: self.table, name, structure: Some(structure) }.walk(rest)
            }
            (Some(rest), Kind::Enumeration(inner)) => self.value(shape, inner, rest),
            (Some(rest), _) => Err(Failure::wrong_use(
                ERROR,
                format!("`{}` holds a plain value, and nothing called `{rest}`", shape.name),
            )),
        }
    }

    fn value(&self, shape: &ElementShape, enumeration: &'static str, name: &str) -> Outcome<Explained> {
        let values = &self.table.enumerations.get(enumeration).expect("a test walks the tables").values;
        let Some(value) = values.iter().find(|value| value.name.eq_ignore_ascii_case(name)) else {
            let names = values.iter().map(|value| value.name.as_str());
            return Err(unknown(format!("`{enumeration}` has no value `{name}`"), name, names));
        };
        let is_type = shape.name == "parameterType";
        let parameter = self.structure.filter(|_| is_type).and_then(|structure| structure.parameter(&value.name));
        let is_protocol = shape.name == "authenticationProtocol";
        let protocols = self.table.protocols.iter().filter(|row| is_protocol && row.protocol == value.name).collect();
        Ok(Explained::Value(ValueExplained { table: self.table, enumeration, value, parameter, protocols }))
    }
}

/// The name of an element without the way to it.
fn element_alone(topic: &str) -> Outcome<Explained> {
    let places: Vec<Start> =
        starts().filter(|start| start.elements().iter().any(|shape| shape.name.eq_ignore_ascii_case(topic))).collect();
    match &places[..] {
        [] => Err(unknown(format!("there is nothing called `{topic}`"), topic, topics())),
        [place] => place.walk(topic),
        _ => Err(several(topic, places.iter().map(|place| format!("{}.{topic}", place.name)))),
    }
}

/// All that can be named alone.
fn topics() -> impl Iterator<Item = &'static str> {
    let ids = RULES.iter().map(|rule| rule.rule.id).chain(CONSEQUENCE_KINDS.iter().map(|kind| kind.id));
    let ids = ids.chain(troubles().map(|trouble| trouble.id.as_str()));
    ids.chain(starts().map(|start| start.name)).chain([EXIT_CODES, CONSEQUENCES, TROUBLES])
}

/// The name of the error where something is asked for that there is not.
const ERROR: &str = "ExplainError";

fn unknown<'n>(message: String, name: &str, known: impl Iterator<Item = &'n str>) -> Failure {
    let failure = Failure::wrong_use(ERROR, message);
    match super::nearest::nearest(name, known) {
        Some(meant) => failure.hint(format!("did you mean `{meant}`?")),
        None => failure.hint("`xcred explain` lists what there is"),
    }
}

fn several(topic: &str, places: impl Iterator<Item = String>) -> Failure {
    let failure = Failure::wrong_use(ERROR, format!("`{topic}` is the name of several things"));
    places.take(MOST_PLACES).fold(failure, |failure, place| failure.hint(format!("`xcred explain {place}`")))
}
