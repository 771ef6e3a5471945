//! SOAP envelopes: what a request holds, and how answers and faults are written.

use serde_json::{Map, Value};

use crate::{
    practice::http::Reply,
    xml::{Element, METADATA_NAMESPACE, Writer},
};

const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const FAULTS: &str = "http://soap.sforce.com/2006/04/metadata";
const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// A fault: a code with its prefix, and the words.
#[derive(Debug)]
pub(crate) struct Fault {
    code: String,
    words: String,
}

impl Fault {
    /// A fault of Salesforce's own codes; its words start with the code.
    pub(crate) fn new(code: &str, words: impl AsRef<str>) -> Self {
        Self { code: format!("sf:{code}"), words: format!("{code}: {}", words.as_ref()) }
    }

    /// A fault of a request that is no proper SOAP.
    pub(crate) fn client(words: impl Into<String>) -> Self {
        Self { code: "soapenv:Client".to_owned(), words: words.into() }
    }

    /// The words of orgs for a session that is none.
    pub(crate) fn no_session() -> Self {
        let words = "Invalid Session ID found in SessionHeader: Illegal Session";
        Self::new("INVALID_SESSION_ID", words)
    }

    /// Writes the fault; its status is 500, as SOAP 1.1 wants it.
    pub(crate) fn reply(&self) -> Reply {
        let mut writer = opened();
        writer.start("soapenv:Fault", &[]);
        writer.leaf("faultcode", &self.code);
        writer.leaf("faultstring", &self.words);
        writer.end();
        Reply::xml(500, closed(writer))
    }
}

/// Writes the answer to a call: a `result` for each value.
pub(crate) fn answer(call: &str, results: &[Value]) -> Reply {
    let mut writer = opened();
    let response = format!("{call}Response");
    writer.start(&response, &[("xmlns", METADATA_NAMESPACE)]);
    for result in results {
        write_value(&mut writer, "result", result);
    }
    writer.end();
    Reply::xml(200, closed(writer))
}

fn opened() -> Writer {
    let mut writer = Writer::compact();
    let namespaces = [("xmlns:soapenv", SOAP), ("xmlns:sf", FAULTS), ("xmlns:xsi", XSI)];
    writer.start("soapenv:Envelope", &namespaces);
    writer.start("soapenv:Body", &[]);
    writer
}

fn closed(mut writer: Writer) -> String {
    writer.end().end();
    writer.finish()
}

/// Writes JSON as XML: null is absent, a list is a repetition, `@name` is an attribute.
///
/// The fields of an object are written by their names. Where the order of elements tells more than that, they stand in a
/// list of objects under the empty name, which is no element of its own.
fn write_value(writer: &mut Writer, name: &str, value: &Value) {
    match value {
        Value::Null => {}
        Value::Array(values) => values.iter().for_each(|value| write_value(writer, name, value)),
        Value::Object(fields) if name.is_empty() => write_fields(writer, fields),
        Value::Object(fields) => {
            writer.start(name, &attributes(fields));
            write_fields(writer, fields);
            writer.end();
        }
        Value::String(text) => drop(writer.leaf(name, text)),
        plain => drop(writer.leaf(name, &plain.to_string())),
    }
}

fn write_fields(writer: &mut Writer, fields: &Map<String, Value>) {
    for (name, value) in fields.iter().filter(|(name, _)| !name.starts_with('@')) {
        write_value(writer, name, value);
    }
}

fn attributes(fields: &Map<String, Value>) -> Vec<(&str, &str)> {
    fields.iter().filter_map(|(name, value)| Some((name.strip_prefix('@')?, value.as_str()?))).collect()
}

/// The session id and the call of a request. Namespaces are not looked at: clients write them in many ways.
pub(crate) fn read<'a>(root: &'a Element<'a>) -> Result<(Option<String>, &'a Element<'a>), Fault> {
    let body = (root.local_name() == "Envelope")
        .then(|| root.child("Body"))
        .flatten()
        .ok_or_else(|| Fault::client("the request holds no SOAP envelope with a body"))?;
    let call = body.elements().next().ok_or_else(|| Fault::client("the body of the SOAP envelope is empty"))?;
    let session = root
        .child("Header")
        .and_then(|header| header.child("SessionHeader"))
        .and_then(|header| header.child_text("sessionId"))
        .map(|text| text.trim().to_owned());
    Ok((session, call))
}
