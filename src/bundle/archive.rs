//! Zip archives: deterministic when written, checked when read.

use std::{
    collections::BTreeSet,
    io::{Cursor, Read, Write},
};

use zip::{CompressionMethod, ZipArchive, ZipWriter, write::SimpleFileOptions};

/// A file inside an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its path from the archive's root, with `/`.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// What is read at most. The defaults are what the Metadata API carries.
#[derive(Debug, Clone, Copy)]
pub struct ArchiveLimits {
    /// Files.
    pub files: usize,
    /// Bytes of all files together, unpacked.
    pub unpacked: u64,
}

impl Default for ArchiveLimits {
    /// 35,000 files and 629,145,600 bytes: the limits that Salesforce publishes for retrieved packages.
    fn default() -> Self {
        Self { files: 35_000, unpacked: 629_145_600 }
    }
}

/// Why an archive is not read. Each says everything in one sentence.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The bytes are no zip archive, or a broken one.
    #[error("this is no zip archive, or a damaged one: {0}")]
    Broken(zip::result::ZipError),
    /// A file inside is broken.
    #[error("`{name}` in the archive cannot be unpacked: {reason}")]
    BrokenEntry {
        /// The file.
        name: String,
        /// What the unpacking said.
        reason: std::io::Error,
    },
    /// A name that leads out of the archive, or is none.
    #[error("the archive holds `{name}`, a path that leads out of it")]
    ClimbingName {
        /// The name.
        name: String,
    },
    /// A name that no file of a component has, and that could act on a terminal.
    #[error("the archive holds `{name}`, a path with a control character")]
    ControlCharacter {
        /// The name.
        name: String,
    },
    /// Two files of one name, which the list of its files does not tell apart.
    #[error("the archive lists two files under one name")]
    SameName,
    /// Two files of one name.
    #[error("the archive holds `{name}` twice")]
    Duplicate {
        /// The name.
        name: String,
    },
    /// More files than the limit.
    #[error("the archive holds {count} files, more than the {limit} that are read")]
    TooManyFiles {
        /// How many it holds.
        count: usize,
        /// The limit.
        limit: usize,
    },
    /// More bytes than the limit.
    #[error("the archive unpacks to more than the {limit} bytes that are read")]
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
}

impl From<zip::result::ZipError> for ArchiveError {
    fn from(error: zip::result::ZipError) -> Self {
        Self::Broken(error)
    }
}

/// Reads all files of an archive, in the order of the archive. Folders are skipped.
pub fn read(bytes: &[u8], limits: ArchiveLimits) -> Result<Vec<Entry>, ArchiveError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes))?;
    // Of two files of one name the crate keeps the last, and other readers keep the first.
    if archive.has_duplicate_names() {
        return Err(ArchiveError::SameName);
    }
    if archive.len() > limits.files {
        return Err(ArchiveError::TooManyFiles { count: archive.len(), limit: limits.files });
    }
    // What an archive says of itself spares the unpacking; it may lie, and each file is held to the limit too.
    if archive.decompressed_size().is_some_and(|size| size > u128::from(limits.unpacked)) {
        return Err(ArchiveError::TooLarge { limit: limits.unpacked });
    }
    let mut seen = BTreeSet::new();
    let mut left = limits.unpacked;
    let mut entries = Vec::with_capacity(archive.len());
    for index in 0..archive.len() {
        let mut file = archive.by_index(index)?;
        let name = checked_name(&file.name()?)?;
        if file.is_dir() {
            continue;
        }
        if !seen.insert(name.clone()) {
            return Err(ArchiveError::Duplicate { name });
        }
        let mut content = Vec::new();
        // One byte more than is left tells an archive that lies about its sizes.
        let unpacked = file.by_ref().take(left + 1).read_to_end(&mut content);
        unpacked.map_err(|reason| ArchiveError::BrokenEntry { name: name.clone(), reason })?;
        left = left.checked_sub(content.len() as u64).ok_or(ArchiveError::TooLarge { limit: limits.unpacked })?;
        entries.push(Entry { name, bytes: content });
    }
    Ok(entries)
}

fn checked_name(raw: &str) -> Result<String, ArchiveError> {
    let name = raw.replace('\\', "/");
    let path = name.strip_suffix('/').unwrap_or(&name);
    let climbs = |part: &str| part.is_empty() || part == "." || part == "..";
    let has_drive = path.as_bytes().get(1) == Some(&b':');
    if path.split('/').any(climbs) || has_drive {
        return Err(ArchiveError::ClimbingName { name: raw.to_owned() });
    }
    if name.bytes().any(|byte| byte.is_ascii_control()) {
        return Err(ArchiveError::ControlCharacter { name: raw.to_owned() });
    }
    Ok(name)
}

/// Writes an archive: the files in the given order, packed, dated 1980 as reproducible archives are.
///
/// # Panics
/// Where two entries have the same name; callers name files by component, and components are unique.
pub fn write<'e>(entries: impl IntoIterator<Item = (&'e str, &'e [u8])>) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(6))
        .last_modified_time(zip::DateTime::default())
        .unix_permissions(0o644);
    for (name, bytes) in entries {
        writer.start_file(name, options).expect("names are unique and short");
        writer.write_all(bytes).expect("memory takes what it is given");
    }
    writer.finish().expect("memory takes what it is given").into_inner()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw_zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
        write(entries.iter().copied())
    }

    #[test]
    fn what_was_written_reads_back_and_is_the_same_twice() {
        let entries = [("package.xml", b"<Package/>".as_slice()), ("externalCredentials/A.externalCredential", b"x")];
        let bytes = raw_zip(&entries);
        assert_eq!(bytes, raw_zip(&entries));
        let read = read(&bytes, ArchiveLimits::default()).unwrap();
        let names: Vec<&str> = read.iter().map(|entry| entry.name.as_str()).collect();
        assert_eq!(names, ["package.xml", "externalCredentials/A.externalCredential"]);
        assert_eq!(read[0].bytes, b"<Package/>");
    }

    #[test]
    fn names_that_climb_out_are_refused() {
        for name in ["../a", "a/../../b", "/etc/passwd", "a\\..\\b", "C:/x", "./a", "a//b"] {
            let bytes = raw_zip(&[(name, b"x")]);
            let error = read(&bytes, ArchiveLimits::default()).unwrap_err();
            assert!(matches!(error, ArchiveError::ClimbingName { .. }), "{name}: {error}");
        }
    }

    #[test]
    fn names_with_control_characters_are_refused() {
        for name in ["a\u{1b}[31m", "a\nb", "a\0b"] {
            let error = read(&raw_zip(&[(name, b"x")]), ArchiveLimits::default()).unwrap_err();
            assert!(matches!(error, ArchiveError::ControlCharacter { .. }), "{name:?}: {error}");
        }
    }

    #[test]
    fn an_archive_that_grows_beyond_the_limit_is_refused() {
        let zeros = vec![0; 1_000_000];
        let bytes = raw_zip(&[("bomb", &zeros)]);
        assert!(bytes.len() < 2_000, "{}", bytes.len());
        let limits = ArchiveLimits { files: 9, unpacked: 999_999 };
        assert!(matches!(read(&bytes, limits), Err(ArchiveError::TooLarge { .. })));
        let limits = ArchiveLimits { files: 9, unpacked: 1_000_000 };
        assert!(read(&bytes, limits).is_ok());
        assert!(matches!(
            read(&bytes, ArchiveLimits { files: 0, unpacked: 1 }),
            Err(ArchiveError::TooManyFiles { .. })
        ));
    }

    #[test]
    fn two_files_of_one_name_are_refused() {
        let name = |bytes: &mut Vec<u8>| {
            let at = |bytes: &[u8]| bytes.windows(3).position(|three| three == b"bbb");
            while let Some(at) = at(bytes) {
                bytes[at..at + 3].copy_from_slice(b"aaa");
            }
        };
        let mut bytes = raw_zip(&[("aaa", b"1"), ("bbb", b"2")]);
        name(&mut bytes);
        assert!(matches!(read(&bytes, ArchiveLimits::default()), Err(ArchiveError::SameName)));
        let bytes = raw_zip(&[("a/b", b"1"), ("a\\b", b"2")]);
        assert!(matches!(read(&bytes, ArchiveLimits::default()), Err(ArchiveError::Duplicate { .. })));
    }

    #[test]
    fn half_an_archive_is_an_error() {
        let bytes = raw_zip(&[("a", b"some bytes")]);
        for end in 0..bytes.len() {
            assert!(read(&bytes[..end], ArchiveLimits::default()).is_err(), "{end} of {} bytes", bytes.len());
        }
    }
}
