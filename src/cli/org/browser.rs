//! The user's browser.

use std::{
    env,
    process::{Command, Stdio},
};

use url::Url;

/// The variables that name a browser: ours, a single program, and everybody's, a list as `xdg-open` reads it.
const OURS: &str = "XCRED_BROWSER";
const EVERYBODYS: &str = "BROWSER";

/// Opens a page in the browser that the user has named, else in that of the system; whether one could be started. It is not
/// waited for: a browser may run as long as its window is open.
pub(super) fn is_opened(url: &Url) -> bool {
    let text = |name: &str| env::var_os(name).filter(|value| !value.is_empty());
    let named = match (text(OURS), text(EVERYBODYS)) {
        (Some(program), _) => vec![open::with_command(url.as_str(), program.to_string_lossy())],
        (None, Some(list)) => list.to_string_lossy().split(':').filter_map(|one| command_of(one, url)).collect(),
        (None, None) => open::commands(url.as_str()),
    };
    named.into_iter().any(is_started)
}

/// A browser of the list: words, with `%s` where the address goes, else at the end.
fn command_of(text: &str, url: &Url) -> Option<Command> {
    let mut words = text.split_whitespace();
    let mut command = Command::new(words.next()?);
    let has_place = text.contains("%s");
    command.args(words.map(|word| word.replace("%s", url.as_str())));
    if !has_place {
        command.arg(url.as_str());
    }
    Some(command)
}

fn is_started(mut command: Command) -> bool {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_goes_where_the_list_says() {
        let url = Url::parse("https://acme.my.salesforce.com/x?y=%25").unwrap();
        for (text, expected) in [
            ("firefox", Some(("firefox", vec![url.as_str()]))),
            ("firefox --private-window", Some(("firefox", vec!["--private-window", url.as_str()]))),
            ("w3m -o url=%s end", Some(("w3m", vec!["-o", "url=https://acme.my.salesforce.com/x?y=%25", "end"]))),
            ("  ", None),
        ] {
            let command = command_of(text, &url);
            let told = command.as_ref().map(|command| {
                let arguments = command.get_args().map(|argument| argument.to_str().unwrap()).collect::<Vec<_>>();
                (command.get_program().to_str().unwrap(), arguments)
            });
            assert_eq!(told, expected, "{text}");
        }
        assert!(!is_started(Command::new("/nowhere/browser")));
    }
}
