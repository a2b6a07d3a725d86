//! Figures that were measured before, elsewhere and with other programs, and whether a record shows the same.
//!
//! [`Earlier`] is what `earlier.toml` says: data with a source, not a rule. The other side of each comparison is never
//! written down: it is read from a record ([`compare`](Entry::compare)).

mod compare;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::cell::CellKey;
use crate::metric::{Clock, Metric};

pub use compare::{Comparison, Here, Standing};

/// Name and major version of the form of `earlier.toml`.
pub const EARLIER_SCHEMA: &str = "lap-pool.earlier/1";

/// The whole of `earlier.toml`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Earlier {
    /// [`EARLIER_SCHEMA`].
    pub schema: String,
    /// Where the figures come from.
    pub source: Source,
    /// The figures that our records can show as well.
    pub entry: Vec<Entry>,
    /// Those that they cannot.
    #[serde(default)]
    pub not_covered: Vec<NotCovered>,
}

/// Where the earlier figures come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The contender whose figures they are, by its id in our records.
    pub contender: String,
    /// Who measured what on which machine, for the reader of the page.
    pub words: String,
}

/// One earlier figure and the cells of our records that show the same.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// What is compared, in our words: what the figure is.
    pub what: String,
    /// What was measured before: its figures as they were noted, number of tasks, workers, task.
    pub before: String,
    /// The experiment whose record shows the same.
    pub experiment: String,
    /// `time`, `first`, `cpu`, or `count:NAME`.
    pub metric: String,
    /// The cell.
    pub of: At,
    /// The cell that it is divided by.
    pub vs: Option<At>,
    /// For a clock: the other clock of the same cell by which it is divided.
    pub against: Option<String>,
    /// For a count: the parameter of its cell by which it is divided.
    pub per: Option<String>,
    /// For a count: the parameter of its cell that is subtracted from it.
    pub beyond: Option<String>,
    /// For a count: the parameter of its cell from which it is subtracted.
    pub short_of: Option<String>,
    /// The least and the most that was measured before, of that very figure.
    pub earlier: (f64, f64),
    /// By which factor that range is widened to either side before ours is held against it; without one, not at all.
    pub widened_by: Option<f64>,
    /// Why the range is widened by so much.
    pub because: Option<String>,
    /// Why ours differs. Only where it does.
    pub difference: Option<String>,
    /// The least and the most that this accounts for: beyond them ours differs and nobody knows why.
    pub explains: Option<(f64, f64)>,
}

/// A cell of the source's contender.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct At {
    /// The call.
    pub call: String,
    /// Parameters that the cell must have.
    #[serde(default, rename = "where")]
    pub params: BTreeMap<String, u64>,
}

/// An earlier figure that no record of ours can show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotCovered {
    /// The figure, in our words.
    pub what: String,
    /// Why not.
    pub why: String,
}

/// What an entry compares, from its fields.
enum Figure<'e> {
    /// A count by itself.
    Count(String, Base<'e>),
    /// The ratio of two cells' readings of one clock, paired round by round.
    Cells(Clock, &'e At),
    /// The ratio of two clocks of one cell.
    Clocks(Clock, Clock),
}

/// What a count is held against.
#[derive(Clone, Copy)]
enum Base<'e> {
    Nothing,
    Per(&'e str),
    Beyond(&'e str),
    ShortOf(&'e str),
    Cell(&'e At),
}

impl Earlier {
    /// Reads and checks the text of `earlier.toml`.
    ///
    /// # Errors
    /// In words: what is not of the form, or the first thing in it that cannot be compared.
    pub fn parse(text: &str) -> Result<Self, String> {
        let earlier: Earlier = toml::from_str(text).map_err(|error| error.to_string())?;
        if earlier.schema != EARLIER_SCHEMA {
            return Err(format!(
                "schema = {}: this lab reads {EARLIER_SCHEMA}",
                earlier.schema
            ));
        }
        for entry in &earlier.entry {
            entry
                .check()
                .map_err(|fault| format!("entry \"{}\": {fault}", entry.what))?;
        }
        let silent = |one: &&NotCovered| one.why.trim().is_empty();
        match earlier.not_covered.iter().find(silent) {
            Some(one) => Err(format!("not covered \"{}\": say why", one.what)),
            None => Ok(earlier),
        }
    }
}

impl Entry {
    /// The range within which ours agrees: the earlier one, widened.
    pub fn allowed(&self) -> (f64, f64) {
        let by = self.widened_by.unwrap_or(1.0);
        (self.earlier.0 / by, self.earlier.1 * by)
    }

    fn check(&self) -> Result<(), String> {
        let (low, high) = self.earlier;
        if !(low <= high && low.is_finite() && high.is_finite()) {
            return Err(format!("earlier = [{low}, {high}] is no range"));
        }
        let figure = self.figure()?;
        match self.widened_by {
            Some(by) if !(by.is_finite() && by > 1.0) => {
                return Err(format!("widened_by = {by} widens nothing"));
            }
            Some(_) if low <= 0.0 => {
                return Err("only a figure above 0 can be widened by a factor".into());
            }
            None if !matches!(figure, Figure::Count(..)) => {
                return Err("no two runs take the same time: say widened_by".into());
            }
            _ => {}
        }
        let given = |words: &Option<String>| words.as_ref().map(|words| !words.trim().is_empty());
        if given(&self.because).unwrap_or(false) != self.widened_by.is_some() {
            return Err("widened_by and because go together".into());
        }
        if given(&self.difference) == Some(false) {
            return Err("an explanation has words".into());
        }
        if self.difference.is_some() != self.explains.is_some() {
            return Err("difference and explains go together".into());
        }
        if self.explains.is_some_and(|(low, high)| low > high) {
            return Err("explains is no range".into());
        }
        Ok(())
    }

    fn figure(&self) -> Result<Figure<'_>, String> {
        let metric = Metric::parse(&self.metric)
            .ok_or_else(|| format!("metric = {} is none", self.metric))?;
        let parameters = [&self.per, &self.beyond, &self.short_of];
        let counted = parameters.iter().filter(|one| one.is_some()).count();
        match (metric, &self.vs, &self.against) {
            (Metric::Count(name), None, None) if counted <= 1 => {
                let per = self.per.as_deref().map(Base::Per);
                let beyond = self.beyond.as_deref().map(Base::Beyond);
                let short_of = self.short_of.as_deref().map(Base::ShortOf);
                let base = per.or(beyond).or(short_of).unwrap_or(Base::Nothing);
                Ok(Figure::Count(name, base))
            }
            (Metric::Count(name), Some(vs), None) if counted == 0 => {
                Ok(Figure::Count(name, Base::Cell(vs)))
            }
            (Metric::Clock(clock), Some(vs), None) if counted == 0 => Ok(Figure::Cells(clock, vs)),
            (Metric::Clock(clock), None, Some(other)) if counted == 0 => {
                match Metric::parse(other) {
                    Some(Metric::Clock(other)) if other != clock => {
                        Ok(Figure::Clocks(clock, other))
                    }
                    _ => Err(format!("against = {other} is no other clock")),
                }
            }
            _ => Err(
                "a clock needs vs or against; a count may have one of vs, per, beyond, short_of"
                    .into(),
            ),
        }
    }
}

impl At {
    fn key(&self, contender: &str) -> CellKey {
        CellKey::new(contender, &self.call, &self.params)
    }
}
