//! What bounds throughput, and what the literature says of the right number of workers.

const NS_PER_S: f64 = 1e9;

/// The most items per second that a machine can do, `min(W / T, C / c)`.
///
/// | | | unit |
/// |---|---|---|
/// | `workers` | W: how many items can be under way at once | workers |
/// | `lone_ns` | T: time of one item that is alone | nanoseconds |
/// | `cores` | C: cores that may be used | cores |
/// | `cpu_ns_per_item` | c: CPU time that an item costs, that of a server on the same cores included | nanoseconds |
///
/// The first bound is Little's law with all workers busy, the second is the machine's capacity. A bound whose
/// denominator is zero is none; without any the result is infinite.
///
/// ```
/// use lab_verdict::scaling::limit;
///
/// // 64 workers, 20 ms each: 3,200 per second, although two cores could do 20,000 of 100 us.
/// assert_eq!(limit(64, 20e6, 2, 100e3), 3200.0);
/// // A task that only computes: two cores, 100 us each.
/// assert_eq!(limit(64, 100e3, 2, 100e3), 20_000.0);
/// ```
pub fn limit(workers: u64, lone_ns: f64, cores: u32, cpu_ns_per_item: f64) -> f64 {
    let at_once = rate(workers as f64, lone_ns);
    let capacity = rate(f64::from(cores), cpu_ns_per_item);
    at_once.min(capacity)
}

fn rate(parallel: f64, ns: f64) -> f64 {
    match ns > 0.0 {
        true => parallel * NS_PER_S / ns,
        false => f64::INFINITY,
    }
}

/// The number of threads that keeps all cores busy, `N = C / (1 - s)`, for a share `s` of waiting from 0 to 1.
///
/// Source: Goetz et al., *Java Concurrency in Practice*, 8.2: `N = C x U x (1 + W/C')` with the utilisation U = 1
/// wanted here, and W/C' the ratio of waiting to computing, which is s / (1 - s). Infinite for a task that does
/// nothing but wait.
///
/// ```
/// use lab_verdict::scaling::goetz;
///
/// assert_eq!(goetz(2, 0.0), 2.0);
/// assert_eq!(goetz(2, 0.5), 4.0);
/// ```
pub fn goetz(cores: u32, wait_share: f64) -> f64 {
    let computing = 1.0 - wait_share.clamp(0.0, 1.0);
    match computing > 0.0 {
        true => f64::from(cores) / computing,
        false => f64::INFINITY,
    }
}

/// Mean number of items under way, `L = lambda x T`, for a throughput `lambda` in items per second and a time `T`
/// in nanoseconds that an item takes.
///
/// Source: Little, "A proof for the queuing formula L = lambda W", *Operations Research* 9 (1961). With the time of
/// an item that is alone, this is the number that would have to be under way if none slowed another down: where it
/// falls short of the workers, they wait for something else than their own items.
///
/// ```
/// use lab_verdict::scaling::little;
///
/// assert_eq!(little(3200.0, 20e6), 64.0);
/// ```
pub fn little(per_second: f64, lone_ns: f64) -> f64 {
    per_second * lone_ns / NS_PER_S
}

/// Amdahl's speed-up of `p` workers, `S(p) = 1 / (s + (1 - s) / p)`, where a share `s` from 0 to 1 of the work is done by
/// one alone while all others wait.
///
/// Source: Amdahl, "Validity of the single processor approach to achieving large scale computing capabilities", AFIPS 1967.
/// A lock is kinder than that: while one task holds it, others may be busy with their own part, so that this is what
/// tasks reach that all come to the lock at the same moment. See [`bottleneck`] for what no luck can exceed.
///
/// ```
/// use lab_verdict::scaling::amdahl;
///
/// assert_eq!(amdahl(0.0, 8), 8.0);
/// assert_eq!(amdahl(0.5, 1), 1.0);
/// assert!((amdahl(0.5, 8) - 16.0 / 9.0).abs() < 1e-12);
/// ```
pub fn amdahl(serial_share: f64, workers: u64) -> f64 {
    let serial = serial_share.clamp(0.0, 1.0);
    1.0 / (serial + (1.0 - serial) / workers.max(1) as f64)
}

/// The most speed-up of `p` workers whose tasks spend a share `s` from 0 to 1 under one lock, `min(p, 1 / s)`: the lock
/// itself is never idle.
///
/// Source: Eyerman and Eeckhout, "Modeling critical sections in Amdahl's law and its implications for multicore design",
/// ISCA 2010, for sections that are contended or not by chance; this is their limit of perfect overlap.
///
/// ```
/// use lab_verdict::scaling::bottleneck;
///
/// assert_eq!(bottleneck(0.5, 8), 2.0);
/// assert_eq!(bottleneck(0.01, 8), 8.0);
/// assert_eq!(bottleneck(0.0, 8), 8.0);
/// ```
pub fn bottleneck(locked_share: f64, workers: u64) -> f64 {
    let most = workers.max(1) as f64;
    match locked_share > 0.0 {
        true => most.min(1.0 / locked_share.min(1.0)),
        false => most,
    }
}
