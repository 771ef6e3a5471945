//! What is typed after `xcred org`.
//!
//! Secrets have no flags: a command line is seen by all users of a machine, and kept by shells. They come from variables of
//! the environment, files, standard input, or a prompt.

use std::{num::NonZeroU64, path::PathBuf};

use clap::{ArgGroup, Args, Subcommand};

use super::OrgArguments;

/// `xcred org`
#[derive(Debug, Subcommand)]
pub enum OrgCommand {
    /// Log in to an org, and keep the login
    #[command(subcommand)]
    Login(LoginCommand),
    /// List all logins that are known, and where each rests
    List(ListArguments),
    /// Tell which org is meant, where its session comes from, and whether it works
    Show(OrgArguments),
    /// Revoke logins, and forget them
    Logout(LogoutArguments),
}

/// `xcred org list`
#[derive(Debug, Args)]
pub struct ListArguments {
    /// Ask each org whether its session works
    #[arg(long)]
    pub check: bool,
}

/// `xcred org login`
#[derive(Debug, Subcommand)]
pub enum LoginCommand {
    /// In a browser, as people do
    Web(WebArguments),
    /// With an assertion that a private key signs, as CI does
    Jwt(JwtArguments),
    /// With the secret of an app that runs as a user of its own
    ClientCredentials(ClientCredentialsArguments),
    /// With an auth URL of the Salesforce CLI (`force://…`)
    AuthUrl(AuthUrlArguments),
    /// With an access token, until it expires
    Token(TokenArguments),
}

/// How the login is kept.
#[derive(Debug, Clone, Default, Args)]
pub struct KeepArguments {
    /// What to call the org after `-o`; the user name does too
    #[arg(short, long, value_name = "NAME")]
    pub alias: Option<String>,
}

/// Where to log in.
#[derive(Debug, Clone, Default, Args)]
pub struct LoginHostArguments {
    /// Where to log in: the org's My Domain, such as `https://acme.my.salesforce.com` [default: `XCRED_LOGIN_URL`, else
    /// `SF_ORG_INSTANCE_URL`, else `https://login.salesforce.com`]
    #[arg(short = 'r', long, value_name = "URL")]
    pub instance_url: Option<String>,
    /// Log in at `https://test.salesforce.com`
    #[arg(long, conflicts_with = "instance_url")]
    pub sandbox: bool,
}

/// `xcred org login web`
#[derive(Debug, Args)]
pub struct WebArguments {
    /// Where to log in.
    #[command(flatten)]
    pub host: LoginHostArguments,
    /// The consumer key of your own app [default: `XCRED_CLIENT_ID`, else `PlatformCLI`, as the Salesforce CLI has it]
    #[arg(short = 'i', long, value_name = "KEY")]
    pub client_id: Option<String>,
    /// The file that holds the app's secret, `-` for standard input [default: `XCRED_CLIENT_SECRET`, else none is sent]
    #[arg(long, value_name = "FILE")]
    pub client_secret_file: Option<PathBuf>,
    /// What the session may be used for
    #[arg(long, value_name = "LIST", default_value = crate::org::oauth::SCOPES)]
    pub scopes: String,
    /// The user name to fill into the page
    #[arg(long, value_name = "NAME")]
    pub username: Option<String>,
    /// The port on which the browser comes back, as the app's redirect URL has it; 0 takes any that is free [default:
    /// `oauthLocalPort` of sfdx-project.json, else 1717]
    #[arg(long, value_name = "N")]
    pub port: Option<u16>,
    /// Seconds to wait for the browser
    #[arg(long, value_name = "SECONDS", default_value = "120")]
    pub timeout: NonZeroU64,
    /// Open no browser and wait for none: print the address, and read the one on which the browser ends
    #[arg(long)]
    pub no_browser: bool,
    /// How the login is kept.
    #[command(flatten)]
    pub keep: KeepArguments,
}

/// `xcred org login jwt`
#[derive(Debug, Args)]
pub struct JwtArguments {
    /// Where to log in.
    #[command(flatten)]
    pub host: LoginHostArguments,
    /// The user to log in [default: `XCRED_USERNAME`]
    #[arg(short = 'o', long, value_name = "NAME")]
    pub username: Option<String>,
    /// The private key, PEM of PKCS#8 or PKCS#1, `-` for standard input; of a file the login keeps the path [default:
    /// `XCRED_JWT_KEY_FILE`, else the key in `XCRED_JWT_KEY`]
    #[arg(short = 'f', long, value_name = "FILE")]
    pub jwt_key_file: Option<PathBuf>,
    /// The consumer key of the app that holds the certificate [default: `XCRED_CLIENT_ID`]
    #[arg(short = 'i', long, value_name = "KEY")]
    pub client_id: Option<String>,
    /// Whom the assertion is for [default: `SF_AUDIENCE_URL`, else what the login URL suggests: production or sandboxes]
    #[arg(long, value_name = "URL")]
    pub audience: Option<String>,
    /// How the login is kept.
    #[command(flatten)]
    pub keep: KeepArguments,
}

/// `xcred org login client-credentials`
#[derive(Debug, Args)]
pub struct ClientCredentialsArguments {
    /// The org's My Domain, such as `https://acme.my.salesforce.com` [default: `XCRED_LOGIN_URL`, else
    /// `SF_ORG_INSTANCE_URL`]
    #[arg(short = 'r', long, value_name = "URL")]
    pub instance_url: Option<String>,
    /// The consumer key of the app [default: `XCRED_CLIENT_ID`]
    #[arg(short = 'i', long, value_name = "KEY")]
    pub client_id: Option<String>,
    /// The file that holds the app's secret, `-` for standard input [default: `XCRED_CLIENT_SECRET`, else a prompt]
    #[arg(long, value_name = "FILE")]
    pub client_secret_file: Option<PathBuf>,
    /// How the login is kept.
    #[command(flatten)]
    pub keep: KeepArguments,
}

/// `xcred org login auth-url`
#[derive(Debug, Args)]
pub struct AuthUrlArguments {
    /// Read the auth URL from standard input [default: `XCRED_AUTH_URL`, else a prompt]
    #[arg(short = 'u', long, visible_alias = "sfdx-url-stdin")]
    pub auth_url_stdin: bool,
    /// The file that holds the auth URL, alone or in the JSON of `sf org auth show-sfdx-auth-url --json`
    #[arg(short = 'f', long, value_name = "FILE", visible_alias = "sfdx-url-file", conflicts_with = "auth_url_stdin")]
    pub auth_url_file: Option<PathBuf>,
    /// How the login is kept.
    #[command(flatten)]
    pub keep: KeepArguments,
}

/// `xcred org login token`
#[derive(Debug, Args)]
pub struct TokenArguments {
    /// The org's URL, such as `https://acme.my.salesforce.com` [default: `SF_ORG_INSTANCE_URL`]
    #[arg(short = 'r', long, value_name = "URL")]
    pub instance_url: Option<String>,
    /// Read the access token from standard input [default: `SF_ACCESS_TOKEN`, else a prompt]
    #[arg(long)]
    pub token_stdin: bool,
    /// The file that holds the access token
    #[arg(long, value_name = "FILE", conflicts_with = "token_stdin")]
    pub token_file: Option<PathBuf>,
    /// How the login is kept.
    #[command(flatten)]
    pub keep: KeepArguments,
}

/// `xcred org logout`
#[derive(Debug, Args)]
#[group(skip)]
#[command(group(ArgGroup::new("which").required(true).args(["target_org", "all"])))]
pub struct LogoutArguments {
    /// The login to end, by alias or user name
    #[arg(short = 'o', long, value_name = "NAME")]
    pub target_org: Option<String>,
    /// End all logins that xcred keeps
    #[arg(long)]
    pub all: bool,
    /// Ask no question
    #[arg(short, long, visible_alias = "no-prompt")]
    pub yes: bool,
}
