//! Every text of a reading, and what each is filled with: a closed list. Rust decides which of them to say and computes the
//! values; the words stand in `[reading.NAME]` of `experiments/words.toml`, and a figure may have its own, under `says`.

use std::collections::BTreeMap;

use crate::select::template::{Filling, Template};
use crate::study::STUDY;

/// The texts of one reading, by name.
pub(crate) type Says = BTreeMap<String, Template>;

/// Those of a reading that belongs to no figure: nobody has words of its own for it.
pub(crate) static FOR_ALL: Says = Says::new();

/// What a value is, so that a text can be tried with others like it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    /// A contender, or several; with or without its call.
    Who,
    /// A call.
    Call,
    /// A whole number: it may be given a noun, as in `{n|task|tasks}`.
    Count,
    /// Any other number, some with their interval: it may be given a noun as well.
    Amount,
    /// A time.
    Time,
    /// A share in per cent.
    Share,
    /// `took 31 times as long as`.
    Took,
    /// `ran 1.7 times as fast`, where the text has named the other side.
    Ran,
    /// The interval of one of these: `28 to 34, 95 %`.
    Interval,
    /// Further words.
    Words,
}

/// A text: of which reading, its name there, and what it is filled with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Form {
    pub reading: &'static str,
    pub name: &'static str,
    pub values: &'static [(&'static str, Value)],
}

/// A text with its values.
pub(crate) trait Sentence: Sized {
    const FORM: Form;

    /// Its values by name.
    fn values(self) -> Vec<(&'static str, String)>;

    /// The sentence, in a figure's own words if it has some.
    fn said(self, own: &Says) -> String {
        let Form { reading, name, .. } = Self::FORM;
        let for_all = || STUDY.reading.get(reading)?.get(name);
        let text = own.get(name).or_else(for_all);
        let computed = &self.values();
        text.expect("the studies are read only if no text is missing")
            .fill(&Filling {
                computed,
                ..Filling::default()
            })
    }
}

/// Gives every text a type with its values as fields, so that one which is misspelt, or lacks a value, does not compile.
macro_rules! readings {
    ($($reading:ident { $($text:ident $name:literal { $($value:ident: $like:ident),* })* })*) => {
        $(pub(crate) mod $reading {
            $(
                pub(crate) struct $text { $(pub(crate) $value: String),* }

                impl super::Sentence for $text {
                    const FORM: super::Form = super::Form {
                        reading: stringify!($reading),
                        name: $name,
                        values: &[$((stringify!($value), super::Value::$like)),*],
                    };

                    fn values(self) -> Vec<(&'static str, String)> {
                        vec![$((stringify!($value), self.$value)),*]
                    }
                }
            )*
        })*

        /// All of them.
        pub(crate) const FORMS: &[Form] = &[$($(<$reading::$text as Sentence>::FORM),*),*];
    };
}

readings! {
    around {
        Placed "placed" { place: Words, said: Words }
        LeftOut "left_out" { names: Who }
    }
    contenders {
        Said "said" { who: Who, took: Took, vs: Who, interval: Interval, alone: Took, alone_interval: Interval }
        Ratios "ratios" { baseline: Who }
        Times "times" {}
    }
    targets {
        Picture "picture" { confidence: Share }
    }
    ends {
        Said "said" { most: Who, took: Took, least: Who, n: Count }
    }
    growth {
        Grew "grew" { who: Who, first: Amount, fewest: Count, last: Amount, most: Count }
        Fell "fell" { who: Who, first: Amount, fewest: Count, last: Amount, most: Count }
        Stayed "stayed" { who: Who, last: Amount, fewest: Count, most: Count }
    }
    read_ahead {
        Said "said" { who: Who, ahead: Count, all: Count }
    }
    half {
        First "first" { call: Call, half: Count, all: Count, time: Time, others: Words }
        Other "other" { call: Call, time: Time }
    }
    least {
        Best "best" { who: Who, chunk: Count, took: Took, interval: Interval }
        Own "own" { took: Took, interval: Interval }
    }
    fewest_and_most {
        Said "said" { who: Who, first: Amount, fewest: Count, last: Amount, most: Count }
    }
    speed_up {
        Said "said" { who: Who, first: Amount, least: Share, last: Amount, most: Share, law: Amount }
    }
    soonest {
        Said "said" { soonest: Who, least: Time, latest: Who, most: Time }
    }
    per_file {
        Said "said" { quickest: Who, least: Time, slowest: Who, most: Time, n: Count, place: Words }
    }
    pairs {
        Said "said" { who: Who, of: Call, took: Took, vs: Call, interval: Interval, cell: Words }
        Threads "threads" { threads: Count }
        UnderLock "under_lock" { threads: Count, share: Share }
    }
    ratio {
        Everywhere "everywhere" { of: Call, vs: Call }
        Somewhere "somewhere" { of: Call, vs: Call, slower: Count, rows: Count }
        Nowhere "nowhere" { of: Call, vs: Call }
    }
    best_number_of_workers {
        Near "near" { who: Who, factor: Count, near: Count, all: Count }
        Far "far" { far: Count }
        Gaining "gaining" { gaining: Count, most: Count }
        Open "open" { open: Count }
        Server "server" {}
    }
    workload {
        Same "same" { workload: Call, workers: Count, reached: Share, processes: Count }
        Differ "differ" { workload: Call, reached: Share, counts: Words }
        Counted "counted" { workers: Count, processes: Count }
        Formula "formula" { formula: Amount, share: Share }
        UnderWay "under_way" { workers: Count, tasks: Amount }
        Gaining "gaining" { most: Count }
        Short "short" { most: Count }
        Near "near" { factor: Count }
        Fewer "fewer" {}
        More "more" {}
        Open "open" {}
        Intro "intro" { reached: Share }
    }
    rounds {
        Caption "caption" { disturbed: Count, rounds: Count, cores: Amount }
    }
    against_limit {
        Limit "limit" { n: Count, work: Call, workers: Count, waves: Count, time: Time }
        Row "row" { who: Who, took: Took, interval: Interval }
        Other "other" { who: Who, took: Took, whom: Who, interval: Interval }
    }
    per_second_over_workers {
        Rate "rate" { who: Who, rate: Amount, workers: Count }
        Limit "limit" { share: Share }
        UnderWay "under_way" { tasks: Amount }
        Gaining "gaining" {}
        Open "open" { low: Count, high: Count }
        Knee "knee" { reached: Share, workers: Count }
        KneeBetween "knee_between" { reached: Share, workers: Count, interval: Interval }
        Formula "formula" { formula: Amount, share: Share }
        Illustration "illustration" {}
    }
    hangs {
        BySize "by_size" {}
        Queue "queue" { call: Call, tasks: Count, workers: Count, who: Who, waiting: Count, queued: Count }
        Maps "maps" { call: Call, tasks: Count, workers: Count, who: Who, waiting: Count }
        Uncounted "uncounted" { call: Call, tasks: Count, workers: Count, who: Who }
    }
    wait_graph {
        One "one" {}
        Several "several" {}
    }
    min_task_size {
        From "from" { who: Who, wanted: Share, time: Time }
        FromShortest "from_shortest" { who: Who, wanted: Share, time: Time }
        Last "last" { who: Who, time: Time }
        Between "between" { others: Count }
        Never "never" { who: Who, wanted: Share, longest: Time }
        Open "open" { who: Who, wanted: Share, time: Time, longest: Time }
        Confirmed "confirmed" {}
        Partly "partly" { some: Count, all: Count }
        Unconfirmed "unconfirmed" {}
    }
    lanes {
        Results "results" { results: Count, first: Time, last: Time }
        AtOnce "at_once" { results: Count, time: Time }
        Result "result" { time: Time }
        Empty "empty" {}
        Ahead "ahead" { ahead: Count, all: Count }
        LeftOver "left_over" { tasks: Count }
        Picture "picture" {}
        PictureAhead "picture_ahead" {}
    }
    lock {
        Said "said" { tasks: Call, without: Words, with: Words }
        Under "under" { ran: Ran, interval: Interval, interpreter: Who, version: Words, lock: Words }
        Lifted "lifted" {}
        Alike "alike" { lock: Words }
        Other "other" { without: Words, with: Words }
    }
}
