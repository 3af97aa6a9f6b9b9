//! What the system knows of the process, under the names that every exporter gives it; Linux tells it in `/proc`, others
//! do not.

use std::fs;

/// Ticks of the clock in a second, as `/proc` counts them: the kernel tells programs a hundred on every machine.
const TICKS: f64 = 100.0;

/// A look at the process; what the system does not tell is none.
#[derive(Debug, Default)]
pub struct Process {
    /// Bytes in memory.
    pub resident: Option<u64>,
    pub open_files: Option<u64>,
    pub most_open_files: Option<u64>,
    /// Seconds of processors, in the program and in the kernel for it.
    pub cpu_seconds: Option<f64>,
}

impl Process {
    /// Looks.
    pub fn now() -> Self {
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let limits = fs::read_to_string("/proc/self/limits").unwrap_or_default();
        let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
        let field = |text: &str, name: &str| -> Option<u64> {
            text.lines().find_map(|line| line.strip_prefix(name))?.split_whitespace().next()?.parse().ok()
        };
        Process {
            resident: field(&status, "VmRSS:").map(|kibibytes| kibibytes * 1024),
            open_files: fs::read_dir("/proc/self/fd").ok().and_then(|files| u64::try_from(files.count()).ok()),
            most_open_files: field(&limits, "Max open files"),
            cpu_seconds: cpu_seconds(&stat),
        }
    }
}

/// Fields 14 and 15 of `/proc/PID/stat` (proc(5)); the name of the program in field 2 may hold anything, so counting begins
/// behind its parenthesis.
fn cpu_seconds(stat: &str) -> Option<f64> {
    let (_, rest) = stat.rsplit_once(')')?;
    let mut fields = rest.split_whitespace().skip(11);
    let (user, system): (u32, u32) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    Some(f64::from(user) / TICKS + f64::from(system) / TICKS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processor_time_is_read_behind_a_name_that_holds_anything() {
        let stat = "7 (a) b (c) S 1 7 7 0 -1 4194560 100 0 0 0 250 50 0 0 20 0 1 0 1 1 1";
        assert_eq!(cpu_seconds(stat), Some(3.0));
        assert_eq!(cpu_seconds(""), None);
    }
}
