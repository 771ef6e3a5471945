use super::{words::WORDS, *};

const STATUS_503: Mishap =
    Mishap::Status { status: 503, body: StatusBody::Html, code: String::new(), retry_after: None, work: Work::Undone };

fn turn(call: Call, of_its_kind: usize, of_all: usize) -> Turn {
    Turn { call, of_its_kind, of_all }
}

#[test]
fn a_script_names_requests_by_kind_and_number() {
    let script = r#"
[[mishap]]
call = "CheckDeployStatus"
nth = 2
do = "cut-answer"
bytes = 100

[[mishap]]
call = "any"
nth = 9
every = true
do = "lose-request"

[[mishap]]
call = "Connection"
times = 2
do = "refuse"
"#;
    let mishaps = Mishaps::parse(script).unwrap();
    let cut = Mishap::CutAnswer { bytes: 100 };
    for (turn, due) in [
        (turn(Call::CheckDeployStatus, 1, 2), None),
        (turn(Call::CheckDeployStatus, 2, 3), Some(&cut)),
        (turn(Call::CheckDeployStatus, 3, 4), None),
        (turn(Call::Query, 2, 8), None),
        (turn(Call::Query, 2, 9), Some(&Mishap::LoseRequest)),
        (turn(Call::Versions, 7, 900), Some(&Mishap::LoseRequest)),
        (turn(Call::CheckDeployStatus, 2, 11), Some(&cut)),
    ] {
        assert_eq!(mishaps.due(turn), due, "{turn:?}");
    }
    assert_eq!([1, 2, 3].map(|nth| mishaps.refuse(nth)), [true, true, false]);
}

#[test]
fn every_word_can_be_written() {
    for word in WORDS {
        let call = word.only.first().unwrap_or(&Occasion::Any).name();
        let value = |key: &str| match key {
            "body" => "body = \"html\"\n".to_owned(),
            "code" | "message" => format!("{key} = \"A_CODE\"\n"),
            "status" => "status = 503\n".to_owned(),
            "worked" => "worked = true\n".to_owned(),
            number => format!("{number} = 7\n"),
        };
        let keys: String = word.needs.iter().chain(word.takes).map(|key| value(key)).collect();
        let script = format!("[[mishap]]\ncall = \"{call}\"\ndo = \"{}\"\n{keys}", word.name);
        let Mishaps(appointments) = Mishaps::parse(&script).unwrap_or_else(|error| panic!("{script}{error}"));
        assert_eq!((appointments[0].first, appointments[0].times), (1, Some(1)));
    }
}

#[test]
fn every_trouble_can_be_written_for_what_it_befalls_and_nothing_else() {
    for trouble in TROUBLES {
        let script = |call: &str| format!("[[mishap]]\ncall = \"{call}\"\ndo = \"{}\"\n", trouble.word);
        for occasion in Occasion::all() {
            let read = Mishaps::parse(&script(occasion.name()));
            let expected = Mishaps::at(occasion, 1, Mishap::Trouble(trouble));
            assert_eq!(read.is_ok(), occasion.suits(trouble.only), "{} {occasion:?}", trouble.word);
            assert!(read.is_err() || read == Ok(expected));
        }
        let with_key = script(trouble.only.first().unwrap_or(&Occasion::Any).name()) + "bytes = 2";
        assert!(Mishaps::parse(&with_key).unwrap_err().reason.ends_with("has no `bytes`; it has no keys"));
    }
    let mut names: Vec<&str> = WORDS.iter().map(|word| word.name).collect();
    names.extend(TROUBLES.iter().map(|trouble| trouble.word));
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count, "each word means one thing");
}

#[test]
fn a_status_is_told_in_full() {
    let script = "[[mishap]]\ncall = \"Deploy\"\ndo = \"status\"\nstatus = 503\nbody = \"html\"\ncode = \"\"";
    assert_eq!(Mishaps::parse(script), Ok(Mishaps::at(Occasion::Call(Call::Deploy), 1, STATUS_503)));
    let script = format!("{script}\nretry-after = 3\nworked = true");
    let Mishap::Status { retry_after, work, .. } = Mishaps::parse(&script).unwrap().0.remove(0).mishap else {
        panic!("a status is a status");
    };
    assert_eq!((retry_after, work), (Some(3), Work::Done));
}

#[test]
fn what_is_wrong_is_named_with_its_line_and_what_is_allowed() {
    let in_entry = |lines: &str| format!("# A comment.\n\n[[mishap]]\n{lines}\n");
    for (lines, line, words) in [
        (
            "call = \"deploy\"\ndo = \"delay\"",
            4,
            &["`deploy` is no call", "`CheckDeployStatus`", "`any`", "`Connection`"][..],
        ),
        ("call = \"Deploy\"\ndo = \"explode\"", 5, &["`explode` is no mishap", "`lose-answer`", "`stay-pending`"]),
        ("call = \"Deploy\"\ndo = \"lose-answer\"\nnht = 2", 6, &["unknown field `nht`", "`nth`"]),
        ("call = \"Deploy\"\ndo = \"lose-answer\"\nnth = 0", 6, &["counted from 1"]),
        ("call = \"Deploy\"\ndo = \"lose-answer\"\nevery = true\ntimes = 2", 7, &["`every` and `times`"]),
        ("call = \"Deploy\"\ndo = \"cut-answer\"", 3, &["`cut-answer` needs `bytes`"]),
        ("call = \"Deploy\"\ndo = \"lose-answer\"\nbytes = 2", 3, &["`lose-answer` has no `bytes`", "no keys"]),
        ("call = \"Deploy\"\ndo = \"delay\"\nmilliseconds = 2\ncode = \"A\"", 3, &["it has `milliseconds`"]),
        ("call = \"Deploy\"\ndo = \"truncate-archive\"", 5, &["is for CheckRetrieveStatus"]),
        ("call = \"Connection\"\ndo = \"lose-answer\"", 5, &["not for connections"]),
        ("call = \"Deploy\"\ndo = \"status\"\nstatus = 200", 6, &["400 to 599"]),
        ("call = \"Deploy\"\ndo = \"status\"\nstatus = 500\nbody = \"pdf\"", 7, &["`json`", "`html`", "`none`"]),
        ("do = \"delay\"", 3, &["missing field `call`"]),
        ("call = ", 4, &[]),
    ] {
        let error = Mishaps::parse(&in_entry(lines)).unwrap_err();
        assert_eq!(error.line, line, "{lines}: {error}");
        for word in words {
            assert!(error.reason.contains(word), "{lines}: {error}");
        }
    }
    assert_eq!(Mishaps::parse(""), Ok(Mishaps::default()));
    assert_eq!(Mishaps::parse("mishaps = 1").unwrap_err().line, 1);
}
