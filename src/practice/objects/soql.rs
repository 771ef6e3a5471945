//! Queries as text: SOQL, as far as clients send it to this org.
//!
//! `SELECT fields FROM object [WHERE condition [AND condition]...] [ORDER BY field [ASC|DESC], ...] [LIMIT n] [OFFSET n]`.
//! What is left out is refused and never read as something else: `OR`, parentheses around conditions, relationships,
//! functions but `COUNT()`, groups.

use serde_json::Value;

/// A query, understood.
#[derive(Debug, PartialEq)]
pub(crate) struct Query {
    /// What is asked for.
    pub selection: Selection,
    /// The object.
    pub object: String,
    /// What a record must hold, all of it.
    pub conditions: Vec<Condition>,
    /// The fields to order by; true turns one around.
    pub order: Vec<(String, bool)>,
    /// How many records at most.
    pub limit: Option<usize>,
    /// How many records to leave out first.
    pub offset: usize,
}

/// What a query asks for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Selection {
    /// How many records there are.
    Count,
    /// These fields of each.
    Fields(Vec<String>),
}

/// One condition: a field, how it is compared, and with what.
#[derive(Debug, PartialEq)]
pub(crate) struct Condition {
    /// The field.
    pub field: String,
    /// How it is compared.
    pub comparison: Comparison,
    /// With what; several for lists alone.
    pub values: Vec<Value>,
}

/// How a field is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Like,
    In,
    NotIn,
}

const COMPARISONS: [(&[&str], Comparison); 10] = [
    (&["="], Comparison::Equal),
    (&["!="], Comparison::Unequal),
    (&["<>"], Comparison::Unequal),
    (&["<"], Comparison::Less),
    (&["<="], Comparison::LessOrEqual),
    (&[">"], Comparison::Greater),
    (&[">="], Comparison::GreaterOrEqual),
    (&["LIKE"], Comparison::Like),
    (&["IN"], Comparison::In),
    (&["NOT", "IN"], Comparison::NotIn),
];

/// One word of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Word {
    /// A name, a keyword, a number, a date or a sign.
    Plain(String),
    /// Text in quotes, without them.
    Quoted(String),
}

/// Reads a query. The error is the server's words, from memory.
pub(crate) fn read(text: &str) -> Result<Query, String> {
    let mut reader = Reader { words: words_of(text)?, at: 0 };
    let query = reader.query()?;
    if reader.at < reader.words.len() { Err(reader.unexpected()) } else { Ok(query) }
}

fn words_of(text: &str) -> Result<Vec<Word>, String> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (word, after) = match first {
            '\'' => quoted(&rest[1..])?,
            '(' | ')' | ',' => (Word::Plain(first.into()), &rest[1..]),
            _ => {
                let is_sign = |character: char| matches!(character, '=' | '!' | '<' | '>');
                let ends = |character: char| {
                    character.is_whitespace() || "(),'".contains(character) || is_sign(character) != is_sign(first)
                };
                let end = rest.find(ends).unwrap_or(rest.len());
                (Word::Plain(rest[..end].to_owned()), &rest[end..])
            }
        };
        words.push(word);
        rest = after.trim_start();
    }
    Ok(words)
}

/// Text up to the quote that ends it; a backslash takes the next character as it is.
fn quoted(text: &str) -> Result<(Word, &str), String> {
    let mut content = String::new();
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '\'' => return Ok((Word::Quoted(content), &text[at + 1..])),
            '\\' => content.extend(characters.next().map(|(_, escaped)| escaped)),
            _ => content.push(character),
        }
    }
    Err("missing terminating quote".to_owned())
}

struct Reader {
    words: Vec<Word>,
    at: usize,
}

impl Reader {
    fn query(&mut self) -> Result<Query, String> {
        self.expect("SELECT")?;
        let selection = self.selection()?;
        self.expect("FROM")?;
        let object = self.name()?;
        let conditions = if self.takes(&["WHERE"]) { self.conditions()? } else { Vec::new() };
        let order = if self.takes(&["ORDER", "BY"]) { self.order()? } else { Vec::new() };
        let limit = if self.takes(&["LIMIT"]) { Some(self.number()?) } else { None };
        let offset = if self.takes(&["OFFSET"]) { self.number()? } else { 0 };
        Ok(Query { selection, object, conditions, order, limit, offset })
    }

    fn selection(&mut self) -> Result<Selection, String> {
        if self.takes(&["COUNT", "(", ")"]) {
            return Ok(Selection::Count);
        }
        let mut fields = vec![self.name()?];
        while self.takes(&[","]) {
            fields.push(self.name()?);
        }
        Ok(Selection::Fields(fields))
    }

    fn conditions(&mut self) -> Result<Vec<Condition>, String> {
        let mut conditions = vec![self.condition()?];
        while self.takes(&["AND"]) {
            conditions.push(self.condition()?);
        }
        Ok(conditions)
    }

    fn condition(&mut self) -> Result<Condition, String> {
        let field = self.name()?;
        let known = COMPARISONS.iter().find(|(words, _)| self.takes(words));
        let (_, comparison) = *known.ok_or_else(|| self.unexpected())?;
        let is_list = matches!(comparison, Comparison::In | Comparison::NotIn);
        let values = if is_list { self.list()? } else { vec![self.value()?] };
        Ok(Condition { field, comparison, values })
    }

    fn list(&mut self) -> Result<Vec<Value>, String> {
        self.expect("(")?;
        let mut values = vec![self.value()?];
        while self.takes(&[","]) {
            values.push(self.value()?);
        }
        self.expect(")")?;
        Ok(values)
    }

    fn value(&mut self) -> Result<Value, String> {
        let value = match self.words.get(self.at) {
            Some(Word::Quoted(text)) => Value::String(text.clone()),
            Some(Word::Plain(word)) => plain_value(word).ok_or_else(|| self.unexpected())?,
            None => return Err(self.unexpected()),
        };
        self.at += 1;
        Ok(value)
    }

    fn order(&mut self) -> Result<Vec<(String, bool)>, String> {
        let mut order = vec![self.ordering()?];
        while self.takes(&[","]) {
            order.push(self.ordering()?);
        }
        Ok(order)
    }

    fn ordering(&mut self) -> Result<(String, bool), String> {
        let field = self.name()?;
        let is_descending = self.takes(&["DESC"]);
        if !is_descending {
            self.takes(&["ASC"]);
        }
        Ok((field, is_descending))
    }

    fn number(&mut self) -> Result<usize, String> {
        let word = self.words.get(self.at);
        let number = word.and_then(|word| if let Word::Plain(text) = word { text.parse().ok() } else { None });
        let number = number.ok_or_else(|| self.unexpected())?;
        self.at += 1;
        Ok(number)
    }

    /// A name of a field or an object; no keyword that would end the list it stands in.
    fn name(&mut self) -> Result<String, String> {
        let is_name = |text: &str| {
            text.starts_with(|first: char| first.is_ascii_alphabetic())
                && text.chars().all(|character| character.is_ascii_alphanumeric() || "_.".contains(character))
        };
        let is_keyword = |text: &str| ["SELECT", "FROM", "WHERE"].iter().any(|known| text.eq_ignore_ascii_case(known));
        match self.words.get(self.at) {
            Some(Word::Plain(text)) if is_name(text) && !is_keyword(text) => {
                self.at += 1;
                Ok(text.clone())
            }
            _ => Err(self.unexpected()),
        }
    }

    fn expect(&mut self, word: &str) -> Result<(), String> {
        if self.takes(&[word]) { Ok(()) } else { Err(self.unexpected()) }
    }

    /// Goes past these words where they come next.
    fn takes(&mut self, words: &[&str]) -> bool {
        let next = self.words.get(self.at..self.at + words.len()).unwrap_or_default();
        let is_same =
            |(word, known): (&Word, &&str)| matches!(word, Word::Plain(text) if text.eq_ignore_ascii_case(known));
        let found = next.len() == words.len() && next.iter().zip(words).all(is_same);
        if found {
            self.at += words.len();
        }
        found
    }

    fn unexpected(&self) -> String {
        let word = match self.words.get(self.at) {
            Some(Word::Plain(text) | Word::Quoted(text)) => text,
            None => "<EOF>",
        };
        format!("unexpected token: '{word}'")
    }
}

/// A value without quotes: a constant, a number, or a date, which stays text.
fn plain_value(word: &str) -> Option<Value> {
    let lower = word.to_ascii_lowercase();
    match serde_json::from_str(&lower) {
        Ok(value @ (Value::Null | Value::Bool(_) | Value::Number(_))) => Some(value),
        _ => word.parse::<jiff::Timestamp>().is_ok().then(|| Value::String(word.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_query_of_every_part_is_understood() {
        let query = read(
            r"select Id,Name from User where Name='O\'Brien' and IsActive = TRUE AND Size>=2 AND Day < 2026-01-01T00:00:00Z AND Status not in ('D', 'E') order by Name desc, Id limit 5 OFFSET 1",
        );
        let query = query.unwrap();
        assert_eq!(query.selection, Selection::Fields(vec!["Id".into(), "Name".into()]));
        let values: Vec<_> = query.conditions.iter().map(|one| (one.comparison, json!(one.values))).collect();
        let expected = [
            (Comparison::Equal, json!(["O'Brien"])),
            (Comparison::Equal, json!([true])),
            (Comparison::GreaterOrEqual, json!([2])),
            (Comparison::Less, json!(["2026-01-01T00:00:00Z"])),
            (Comparison::NotIn, json!(["D", "E"])),
        ];
        assert_eq!(values, expected);
        assert_eq!(query.order, [("Name".to_owned(), true), ("Id".to_owned(), false)]);
        assert_eq!((query.object.as_str(), query.limit, query.offset), ("User", Some(5), 1));
        assert_eq!(read("SELECT COUNT() FROM User").unwrap().selection, Selection::Count);
    }

    #[test]
    fn what_is_not_understood_is_refused_at_its_word() {
        for (text, word) in [
            ("", "<EOF>"),
            ("SELECT FROM User", "FROM"),
            ("SELECT Id FROM", "<EOF>"),
            ("SELECT Id FROM User WHERE Name = 'a' OR Name = 'b'", "OR"),
            ("SELECT Id FROM User WHERE (Name = 'a')", "("),
            ("SELECT Id FROM User WHERE Name", "<EOF>"),
            ("SELECT Id FROM User WHERE Name = b", "b"),
            ("SELECT Id FROM User LIMIT x", "x"),
            ("SELECT FIELDS(ALL) FROM User", "("),
            ("SELECT Id FROM User GROUP BY Id", "GROUP"),
        ] {
            assert_eq!(read(text).unwrap_err(), format!("unexpected token: '{word}'"), "{text}");
        }
        assert_eq!(read("SELECT Id FROM User WHERE Name = 'a").unwrap_err(), "missing terminating quote");
    }
}
