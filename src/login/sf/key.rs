//! The key of the Salesforce CLI, found as it finds it: in a keyring that another program opens, else in `key.json`.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use secrecy::{SecretString, zeroize::Zeroizing};

use super::{
    crypt::{CryptError, Key},
    members::{Members, NotAnObject},
};
use crate::login::{
    Environment,
    program::{self, ProgramError, is_program},
};

/// What the key is called, in the file and in keyrings.
const SERVICE: &str = "sfdx";
const ACCOUNT: &str = "local";

/// The file with the key, in the CLI's folder.
const FILE_NAME: &str = "key.json";

/// How long people get to unlock a keyring that asks them.
const LONGEST: Duration = Duration::from_secs(60);

/// `secret-tool` fails now and then when it is asked too fast; the CLI asks so often.
const TRIES: usize = 3;

/// Where the key is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// `secret-tool` of libsecret.
    SecretTool(PathBuf),
    /// `security` of macOS.
    Security(PathBuf),
    /// The file.
    File(PathBuf),
}

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file cannot be read, or is not there.
    #[error("the key file `{path}` cannot be read")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Others may read the file: the CLI refuses it too.
    #[error("the key file `{path}` has mode {mode:o}, and the Salesforce CLI demands 600")]
    Mode {
        /// The file.
        path: PathBuf,
        /// Its mode.
        mode: u32,
    },
    /// The file holds something else.
    #[error("`{path}` holds no key of the Salesforce CLI")]
    Foreign {
        /// The file.
        path: PathBuf,
        /// Where it is broken, where it is.
        #[source]
        source: Option<NotAnObject>,
    },
    /// The program that opens the keyring does not run.
    #[error("the keyring cannot be asked")]
    Program(#[from] ProgramError),
    /// The keyring has no such key, or refuses it.
    #[error("`{program}` gives no key of the Salesforce CLI ({said})")]
    NotInKeyring {
        /// The program.
        program: PathBuf,
        /// What it said.
        said: String,
    },
    /// The key is of no form that is known.
    #[error(transparent)]
    Crypt(#[from] CryptError),
}

/// The platforms that differ in where the CLI keeps its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Platform {
    Linux,
    MacOs,
    Other,
}

impl Platform {
    pub(super) const HERE: Self = if cfg!(target_os = "macos") {
        Self::MacOs
    } else if cfg!(target_os = "linux") {
        Self::Linux
    } else {
        Self::Other
    };
}

/// Where the CLI would look, and then where it may have written before it found a keyring.
pub(super) fn places(environment: &Environment, folder: &Path, platform: Platform) -> Vec<Place> {
    let file = Place::File(folder.join(FILE_NAME));
    let switches = ["SF_USE_GENERIC_UNIX_KEYCHAIN", "SFDX_USE_GENERIC_UNIX_KEYCHAIN", "USE_GENERIC_UNIX_KEYCHAIN"];
    if switches.iter().any(|switch| environment.is_on(switch)) {
        return vec![file];
    }
    let tool = environment.path("SFDX_SECRET_TOOL_PATH").unwrap_or_else(|| PathBuf::from("/usr/bin/secret-tool"));
    match platform {
        Platform::MacOs => vec![Place::Security(PathBuf::from("/usr/bin/security")), file],
        Platform::Linux if is_program(&tool) => vec![Place::SecretTool(tool), file],
        Platform::Linux | Platform::Other => vec![file],
    }
}

impl Place {
    /// Asks for the key.
    pub(super) fn key(&self) -> Result<Key, KeyError> {
        let text = match self {
            Self::File(file) => of_file(file)?,
            Self::SecretTool(program) => of_secret_tool(program)?,
            Self::Security(program) => of_security(program)?,
        };
        Ok(Key::of(&text)?)
    }
}

fn of_file(path: &Path) -> Result<SecretString, KeyError> {
    let unreadable = |source| KeyError::File { path: path.to_path_buf(), source };
    let text = Zeroizing::new(fs::read_to_string(path).map_err(unreadable)?);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(path).map_err(unreadable)?.permissions().mode() & 0o777;
        if mode != 0o600 {
            return Err(KeyError::Mode { path: path.to_path_buf(), mode });
        }
    }
    let foreign = |source| KeyError::Foreign { path: path.to_path_buf(), source };
    let members = Members::of(&text).map_err(|error| foreign(Some(error)))?;
    let is_ours = members.text_of("service").as_deref() == Some(SERVICE)
        && members.text_of("account").as_deref() == Some(ACCOUNT);
    members.text_of("key").filter(|_| is_ours).map(SecretString::from).ok_or_else(|| foreign(None))
}

fn of_secret_tool(program: &Path) -> Result<SecretString, KeyError> {
    let mut said = None;
    for _ in 0..TRIES {
        let one = program::run(program, &["lookup", "user", ACCOUNT, "domain", SERVICE], LONGEST)?;
        let key = one.stdout.trim();
        if one.status.success() && !key.is_empty() {
            return Ok(SecretString::from(key));
        }
        let is_hasty = one.stderr.contains("invalid or unencryptable secret");
        said = Some(one);
        if !is_hasty {
            break;
        }
    }
    let said = said.map_or_else(String::new, |said| words(&said.stderr, said.status));
    Err(KeyError::NotInKeyring { program: program.to_path_buf(), said })
}

/// `security -g` writes the password to standard error, in quotes.
fn of_security(program: &Path) -> Result<SecretString, KeyError> {
    let said = program::run(program, &["find-generic-password", "-a", ACCOUNT, "-s", SERVICE, "-g"], LONGEST)?;
    let password = said.stderr.lines().find_map(|line| line.strip_prefix("password: \"")?.strip_suffix('"'));
    match password.filter(|_| said.status.success()) {
        Some(password) => Ok(SecretString::from(password)),
        None => {
            // Standard error may hold the password in another form, and is not repeated.
            Err(KeyError::NotInKeyring { program: program.to_path_buf(), said: said.status.to_string() })
        }
    }
}

fn words(stderr: &str, status: std::process::ExitStatus) -> String {
    let first = stderr.lines().map(str::trim).find(|line| !line.is_empty());
    first.map_or_else(|| status.to_string(), str::to_owned)
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    const KEY: &str = "0123456789abcdef0123456789abcdef";

    fn told(place: &Place) -> String {
        match place.key() {
            Ok(Key::One(_)) => "one".to_owned(),
            Ok(Key::Two(_)) => "two".to_owned(),
            Err(error) => error.to_string(),
        }
    }

    fn program(folder: &Path, script: &str) -> PathBuf {
        crate::login::testing::program(&folder.join("tool"), script)
    }

    #[test]
    fn the_key_is_asked_for_where_the_salesforce_cli_asks() {
        let folder = Path::new("/home/me/.sfdx");
        let file = Place::File(folder.join("key.json"));
        let environment = |pairs: &[(&'static str, &'static str)]| {
            let pairs = pairs.to_vec();
            Environment::of(move |name| Some(pairs.iter().find(|(key, _)| *key == name)?.1.into()))
        };
        let tool = environment(&[("SFDX_SECRET_TOOL_PATH", "/bin/sh")]);
        let tool_first = vec![Place::SecretTool("/bin/sh".into()), file.clone()];
        assert_eq!(places(&tool, folder, Platform::Linux), tool_first);
        let none = environment(&[("SFDX_SECRET_TOOL_PATH", "/nowhere/secret-tool")]);
        assert_eq!(places(&none, folder, Platform::Linux), [file.clone()].to_vec());
        assert_eq!(places(&tool, folder, Platform::Other), [file.clone()].to_vec());
        let security = vec![Place::Security("/usr/bin/security".into()), file.clone()];
        assert_eq!(places(&tool, folder, Platform::MacOs), security);
        let generic = environment(&[("SFDX_SECRET_TOOL_PATH", "/bin/sh"), ("SF_USE_GENERIC_UNIX_KEYCHAIN", "true")]);
        for platform in [Platform::Linux, Platform::MacOs] {
            assert_eq!(places(&generic, folder, platform), [file.clone()].to_vec());
        }
    }

    #[test]
    fn a_key_file_is_its_owners_alone_and_the_salesforce_clis() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key.json");
        let place = Place::File(path.clone());
        assert!(told(&place).ends_with("key.json` cannot be read"));
        let text = format!("{{\n    \"account\": \"local\",\n    \"key\": \"{KEY}\",\n    \"service\": \"sfdx\"\n}}");
        fs::write(&path, &text).unwrap();
        for (mode, expected) in [(0o600, "one"), (0o644, "has mode 644"), (0o400, "has mode 400")] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            assert!(told(&place).contains(expected), "{mode:o}: {}", told(&place));
        }
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        for (from, to, expected) in [
            (KEY, &*format!("{KEY}{KEY}"), "two"),
            (KEY, "canary", "has 6 characters"),
            ("\"local\"", "\"other\"", "holds no key of the Salesforce CLI"),
            ("\"sfdx\"", "\"other\"", "holds no key of the Salesforce CLI"),
            ("{", "[", "holds no key of the Salesforce CLI"),
        ] {
            fs::write(&path, text.replace(from, to)).unwrap();
            assert!(told(&place).contains(expected), "{to}: {}", told(&place));
            assert!(!told(&place).contains("canary"));
        }
    }

    #[test]
    fn secret_tool_is_asked_again_when_it_was_too_hasty() {
        let folder = tempfile::tempdir().unwrap();
        let count = folder.path().join("count");
        let script = format!(
            "echo x >> {count}; if [ $(wc -l < {count}) -lt 3 ]; then echo 'invalid or unencryptable secret' >&2; exit 1; fi; \
             [ \"$*\" = 'lookup user local domain sfdx' ] && printf %s {KEY}",
            count = count.display()
        );
        assert_eq!(told(&Place::SecretTool(program(folder.path(), &script))), "one");
        assert_eq!(fs::read_to_string(&count).unwrap().lines().count(), 3);
        let refusing = program(folder.path(), "echo 'Cannot autolaunch D-Bus without X11' >&2; exit 1");
        assert!(told(&Place::SecretTool(refusing)).contains("(Cannot autolaunch D-Bus without X11)"));
        let empty = program(folder.path(), "exit 1");
        assert!(told(&Place::SecretTool(empty)).contains("gives no key"));
    }

    #[test]
    fn security_tells_the_key_on_standard_error() {
        let folder = tempfile::tempdir().unwrap();
        let script = format!(
            "echo 'keychain: \"/Users/me/login.keychain-db\"'; \
             [ \"$*\" = 'find-generic-password -a local -s sfdx -g' ] && echo 'password: \"{KEY}\"' >&2"
        );
        assert_eq!(told(&Place::Security(program(folder.path(), &script))), "one");
        let failing = program(folder.path(), "echo 'password: \"canary\"' >&2; exit 44");
        assert!(told(&Place::Security(failing)).ends_with("(exit status: 44)"));
    }
}
