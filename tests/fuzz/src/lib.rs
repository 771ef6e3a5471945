//! What bytes mean to the fuzzer, and how components become such bytes.
//!
//! The first byte is the API version. Components follow, with `0xff` between them: a byte for the type, a line with the
//! name, and the file.

use xcred::metadata::{ApiVersion, Component, ComponentId, Snapshot, registry};

/// Stands between components; it stands in no file that can be read.
const BETWEEN: u8 = 0xff;

/// The oldest API version that is tried.
const OLDEST: u16 = 50;

/// How many API versions are tried: some are newer than any that we know.
const VERSIONS: u16 = 22;

/// The API version and the components that the bytes stand for.
pub fn read(bytes: &[u8]) -> (ApiVersion, Snapshot) {
    let (version, rest) = bytes.split_first().unwrap_or((&0, &[]));
    let types: Vec<_> = registry().collect();
    let mut snapshot = Snapshot::default();
    for part in rest.split(|byte| *byte == BETWEEN) {
        let Some((kind, part)) = part.split_first() else { continue };
        let line = part.iter().position(|byte| *byte == b'\n').unwrap_or(part.len());
        let name = String::from_utf8_lossy(&part[..line]);
        let file = part.get(line + 1..).unwrap_or_default();
        let table = types[usize::from(*kind) % types.len()];
        let id = ComponentId::new(table.name.as_str(), &*name);
        let path = format!("{}/{name}.{}", table.directory, table.suffix);
        snapshot.put(Component::of_one_file(id, path, file));
    }
    (ApiVersion::new(OLDEST + u16::from(*version) % VERSIONS), snapshot)
}

/// The bytes that stand for these components, each with its id and file.
pub fn write<'c>(version: ApiVersion, components: impl IntoIterator<Item = (&'c ComponentId, &'c [u8])>) -> Vec<u8> {
    let mut bytes = vec![u8::try_from(version.major() - OLDEST).expect("versions are small")];
    for (at, (id, file)) in components.into_iter().enumerate() {
        bytes.extend((at > 0).then_some(BETWEEN));
        let kind = registry().position(|table| table.name == id.type_name.as_str()).expect("the type is known");
        bytes.push(u8::try_from(kind).expect("there are few types"));
        bytes.extend_from_slice(id.full_name.as_str().as_bytes());
        bytes.push(b'\n');
        bytes.extend_from_slice(file);
    }
    bytes
}
