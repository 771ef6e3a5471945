//! The envelope around every call.

use crate::{
    org::{CLIENT_NAME, session::AccessToken},
    xml::{METADATA_NAMESPACE, Writer},
};

const NAMESPACES: &[(&str, &str)] = &[
    ("xmlns:soapenv", "http://schemas.xmlsoap.org/soap/envelope/"),
    ("xmlns:xsd", "http://www.w3.org/2001/XMLSchema"),
    ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
];

/// Writes a call into an envelope that says who calls.
pub(super) fn write(token: &AccessToken, call: &str, arguments: &dyn Fn(&mut Writer)) -> String {
    let metadata = [("xmlns", METADATA_NAMESPACE)];
    let mut writer = Writer::compact();
    writer.start("soapenv:Envelope", NAMESPACES);
    writer.start("soapenv:Header", &metadata);
    writer.start("SessionHeader", &[]);
    writer.leaf("sessionId", token.expose()).end();
    writer.start("CallOptions", &[]);
    writer.leaf("client", CLIENT_NAME).end().end();
    writer.start("soapenv:Body", &metadata).start(call, &[]);
    arguments(&mut writer);
    writer.end().end().end();
    writer.finish()
}
