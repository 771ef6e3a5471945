//! A process without network: the kernel kills it at the first socket and at the first event queue.
//!
//! An async runtime cannot start without its event queue (`epoll`), and nothing can talk without a socket. So a command
//! that survives this filter opened no connection and started no runtime, whatever it printed.

use seccompiler::{BpfProgram, SeccompAction, SeccompFilter};
use std::{collections::BTreeMap, env, io, os::unix::process::CommandExt, process::Command};

/// The system calls that start a conversation with another machine or a runtime.
const DEADLY: &[libc::c_long] = &[
    libc::SYS_socket,
    libc::SYS_socketpair,
    libc::SYS_connect,
    libc::SYS_bind,
    libc::SYS_listen,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_epoll_create,
    libc::SYS_epoll_create1,
    libc::SYS_io_uring_setup,
];

/// The signal that ends a process which tried.
pub(crate) const KILLED: super::Ending = super::Ending::Signal(libc::SIGSYS);

/// Makes the command run without network; its children inherit the filter.
#[expect(unsafe_code, reason = "a filter is installed between fork and exec, and only `pre_exec` runs there")]
pub(crate) fn cut(command: &mut Command) {
    let filter = filter();
    let install =
        move || seccompiler::apply_filter(&filter).map_err(|_| io::Error::from(io::ErrorKind::PermissionDenied));
    // SAFETY: the closure makes two system calls (`prctl` and `seccomp`) on a program built before the fork; it takes no
    // lock and allocates nothing.
    unsafe { command.pre_exec(install) };
}

fn filter() -> BpfProgram {
    let rules: BTreeMap<i64, _> = DEADLY.iter().map(|&call| (call, Vec::new())).collect();
    let arch = env::consts::ARCH.try_into().expect("seccomp knows this processor");
    SeccompFilter::new(rules, SeccompAction::Allow, SeccompAction::KillProcess, arch)
        .and_then(BpfProgram::try_from)
        .expect("a list of system calls without conditions compiles")
}
