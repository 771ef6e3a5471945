//! The laws, tried on real files mutated and on noise.

mod mutation;

use std::sync::LazyLock;

use proptest::{prelude::*, sample::Index};

use super::{Case, Seed, hold, seeds};
use crate::{
    metadata::{ApiVersion, registry},
    xml,
};
use mutation::{mutated, mutation};

static SEEDS: LazyLock<Vec<Seed>> = LazyLock::new(seeds);

fn version() -> impl Strategy<Value = ApiVersion> {
    (50_u16..=ApiVersion::NEWEST_KNOWN.major() + 2).prop_map(ApiVersion::new)
}

/// The files of a seed after some changes, by any version.
fn mutated_seed() -> impl Strategy<Value = Seed> {
    let changes = proptest::collection::vec((any::<Index>(), mutation()), 0..6);
    (any::<Index>(), changes, version()).prop_map(|(seed, changes, version)| {
        let mut seed = Seed { version, ..SEEDS[seed.index(SEEDS.len())].clone() };
        for (file, mutation) in changes {
            let file = file.index(seed.files.len());
            seed.files[file].1 = mutated(&seed.files[file].1, &[mutation]);
        }
        seed
    })
}

/// A file with a secret after a few changes, by any version.
fn mutated_secret() -> impl Strategy<Value = Seed> {
    (proptest::collection::vec(mutation(), 0..3), version()).prop_map(|(changes, version)| {
        let mut seed = Seed { version, ..SEEDS.last().expect("there is one").clone() };
        seed.files[0].1 = mutated(&seed.files[0].1, &changes);
        seed
    })
}

/// A component of any type whose file is no XML, but for a wonder.
fn noise() -> impl Strategy<Value = Seed> {
    let bytes = proptest::collection::vec(any::<u8>(), 0..200);
    (any::<Index>(), bytes, version()).prop_map(|(kind, bytes, version)| {
        let kinds: Vec<_> = registry().collect();
        let path = format!("Noise.{}-meta.xml", kinds[kind.index(kinds.len())].suffix);
        Seed { name: "noise".to_owned(), version, files: vec![(path, bytes)] }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1024, ..ProptestConfig::default() })]

    #[test]
    fn the_laws_hold_for_real_files_mutated(seed in mutated_seed()) {
        hold(&Case::of(&seed));
    }

    #[test]
    fn the_laws_hold_for_secrets_mutated(seed in mutated_secret()) {
        hold(&Case::of(&seed));
    }
}

proptest! {
    #[test]
    fn the_laws_hold_for_noise(seed in noise()) {
        hold(&Case::of(&seed));
    }
}

#[test]
fn the_laws_hold_for_every_seed() {
    SEEDS.iter().map(Case::of).for_each(|case| hold(&case));
}

#[test]
fn the_laws_hold_for_what_once_broke_them() {
    let parameter = |inside: &str| {
        let parameter = format!("<externalCredentialParameters>{inside}</externalCredentialParameters>");
        format!("<ExternalCredential xmlns='http://soap.sforce.com/2006/04/metadata'>{parameter}</ExternalCredential>")
    };
    for text in [
        parameter("<sequenceNumber>&#13;1<![CDATA[0]]></sequenceNumber>"),
        parameter("<sequenceNumber>&#13;1</sequenceNumber><sequenceNumber>1</sequenceNumber>"),
        parameter(
            "<parameterName>AuthProviderUrl</parameterName><parameterType>AuthProviderUrl</parameterType>\
             <parameterValue>h&amp;ttps://a.example</parameterValue>",
        ),
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"QcanaryvalueQ?>{}", parameter("<x/>")),
        parameter("<x/>").replacen("xmlns=", "QcanaryvalueQ=", 1),
        format!("<?xml version=\"<!--\"?>{}", parameter("<x/>")),
        parameter("<!-- xcred: allow QcanaryvalueQ -->"),
        parameter("</externalCredentialParameters> & <label>QcanaryvalueQ</label>\n<externalCredentialParameters>"),
    ] {
        let file = ("A.externalCredential-meta.xml".to_owned(), text.into_bytes());
        let seed = Seed { name: "once".to_owned(), version: ApiVersion::NEWEST_KNOWN, files: vec![file] };
        hold(&Case::of(&seed));
    }
}

#[test]
fn the_seeds_are_files_that_checks_look_at() {
    let cases: Vec<Case> = SEEDS.iter().map(Case::of).collect();
    assert!(cases.len() > 150, "{}", cases.len());
    assert!(cases.iter().any(|case| !case.bystanders.is_empty()));
    assert!(cases.iter().any(|case| case.org.is_some()));
    let is_read = |case: &Case| case.snapshot.components().all(|one| xml::parse(super::bytes_of(one)).is_ok());
    assert!(cases.iter().filter(|case| is_read(case)).count() > 140);
}
