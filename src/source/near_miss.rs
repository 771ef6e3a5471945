//! File names whose ending is nearly that of a metadata type: what their owners likely meant.
//!
//! A false alarm costs more trust than a miss, so short endings are compared by their letters alone, and longer ones
//! may differ in two. No other suffix of `sf`'s registry is that near to one of ours.

use std::path::Path;

use super::suffixes::{META_XML, folder_of, recognise};
use crate::metadata::{MetadataType, registry};

/// Letters that a suffix may differ in.
const NEAR: usize = 2;
/// Suffixes shorter than this are near only where they differ in case alone.
const LONG_ENOUGH: usize = 8;
/// Endings that people and tools put after a suffix or in place of `-meta.xml`.
const WRAPPINGS: &[&str] = &[".txt", ".xml", "-meta", "_meta", ".meta", "-metadata"];

/// A file name that is nearly one of a component.
#[derive(Debug)]
pub(super) struct NearMiss {
    pub metadata_type: &'static MetadataType,
    /// The name that was likely meant.
    pub meant: String,
}

/// The file name that was likely meant, where a file's name is nearly that of a component.
pub fn likely_name(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?;
    if recognise(name).is_some() {
        return None;
    }
    near_miss(name, folder_of(path)).map(|near| near.meant)
}

/// What was likely meant by a file name that no type has. `folder` is the type in whose folder the file lies.
pub(super) fn near_miss(file_name: &str, folder: Option<&'static MetadataType>) -> Option<NearMiss> {
    let core = unwrapped(file_name);
    let is_metadata_file =
        file_name.len() - core.len() >= META_XML.len() || ends_with_ignoring_case(file_name, META_XML);
    let near = match core.rsplit_once('.') {
        Some((name, suffix)) if !name.is_empty() => {
            let by_suffix = registry().find(|known| is_near(suffix, known, core.len() < file_name.len()));
            let by_folder = || folder.filter(|own| is_metadata_file && is_roughly(suffix, own));
            by_suffix.or_else(by_folder).map(|found| (name, found))
        }
        _ => folder.filter(|_| is_metadata_file && !core.is_empty() && !core.contains('.')).map(|own| (core, own)),
    };
    let (name, metadata_type) = near?;
    let meant = metadata_type.source_file_name(name);
    (meant != file_name).then_some(NearMiss { metadata_type, meant })
}

/// The name without what was wrapped around its suffix.
fn unwrapped(file_name: &str) -> &str {
    let mut core = file_name;
    while let Some(wrapping) = WRAPPINGS.iter().find(|wrapping| ends_with_ignoring_case(core, wrapping)) {
        core = &core[..core.len() - wrapping.len()];
    }
    core
}

fn ends_with_ignoring_case(text: &str, ending: &str) -> bool {
    text.len()
        .checked_sub(ending.len())
        .and_then(|start| text.get(start..))
        .is_some_and(|end| end.eq_ignore_ascii_case(ending))
}

fn is_near(suffix: &str, known: &MetadataType, is_wrapped: bool) -> bool {
    let meant = known.suffix.as_str();
    if meant.len() < LONG_ENOUGH {
        // `ca.crt.txt` and `CA.CRT` are certificates of other programs.
        return is_wrapped && suffix != meant && suffix.eq_ignore_ascii_case(meant);
    }
    suffix.len().abs_diff(meant.len()) <= NEAR
        && (suffix.eq_ignore_ascii_case(meant) || strsim::osa_distance(suffix, meant) <= NEAR)
}

/// In the type's own folder a third of the letters may differ.
fn is_roughly(suffix: &str, own: &MetadataType) -> bool {
    let distance = strsim::osa_distance(&suffix.to_lowercase(), &own.suffix.to_lowercase());
    distance <= own.suffix.len() / 3
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::suffixes::type_of_folder;

    fn meant(name: &str, folder: &str) -> Option<String> {
        assert!(recognise(name).is_none(), "{name}");
        near_miss(name, type_of_folder(folder)).map(|near| near.meant)
    }

    #[test]
    fn slips_of_the_pen_are_understood_anywhere() {
        for name in [
            "Stripe.externalCredentials-meta.xml",
            "Stripe.externalCredentia-meta.xml",
            "Stripe.externalcredential-meta.xml",
            "Stripe.externalCredential-meta",
            "Stripe.externalCredential.xml",
            "Stripe.externalCredential-meta.xml.txt",
            "Stripe.externalCredential-Meta.xml",
            "Stripe.externalCredential_meta.xml",
            "Stripe.externalCredential-metadata.xml",
            "Stripe.extrenalCredential-meta.xml",
            "Stripe.ExternalCredential",
        ] {
            let expected = Some("Stripe.externalCredential-meta.xml".to_owned());
            assert_eq!(meant(name, "classes"), expected, "{name}");
        }
    }

    #[test]
    fn in_the_types_own_folder_more_is_understood() {
        for name in ["Stripe-meta.xml", "Stripe.externalCred-meta.xml"] {
            let expected = Some("Stripe.externalCredential-meta.xml".to_owned());
            assert_eq!(meant(name, "externalCredentials"), expected, "{name}");
            assert_eq!(meant(name, "classes"), None, "{name}");
        }
    }

    #[test]
    fn nothing_else_is_suspected() {
        for name in [
            "README.md",
            "package.xml",
            "data.json",
            "X.settings-meta.xml",
            "X.cls",
            "X.cls-meta.xml",
            "X.permissionsetgroup-meta.xml",
            "X.mutingpermissionset-meta.xml",
            "X.externalDataConnector-meta.xml",
            "X.externalAIModel-meta.xml",
            "X.dataSource-meta.xml",
            "X.connectedApp-meta.xml",
            "X.inboundCertificate-meta.xml",
            "X.profile-meta.xml",
            "X.externalCredential.md",
            "X.externalCredential.json",
            "X.externalCredential-meta.xml.orig",
            "externalCredential",
            ".externalCredential-meta.xml",
            "ca.CRT",
            "ca.crt.txt",
            "key.cert",
            "x",
            "",
            ".",
            "ß.ß",
            "-meta.xml",
        ] {
            for folder in ["classes", "externalCredentials", "certs"] {
                assert_eq!(meant(name, folder), None, "{name} in {folder}");
            }
        }
    }
}
