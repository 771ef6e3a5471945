//! Files that are not XML.

use super::{comment_with_hyphens, unescaped_ampersand, wrong_encoding};
use crate::{
    check::{CheckRule, Example, Look, Note},
    finding::NOT_WELL_FORMED,
    metadata::{is_element_name, shape::Evidence},
    xml::{Lines, Position, Span, XmlError, XmlProblem},
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: NOT_WELL_FORMED,
    fixable: false,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Server,
    why: "The org refuses the component with `Error parsing file:` and the words of its XML parser, such as `Content is \
          not allowed in prolog.` for text before the first tag, or `The processing instruction target matching \
          \"[xX][mM][lL]\" is not allowed.` for a declaration that is not the very first thing.",
    way_out: "Mend the markup at the place that the finding names.",
    source: "XML 1.0, and servers' answers.",
    look: Look::Reading,
    example: Example {
        version: None,
        wrong: &[(
            "externalCredentials/Newsletter.externalCredential-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationProtocol>Basic</authenticationProtocol>
    <externalCredentialParameters>
        <parameterName>Campaigns</parameterName>
        <parameterType>NamedPrincipal</parameterType>
        <sequenceNumber>1</sequenceNumber>
    </externalCredentialParameters>
    <label>Newsletter⟦</lable>⟧
</ExternalCredential>
"#,
        )],
        right: &[(
            "externalCredentials/Newsletter.externalCredential-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationProtocol>Basic</authenticationProtocol>
    <externalCredentialParameters>
        <parameterName>Campaigns</parameterName>
        <parameterType>NamedPrincipal</parameterType>
        <sequenceNumber>1</sequenceNumber>
    </externalCredentialParameters>
    <label>Newsletter</label>
</ExternalCredential>
"#,
        )],
    },
};

/// The note on a file that is not XML, by this rule or one that knows more of the problem.
pub(in crate::check) fn note(error: &XmlError, bytes: &[u8]) -> Note {
    if error.problem == XmlProblem::DoubleHyphenInComment {
        return comment_with_hyphens::note(error);
    }
    if unescaped_ampersand::is_it(&error.problem) {
        return unescaped_ampersand::note(error, bytes);
    }
    wrong_encoding::note(error, bytes).unwrap_or_else(|| {
        let mut note = Note::new(&RULE, span_of(error, bytes), error.problem.naming(is_element_name));
        note.help(help(&error.problem));
        note
    })
}

fn help(problem: &XmlProblem) -> String {
    let help = match problem {
        XmlProblem::Unclosed { name, .. } if is_element_name(name) => {
            return format!("add `</{name}>` where the element ends");
        }
        XmlProblem::WrongEnd { expected, .. } if is_element_name(expected) => {
            return format!("write `</{expected}>`, or add it before");
        }
        XmlProblem::Unclosed { .. } | XmlProblem::WrongEnd { .. } => {
            "close it where it ends, or write `&lt;` for a `<` that is text"
        }
        XmlProblem::UnboundPrefix { .. } => "delete the prefix and its colon, or declare it with `xmlns`",
        XmlProblem::TooLarge { .. } => "metadata files are a few kilobytes; look at what was written into this one",
        XmlProblem::TooDeep { .. } => "metadata nests three or four deep; look at what was written into this file",
        XmlProblem::Empty | XmlProblem::NoRoot => "write the component into it, retrieve it again, or delete the file",
        XmlProblem::SecondRoot { .. } => "put it into the root element, or delete it",
        XmlProblem::TextOutsideRoot => "delete it: only comments may stand outside the root element",
        XmlProblem::StrayEnd { .. } => "delete it, or open the element before",
        XmlProblem::BadName { .. } | XmlProblem::BadMarkup => "write `&lt;` for a `<` that is text",
        XmlProblem::BadCharacter { .. } => "delete it; many editors show it only when asked to",
        XmlProblem::BadCharacterReference { .. } | XmlProblem::UnknownEntity { .. } => {
            "write the character itself, or `&amp;` where an ampersand is meant"
        }
        XmlProblem::CdataEndInText => "write `]]&gt;`, or begin the section with `<![CDATA[`",
        XmlProblem::Doctype => "delete the declaration: metadata files have none",
        XmlProblem::BadDeclaration { .. } => r#"begin the file with `<?xml version="1.0" encoding="UTF-8"?>`"#,
        XmlProblem::UnclosedMarkup { .. } => "close it, or write `&lt;` for a `<` that is text",
        _ => "mend the markup here",
    };
    help.to_owned()
}

/// The part of the file that the problem is about.
fn span_of(error: &XmlError, bytes: &[u8]) -> Span {
    let start = match &error.problem {
        XmlProblem::Unclosed { opened, .. } => offset_of(*opened, bytes),
        XmlProblem::BadName { name } if name.is_empty() => error.offset.saturating_sub(1),
        _ => error.offset,
    };
    let start = start.min(bytes.len());
    let rest = &bytes[start..];
    let length = match &error.problem {
        XmlProblem::TooLarge { .. } | XmlProblem::Empty | XmlProblem::NoRoot => 0,
        XmlProblem::BadName { name } => name.len().max(1),
        XmlProblem::CdataEndInText => "]]>".len(),
        XmlProblem::TextOutsideRoot => up_to(rest, b"<\r\n"),
        XmlProblem::UnknownEntity { .. } | XmlProblem::BadCharacterReference { .. } => one_more(rest, b';'),
        _ if rest.starts_with(b"<") => one_more(rest, b'>'),
        _ => character_length(rest),
    };
    Span::new(start, (start + length).min(bytes.len()))
}

fn up_to(rest: &[u8], stops: &[u8]) -> usize {
    rest.iter().position(|byte| stops.contains(byte)).unwrap_or(rest.len())
}

/// Up to the byte and with it, or to the end of the line.
fn one_more(rest: &[u8], last: u8) -> usize {
    let length = up_to(rest, &[last, b'\r', b'\n']);
    length + usize::from(rest.get(length) == Some(&last))
}

fn character_length(rest: &[u8]) -> usize {
    let continues = |byte: &&u8| **byte & 0b1100_0000 == 0b1000_0000;
    rest.first().map_or(0, |_| 1 + rest[1..].iter().take_while(continues).count())
}

fn offset_of(position: Position, bytes: &[u8]) -> usize {
    let line = Lines::of(bytes).span_of(position.line);
    let characters = line.cut(bytes).utf8_chunks().flat_map(|chunk| chunk.valid().chars());
    line.start as usize + characters.take(position.column - 1).map(char::len_utf8).sum::<usize>()
}
