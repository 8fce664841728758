//! Clocks that stand still while another program has the processor.

use std::time::Duration;

use nix::sched::{CpuSet, sched_getaffinity, sched_setaffinity};
use nix::sys::resource::{UsageWho, getrusage};
use nix::time::{ClockId, clock_getcpuclockid};
use nix::unistd::Pid;

/// Whose processor time a group is measured by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// The bench's own thread; for all that runs on the caller's thread.
    Thread,
    /// All threads of this process; for contestants with threads of their own.
    Process,
}

impl Clock {
    /// The time this clock shows.
    ///
    /// # Panics
    /// Where the system has no such clock.
    pub fn now(self) -> Duration {
        let id = match self {
            Self::Thread => ClockId::CLOCK_THREAD_CPUTIME_ID,
            Self::Process => ClockId::CLOCK_PROCESS_CPUTIME_ID,
        };
        id.now().expect("a clock of processor time").into()
    }
}

/// The processor time of another process, with all its threads, also those that have ended.
///
/// # Panics
/// When the process is gone.
pub fn of_process(id: u32) -> Duration {
    let clock = clock_getcpuclockid(pid(id)).expect("the clock of a live process");
    clock.now().expect("the time of a live process").into()
}

/// Processor time of all children that this process has waited for.
///
/// # Panics
/// Where the system does not account for children.
pub fn of_children() -> Duration {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).expect("the usage of children");
    [usage.user_time(), usage.system_time()]
        .into_iter()
        .map(|time| {
            let micros = u32::try_from(time.tv_usec()).unwrap_or_default();
            Duration::new(time.tv_sec().try_into().unwrap_or_default(), micros * 1000)
        })
        .sum()
}

/// Lets a process (0: this thread) run on the `n`th of the processors it may use, if it may choose.
///
/// Returns whether it is pinned: with one processor, or without the right, nothing changes.
pub fn pin(id: u32, n: usize) -> bool {
    let Ok(allowed) = sched_getaffinity(Pid::from_raw(0)) else { return false };
    let usable = |&i: &usize| allowed.is_set(i).unwrap_or(false);
    let Some(core) = (0..CpuSet::count()).filter(usable).nth(n) else { return false };
    let mut set = CpuSet::new();
    set.set(core).is_ok() && sched_setaffinity(pid(id), &set).is_ok()
}

fn pid(id: u32) -> Pid {
    Pid::from_raw(id.try_into().unwrap_or_default())
}
