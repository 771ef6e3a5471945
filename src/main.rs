//! The `xcred` binary: arguments in, exit code out.

fn main() -> std::process::ExitCode {
    xcred::cli::run(std::env::args_os())
}
