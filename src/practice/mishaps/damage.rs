//! Damage to the archive in an answer.

use base64::prelude::{BASE64_STANDARD, Engine};

use super::Mishap;

const OPEN: &str = "<zipFile>";
const CLOSE: &str = "</zipFile>";

/// Damages the archive in the body of an answer; a body without one stays as it is.
pub(super) fn damaged(body: &[u8], mishap: &Mishap) -> Vec<u8> {
    let text = String::from_utf8_lossy(body);
    let parts = text.split_once(OPEN).and_then(|(before, rest)| Some((before, rest.split_once(CLOSE)?)));
    let Some((before, (base64, after))) = parts.filter(|(_, (base64, _))| !base64.is_empty()) else {
        return body.to_vec();
    };
    let base64 = match mishap {
        Mishap::TruncateBase64 => base64[..=base64.len() / 2 / 4 * 4].to_owned(),
        Mishap::CorruptBase64 => format!("*{}", &base64[1..]),
        _ => with_archive(base64, mishap),
    };
    [before, OPEN, &base64, CLOSE, after].concat().into_bytes()
}

fn with_archive(base64: &str, mishap: &Mishap) -> String {
    let mut archive = BASE64_STANDARD.decode(base64).expect("the practice org writes base64");
    match mishap {
        Mishap::TruncateArchive => archive.truncate(archive.len() / 2),
        _ => corrupt(&mut archive),
    }
    BASE64_STANDARD.encode(archive)
}

/// Turns a byte in the first file's content: it comes after a header of 30 bytes, which ends with the lengths of the
/// name and of the extra field (APPNOTE.TXT, 4.3.7).
fn corrupt(archive: &mut [u8]) {
    let length = |at: usize| usize::from(u16::from_le_bytes([archive[at], archive[at + 1]]));
    let content = 30 + length(26) + length(28);
    archive[content + 1] ^= 0xff;
}
