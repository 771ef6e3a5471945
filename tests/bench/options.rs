//! What is typed after `cargo bench --bench spine --`.

use crate::measurement::Outcome;

/// How much is measured, and how often.
pub(crate) struct Options {
    /// How often each scenario and its floor are run, in turn.
    pub(crate) rounds: usize,
    /// Components of each tree.
    pub(crate) components: usize,
}

impl Options {
    const FULL: Self = Self { rounds: 11, components: 10_000 };
    const QUICK: Self = Self { rounds: 3, components: 500 };

    /// Reads `--quick`, `--rounds N` and `--components N`. The `--bench` that cargo adds means nothing here.
    pub(crate) fn read(arguments: &[String]) -> Outcome<Self> {
        let mut options = if arguments.iter().any(|word| word == "--quick") { Self::QUICK } else { Self::FULL };
        let mut words = arguments.iter();
        while let Some(word) = words.next() {
            let mut number = || words.next().ok_or_else(|| format!("`{word}` wants a number")).map(|text| text.parse());
            match word.as_str() {
                "--bench" | "--quick" => {}
                "--rounds" => options.rounds = number()??,
                "--components" => options.components = number()??,
                _ => return Err(format!("`{word}` is no option: --quick, --rounds N, --components N").into()),
            }
        }
        if options.rounds == 0 || options.components == 0 {
            return Err("there is nothing to measure in no rounds, or over no components".into());
        }
        Ok(options)
    }
}
