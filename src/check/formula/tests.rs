//! What is a formula, what can be read of it, and what cannot.

use proptest::prelude::*;

use super::*;

#[test]
fn formulas_that_people_write_are_read() {
    for (formula, names) in [
        ("'Bearer ' & $Credential.Newsletter.Token", &["Newsletter.Token"][..]),
        ("$Credential.Newsletter.Token", &["Newsletter.Token"]),
        ("'Bearer ' + $Credential.Newsletter.Token", &["Newsletter.Token"]),
        (
            "'Basic ' & BASE64ENCODE(BLOB($Credential.Erp.Username & ':' & $Credential.Erp.Password))",
            &["Erp.Username", "Erp.Password"],
        ),
        ("TEXT(FLOOR((NOW() - DATETIMEVALUE( \"1970-01-01 00:00:00\" )) * 86400 + 180))", &[]),
        ("IF(a <> -1 && b >= .5e3, 'it\\'s', \"\") /* always */", &[]),
        ("$Credential.OAuthToken", &["OAuthToken"]),
        ("$Organization.Id", &[]),
    ] {
        let found = mentions(formula).unwrap_or_else(|fault| panic!("{formula}: {fault:?}"));
        let told: Vec<String> = found
            .iter()
            .map(|one| one.credential.map_or(one.parameter.to_owned(), |name| format!("{name}.{}", one.parameter)))
            .collect();
        assert_eq!(told, names, "{formula}");
    }
}

#[test]
fn a_formula_that_cannot_be_read_says_why() {
    for (formula, fault) in [
        ("", Fault::Empty),
        ("'Bearer & $Credential.X.y", Fault::OpenString),
        ("HEX($Credential.X.y", Fault::OpenParenthesis),
        ("$Credential.X.y)", Fault::StrayParenthesis),
        ("'a', 'b'", Fault::StrayComma),
        ("'Bearer ' $Credential.X.y", Fault::NoOperator),
        ("'Bearer ' & & $Credential.X.y", Fault::NoOperand),
        ("& $Credential.X.y", Fault::NoOperand),
        ("'Bearer ' &", Fault::NoOperand),
        ("HEX('a',)", Fault::NoOperand),
        ("$Credential.X.y;", Fault::StrangeCharacter),
        ("naïve", Fault::StrangeCharacter),
    ] {
        assert_eq!(mentions(formula), Err(fault), "{formula}");
    }
}

#[test]
fn a_value_is_plain_whole_mixed_or_open() {
    for (value, expected) in [
        ("application/json", Form::Plain),
        ("{!'}' & $Credential.X.y}", Form::Whole(2..23)),
        ("Bearer {!$Credential.X.y}", Form::Mixed),
        ("{!$Credential.X.y}{!$Credential.X.z}", Form::Mixed),
        ("Bearer $Credential.X.y", Form::Mixed),
        ("{!$Credential.X.y", Form::Open(2..17)),
    ] {
        assert_eq!(form(value), expected, "{value}");
    }
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(value in "(\\PC|[{}!'\"\\\\$.&(),/*\n]|\\$Credential\\.A\\.b|\\{!){0,24}") {
        let whole: usize = parts(&value)
            .into_iter()
            .map(|part| match part {
                Part::Text(range) => value[range].len(),
                Part::Formula(range) => value[range].len() + 3,
                Part::Open(range) => value[range].len() + 2,
            })
            .sum();
        prop_assert_eq!(whole, value.len());
        for mention in mentions(&value).unwrap_or_default() {
            prop_assert!(value.contains(mention.text));
        }
    }

    #[test]
    fn texts_and_credentials_joined_are_read(texts in prop::collection::vec("[a-z }&(]{0,6}", 1..5)) {
        let formula: Vec<String> = texts.iter().map(|text| format!("'{text}' & $Credential.A.b")).collect();
        let formula = formula.join(" & ");
        prop_assert_eq!(mentions(&formula).map(|found| found.len()), Ok(texts.len()));
        let value = format!("{{!{formula}}}");
        prop_assert_eq!(form(&value), Form::Whole(2..value.len() - 1));
    }
}
