//! `xcred practice`: the practice org for other clients, and what it holds.

use std::{fs, io, path::Path};

use secrecy::{ExposeSecret, SecretString};

use super::{
    args::{PracticeCommand, ServeArguments},
    console::Console,
    error::{Failure, Outcome},
    exit::Exit,
    interrupt::Interrupts,
    online::{block_on, new_token, open_practice},
    place::Place,
    write::{Readable, write_whole},
};
use crate::{
    practice::{
        AccessTokens, Admission, CONFIDENTIAL_APP, Certificate, Mishaps, Pace, Practice, RefreshTokens, Serving,
    },
    report::{PracticeComponent, PracticeReport, Report},
};

/// A secret shorter than this is a mistake.
const SHORTEST_SECRET: usize = 16;

/// Runs the command.
pub(super) fn run(console: &Console, place: &Place, command: &PracticeCommand) -> Outcome<Exit> {
    match command {
        PracticeCommand::Serve(arguments) => serve(console, place, arguments),
        PracticeCommand::Reset => reset(console, place),
        PracticeCommand::Show => show(console, place),
    }
}

fn show(console: &Console, place: &Place) -> Outcome<Exit> {
    let component = |shown: crate::practice::Shown| PracticeComponent {
        id: shown.id,
        record: shown.record,
        modified: shown.modified.to_string(),
    };
    let components = open_practice(place, Pace::Steps)?.components()?.into_iter().map(component).collect();
    let report = PracticeReport { state: place.practice_state(), components };
    console.report(&Report::Practice(report), Exit::Done)
}

fn reset(console: &Console, place: &Place) -> Outcome<Exit> {
    Practice::reset(&place.practice_state())?;
    let seed = place.practice_seed();
    let next = seed
        .map_or_else(|| "it is empty".to_owned(), |seed| format!("the next use seeds it from `{}`", seed.display()));
    console.report(&Report::Done(format!("The practice org was forgotten; {next}.")), Exit::Done)
}

fn serve(console: &Console, place: &Place, arguments: &ServeArguments) -> Outcome<Exit> {
    let admission = admission_of(arguments)?;
    let mishaps = arguments.mishaps.as_deref().map(mishaps_of).transpose()?.unwrap_or_default();
    let progress = if arguments.hold_deployments { Pace::Held } else { Pace::Steps };
    let practice = open_practice(place, progress)?;
    let (authority, trusted) = arguments.tls.then(|| practice.authority()).transpose()?.unzip();
    let serving = Serving { port: arguments.port, admission, mishaps, authority };
    block_on(async {
        let mut interrupts = Interrupts::take()?;
        let running = practice.serve(serving)?;
        console.preview(|out| writeln!(out, "{}", running.instance_url).and_then(|()| out.flush()))?;
        console.say(&told_at_start(arguments, trusted.as_deref()));
        interrupts.next().await;
        drop(running);
        console.report(&Report::Done("The practice org has stopped.".to_owned()), Exit::Done)
    })
}

/// Where everything is that a client needs.
fn told_at_start(arguments: &ServeArguments, trusted: Option<&Path>) -> String {
    let token = format!("The practice org answers there; its access token is in `{}`.", arguments.token_file.display());
    let secret = arguments.client_secret_file.as_deref();
    let secret = secret.map(|file| format!(" The secret of the app `{CONFIDENTIAL_APP}` is in `{}`.", file.display()));
    let trusted = trusted.map(|file| format!(" The certificate to trust is `{}`.", file.display()));
    [Some(token), secret, trusted, Some(" Ctrl-C ends it.".to_owned())].into_iter().flatten().collect()
}

/// Who is let in, and what logins are given.
fn admission_of(arguments: &ServeArguments) -> Outcome<Admission> {
    let refresh_tokens = if arguments.rotate_refresh_tokens { RefreshTokens::Rotate } else { RefreshTokens::Stay };
    Ok(Admission {
        token: secret_in(&arguments.token_file, "access token")?,
        certificate: arguments.jwt_certificate.as_deref().map(certificate_of).transpose()?,
        client_secret: arguments.client_secret_file.as_deref().map(|file| secret_in(file, "secret")).transpose()?,
        sessions_last: arguments.sessions_last,
        refresh_tokens,
        access_tokens: if arguments.jwt_tokens { AccessTokens::Jwt } else { AccessTokens::Opaque },
    })
}

/// The script in the file.
fn mishaps_of(file: &Path) -> Outcome<Mishaps> {
    let text = fs::read_to_string(file).map_err(|error| Failure::file("read", file, &error))?;
    Mishaps::parse(&text).map_err(|error| {
        let message = format!("`{}` is no script of mishaps: {error}", file.display());
        Failure::wrong_use("MishapsError", message)
    })
}

/// The secret in the file; a new one is made and written, for its owner's eyes alone, where there is no file.
fn secret_in(file: &Path, what: &str) -> Outcome<SecretString> {
    match fs::read_to_string(file) {
        Ok(text) if text.trim().len() >= SHORTEST_SECRET => Ok(SecretString::from(text.trim())),
        Ok(_) => {
            let message = format!("`{}` holds no {what} of {SHORTEST_SECRET} characters or more", file.display());
            Err(Failure::wrong_use("TokenError", message).hint("remove the file, and a new one is made"))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let token = new_token()?;
            write_whole(file, format!("{}\n", token.expose_secret()).as_bytes(), Readable::ByOwner)?;
            Ok(token)
        }
        Err(error) => Err(Failure::file("read", file, &error)),
    }
}

fn certificate_of(file: &Path) -> Outcome<Certificate> {
    let pem = fs::read(file).map_err(|error| Failure::file("read", file, &error))?;
    Certificate::from_pem(&pem).map_err(|error| {
        Failure::wrong_use("CertificateError", format!("`{}` cannot be used: {error}", file.display()))
            .hint("`openssl req -x509 -newkey rsa:2048 -nodes -keyout server.key -out server.crt` makes one")
    })
}
