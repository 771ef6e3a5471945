//! Changes of a file's bytes, as an editor, a merge or a broken tool makes them.

use proptest::{prelude::*, sample::Index};

/// Pieces that make files interesting where they are put in.
const PIECES: &[&str] = &[
    "<",
    ">",
    "/",
    "&",
    "&amp;",
    "&#13;",
    "&#10;",
    "\r\n",
    "\r",
    "\n",
    "\t",
    " ",
    "'",
    "\"",
    "--",
    "]]>",
    "<!--",
    "-->",
    "<!-- why -->",
    "<!-- xcred: allow unknown-value because x -->",
    "<![CDATA[",
    "]]>",
    "<![CDATA[x & y]]>",
    "<?go on?>",
    "<label>",
    "</label>",
    "<label/>",
    "<principal>x</principal>",
    "<sequenceNumber>1</sequenceNumber>",
    "\u{feff}",
    "é",
    "\u{1}",
    "OAuth",
    "Oauth",
    "true",
    "1",
    "xmlns:a=\"b\"",
    " xsi:nil=\"true\"",
    "<externalCredentialParameters>",
    "</externalCredentialParameters>",
    "<parameterType>AuthHeader</parameterType>",
    "{!$Credential.A.B}",
    "https://a.example?k=v",
];

/// Changes of a file's bytes: a piece put in, a stretch taken out, a stretch moved, the rest cut off.
#[derive(Debug, Clone)]
pub(super) enum Mutation {
    PutIn(Index, usize),
    PutBesideTag(Index, usize),
    TakeOut(Index, usize),
    Copy(Index, Index, usize),
    CutOff(Index),
    AllLineEnds(&'static str),
    Overwrite(Index, u8),
}

/// Any change.
pub(super) fn mutation() -> impl Strategy<Value = Mutation> {
    prop_oneof![
        3 => (any::<Index>(), 0..PIECES.len()).prop_map(|(at, piece)| Mutation::PutIn(at, piece)),
        5 => (any::<Index>(), 0..PIECES.len()).prop_map(|(at, piece)| Mutation::PutBesideTag(at, piece)),
        3 => (any::<Index>(), 1_usize..80).prop_map(|(at, length)| Mutation::TakeOut(at, length)),
        3 => (any::<Index>(), any::<Index>(), 1_usize..300).prop_map(|(from, to, length)| Mutation::Copy(from, to, length)),
        1 => any::<Index>().prop_map(Mutation::CutOff),
        1 => prop_oneof![Just("\r\n"), Just("\r"), Just("")].prop_map(Mutation::AllLineEnds),
        1 => (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Mutation::Overwrite(at, byte)),
    ]
}

/// The bytes after these changes.
pub(super) fn mutated(bytes: &[u8], mutations: &[Mutation]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for mutation in mutations {
        let place = |at: &Index| at.index(bytes.len() + 1);
        let stretch = |at: &Index, length: usize| place(at)..(place(at) + length).min(bytes.len());
        match mutation {
            Mutation::PutIn(at, piece) => {
                let at = place(at);
                bytes.splice(at..at, PIECES[*piece].bytes());
            }
            Mutation::PutBesideTag(at, piece) => {
                let is_beside = |at: &usize| bytes.get(*at) == Some(&b'<') || *at > 0 && bytes[*at - 1] == b'>';
                let places: Vec<usize> = (0..=bytes.len()).filter(is_beside).collect();
                if !places.is_empty() {
                    let at = places[at.index(places.len())];
                    bytes.splice(at..at, PIECES[*piece].bytes());
                }
            }
            Mutation::TakeOut(at, length) => drop(bytes.drain(stretch(at, *length))),
            Mutation::Copy(from, to, length) => {
                let (part, to) = (bytes[stretch(from, *length)].to_vec(), place(to));
                bytes.splice(to..to, part);
            }
            Mutation::CutOff(at) => bytes.truncate(place(at)),
            Mutation::AllLineEnds(end) => {
                bytes = bytes.split(|byte| *byte == b'\n').collect::<Vec<_>>().join(end.as_bytes());
            }
            Mutation::Overwrite(at, byte) => {
                let at = at.index(bytes.len().max(1));
                if let Some(slot) = bytes.get_mut(at) {
                    *slot = *byte;
                }
            }
        }
    }
    bytes
}
