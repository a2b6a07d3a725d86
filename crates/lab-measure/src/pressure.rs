//! Pressure and load, read before our own work raises them.

use crate::proc_files::Proc;

/// `some avg10` of the kernel's CPU pressure, in percent; `None` without `/proc/pressure`.
pub fn psi_some_avg10() -> Option<f64> {
    psi(&Proc::default()).ok()
}

/// [`psi_some_avg10`] with the reason.
///
/// # Errors
/// In words for the reader: why this system does not tell.
pub fn psi(proc: &Proc) -> Result<f64, String> {
    proc.find("pressure/cpu", parse_psi)
}

/// One-minute load average; `None` without `/proc/loadavg`.
pub fn load_1m() -> Option<f64> {
    load(&Proc::default()).ok()
}

/// [`load_1m`] with the reason.
///
/// # Errors
/// In words for the reader: why this system does not tell.
pub fn load(proc: &Proc) -> Result<f64, String> {
    proc.find("loadavg", |text| {
        text.split_whitespace().next()?.parse().ok()
    })
}

fn parse_psi(text: &str) -> Option<f64> {
    let some = text.lines().find(|line| line.starts_with("some "))?;
    some.split_whitespace()
        .find_map(|field| field.strip_prefix("avg10="))?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn avg10_is_taken_from_the_some_line() {
        let text = "some avg10=41.50 avg60=3.00 avg300=1.00 total=123\nfull avg10=7.00 avg60=0.00 avg300=0.00 total=0\n";
        assert_eq!(parse_psi(text), Some(41.5));
        assert_eq!(parse_psi("full avg10=7.00\n"), None);
    }
}
