//! Takes from a process what reading a document does not need.

use std::io;

use landlock::{ABI, Access, AccessFs, AccessNet, Ruleset, RulesetAttr, RulesetStatus, Scope};
use rustix::process::{Resource, Rlimit, Signal, set_parent_process_death_signal, setrlimit};

const MIB: u64 = 1 << 20;
/// Bytes of a page of memory in `/proc/self/statm`; larger pages only make the limit smaller.
const PAGE_BYTES: u64 = 4096;

/// What is left beside reserved address space, however much that is: for the stack, and for what does not fit there.
const WORKING_BYTES: u64 = 96 * MIB;

/// Locks the process in: no file can be opened, no connection made, and memory and computing time are limited. What the
/// kernel has of Landlock is used; the limits must all hold, or nothing is read.
pub(super) fn enter(memory_mib: u32, cpu_seconds: u32) -> io::Result<()> {
    // An allocator may have reserved address space when the program started, and will use that first.
    let taken = std::fs::read_to_string("/proc/self/statm").ok();
    let taken = taken.and_then(|line| line.split(' ').next()?.parse::<u64>().ok()).unwrap_or(0);
    set_parent_process_death_signal(Some(Signal::KILL))?;
    no_paths_and_no_network().map_err(io::Error::other)?;
    let memory = u64::from(memory_mib).saturating_mul(MIB);
    let taken = taken.saturating_mul(PAGE_BYTES);
    limit(Resource::As, memory.max(taken.saturating_add(memory.min(WORKING_BYTES))))?;
    // The soft limit ends the process with a signal that tells why; the hard one a second later with one that does not.
    let seconds = u64::from(cpu_seconds.max(1));
    setrlimit(Resource::Cpu, Rlimit { current: Some(seconds), maximum: Some(seconds.saturating_add(1)) })?;
    limit(Resource::Core, 0)?;
    limit(Resource::Fsize, 0)?;
    limit(Resource::Nofile, 0)
}

/// Neither processes nor threads can be started any more (by root they still can).
pub(super) fn no_more_processes() -> io::Result<()> {
    limit(Resource::Nproc, 0)
}

fn limit(resource: Resource, most: u64) -> io::Result<()> {
    Ok(setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })?)
}

/// A rule set without exceptions for this thread and those it starts; says what of it holds. Kernels without Landlock, or with an older one, enforce what they know.
fn no_paths_and_no_network() -> Result<RulesetStatus, landlock::RulesetError> {
    let rules = Ruleset::default()
        .handle_access(AccessFs::from_all(ABI::V5))?
        .handle_access(AccessNet::from_all(ABI::V5))?
        .scope(Scope::from_all(ABI::V6))?;
    Ok(rules.create()?.restrict_self()?.ruleset)
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::net::{TcpListener, TcpStream};

    use super::*;

    #[test]
    fn where_the_kernel_enforces_it_no_file_is_opened_and_no_connection_made() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        // Of this thread alone.
        let tried = std::thread::spawn(move || {
            let enforced = no_paths_and_no_network().unwrap() != RulesetStatus::NotEnforced;
            let denied = |kind: Option<io::ErrorKind>| kind == Some(io::ErrorKind::PermissionDenied);
            let read = denied(File::open("/etc/passwd").err().map(|error| error.kind()));
            let dialled = TcpStream::connect_timeout(&address, std::time::Duration::from_secs(5)).err();
            (enforced, read, denied(dialled.map(|error| error.kind())))
        });
        let (enforced, read, dialled) = tried.join().unwrap();
        assert_eq!(read, enforced);
        assert!(enforced || !dialled);
        assert!(File::open("/etc/passwd").is_ok() && TcpStream::connect(address).is_ok());
    }
}
