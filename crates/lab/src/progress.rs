//! How far a part of a run is: a bar with the time left on a terminal, plain lines elsewhere.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::terminal::{is_utf8, is_watched, say, spelt};

/// How often a bar is drawn anew when nothing happens. Rarely: drawing takes CPU from what is measured.
const TICK: Duration = Duration::from_secs(1);
const BAR: &str = "{prefix:<22} [{bar:24}] {percent:>3} %  {eta:>4} left  {wide_msg}";
const SPINNER: &str = "{prefix:<22} {spinner} {elapsed:>4}  {wide_msg}";

/// The progress of one part.
pub struct Progress {
    bar: Option<ProgressBar>,
    name: String,
    begun: Instant,
}

impl Progress {
    /// Begins a part whose steps are counted.
    pub fn begin(name: &str, expected: Option<u32>) -> Self {
        Self::with(name, BAR, &words_before(expected))
    }

    /// Begins something that tells nothing until it is over.
    pub fn begin_unknown(name: &str, expected: u32) -> Self {
        Self::with(name, SPINNER, &words_before(Some(expected)))
    }

    fn with(name: &str, template: &str, words: &str) -> Self {
        let bar = is_watched().then(|| bar(name, template, words));
        if bar.is_none() {
            say(&format!("{name}: {words}"));
        }
        Self {
            bar,
            name: name.to_owned(),
            begun: Instant::now(),
        }
    }

    /// `done` of `total` steps are done.
    pub fn step(&self, done: u64, total: u64, what: &str) {
        if let Some(bar) = &self.bar {
            bar.set_length(total);
            bar.set_position(done);
            bar.set_message(spelt(what).into_owned());
        }
    }

    /// Says something meanwhile, on a line that stays.
    pub fn note(&self, words: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| say(words)),
            None => say(words),
        }
    }

    /// Ends the part with its outcome in words, and tells how long it took.
    pub fn end(self, outcome: &str) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
        let seconds = self.begun.elapsed().as_secs_f64();
        say(&format!("{}: {outcome} ({seconds:.1} s)", self.name));
    }
}

fn bar(name: &str, template: &str, words: &str) -> ProgressBar {
    let style = ProgressStyle::with_template(template).expect("the template is a constant");
    let style = match is_utf8() {
        true => style,
        false => style.progress_chars("#- ").tick_chars("-\\|/ "),
    };
    let bar = ProgressBar::new(1)
        .with_style(style)
        .with_prefix(name.to_owned())
        .with_message(words.to_owned());
    bar.enable_steady_tick(TICK);
    bar
}

fn words_before(expected: Option<u32>) -> String {
    match expected {
        Some(seconds) => format!("begins, about {seconds} s"),
        None => "begins".into(),
    }
}
