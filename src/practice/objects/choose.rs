//! Which records a query finds, in which order.

use std::cmp::Ordering;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::{
    Api, Object, object_named,
    soql::{self, Comparison, Condition, Query, Selection},
};
use crate::practice::org::Org;

/// What a query found.
#[derive(Debug)]
pub(crate) struct Found {
    /// The object.
    pub object: &'static Object,
    /// The fields that were asked for; none where only the number of records was.
    pub fields: Vec<&'static str>,
    /// How many records there are.
    pub total: usize,
    /// The id of each record, and the fields that were asked for; none where only their number was asked for.
    pub records: Vec<(String, Map<String, Value>)>,
}

/// Why a query finds nothing, not even no records.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum QueryError {
    /// It is no query that is understood; the words say where.
    Malformed(String),
    /// There is no such object.
    NoObject(String),
    /// The object has no such field.
    NoField { object: &'static str, field: String },
}

/// Answers a query.
pub(crate) fn find(org: &Org, api: Api, text: &str) -> Result<Found, QueryError> {
    let query = soql::read(text).map_err(QueryError::Malformed)?;
    let object = object_named(&query.object, api).ok_or_else(|| QueryError::NoObject(query.object.clone()))?;
    let chosen = choose(object, org, &query)?;
    let total = chosen.len();
    let (fields, records) = match &query.selection {
        Selection::Count => (Vec::new(), Vec::new()),
        Selection::Fields(names) => {
            let fields = names.iter().map(|name| spelled(object, name)).collect::<Result<Vec<_>, _>>()?;
            let records = chosen.iter().map(|record| cut(record, &fields)).collect();
            (fields, records)
        }
    };
    Ok(Found { object, fields, total, records })
}

fn spelled(object: &'static Object, name: &str) -> Result<&'static str, QueryError> {
    object.field(name).ok_or_else(|| QueryError::NoField { object: object.name, field: name.to_owned() })
}

fn cut(record: &Value, fields: &[&str]) -> (String, Map<String, Value>) {
    let id = record["Id"].as_str().unwrap_or_default().to_owned();
    let mut kept = Map::new();
    for field in fields {
        insert(&mut kept, field, record[field].clone());
    }
    (id, kept)
}

/// Puts a field into a record; one of another record, such as `CreatedBy.Name`, into a record inside.
fn insert(record: &mut Map<String, Value>, field: &str, value: Value) {
    match field.split_once('.') {
        Some((other, field)) => {
            let inside = record.entry(other).or_insert_with(|| json!({ "attributes": { "type": "Name" } }));
            inside[field] = value;
        }
        None => drop(record.insert(field.to_owned(), value)),
    }
}

fn choose(object: &'static Object, org: &Org, query: &Query) -> Result<Vec<Value>, QueryError> {
    let mut chosen = object.records(org);
    for condition in &query.conditions {
        let field = spelled(object, &condition.field)?;
        chosen.retain(|record| holds(condition, &record[field]));
    }
    // Equal ones turn around with the others: the younger record is the later one.
    if query.order.first().is_some_and(|(_, is_descending)| *is_descending) {
        chosen.reverse();
    }
    for (name, is_descending) in query.order.iter().rev() {
        let field = spelled(object, name)?;
        chosen.sort_by(|one, other| {
            let ordering = ordering(&one[field], &other[field]);
            if *is_descending { ordering.reverse() } else { ordering }
        });
    }
    Ok(chosen.into_iter().skip(query.offset).take(query.limit.unwrap_or(usize::MAX)).collect())
}

fn holds(condition: &Condition, held: &Value) -> bool {
    let is_any = || condition.values.iter().any(|value| ordering(held, value) == Ordering::Equal);
    let compared = || condition.values.first().map(|value| ordering(held, value)).filter(|_| !held.is_null());
    match condition.comparison {
        Comparison::Equal | Comparison::In => is_any(),
        Comparison::Unequal | Comparison::NotIn => !is_any(),
        Comparison::Less => compared() == Some(Ordering::Less),
        Comparison::Greater => compared() == Some(Ordering::Greater),
        Comparison::LessOrEqual => compared().is_some_and(Ordering::is_le),
        Comparison::GreaterOrEqual => compared().is_some_and(Ordering::is_ge),
        Comparison::Like => condition.values.iter().any(|pattern| is_like(held, pattern)),
    }
}

/// Null comes first, dates go by time, text by its letters and not by its capitals.
fn ordering(one: &Value, other: &Value) -> Ordering {
    let rank = |value: &Value| match value {
        Value::Null => 0,
        Value::Bool(_) => 1,
        Value::Number(_) => 2,
        _ => 3,
    };
    match (one, other) {
        (Value::Bool(one), Value::Bool(other)) => one.cmp(other),
        (Value::Number(one), Value::Number(other)) => {
            one.as_f64().partial_cmp(&other.as_f64()).unwrap_or(Ordering::Equal)
        }
        (Value::String(one), Value::String(other)) => match (one.parse::<Timestamp>(), other.parse::<Timestamp>()) {
            (Ok(one), Ok(other)) => one.cmp(&other),
            _ => one.to_lowercase().cmp(&other.to_lowercase()),
        },
        _ => rank(one).cmp(&rank(other)),
    }
}

fn is_like(held: &Value, pattern: &Value) -> bool {
    let lower = |value: &Value| value.as_str().map(|text| text.to_lowercase().chars().collect::<Vec<char>>());
    matches!((lower(held), lower(pattern)), (Some(held), Some(pattern)) if matches_pattern(&held, &pattern))
}

/// `%` stands for any characters, `_` for one.
fn matches_pattern(text: &[char], pattern: &[char]) -> bool {
    match (pattern.split_first(), text.split_first()) {
        (None, _) => text.is_empty(),
        (Some((&'%', rest)), _) => (0..=text.len()).any(|from| matches_pattern(&text[from..], rest)),
        (Some((wanted, pattern)), Some((first, text))) => {
            (*wanted == '_' || wanted == first) && matches_pattern(text, pattern)
        }
        (Some(_), None) => false,
    }
}
