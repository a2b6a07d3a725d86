//! What the user guessed before the first sample, beside what the run says: computed from its records at every
//! rendering, for the page and the terminal alike.

use lab_verdict::claims::Evidence;
use lab_verdict::prediction::{Guess, Outcome, Score};

use crate::judged::Judged;
use crate::site::Site;
use crate::text::number::plural;

/// The file in a run's folder.
pub const PREDICTIONS_FILE: &str = "predictions.json";

/// One guess with what settles it.
#[derive(Clone, Debug)]
pub struct Compared<'a> {
    /// The question and the guess.
    pub guess: &'a Guess,
    /// The answer that settles it; absent where nothing was judged.
    pub judged: Option<&'a Judged<'a>>,
    /// What became of it.
    pub outcome: Outcome,
}

impl Compared<'_> {
    /// The words that were chosen.
    pub fn guessed(&self) -> Option<&str> {
        self.words(self.guess.choice?)
    }

    /// The words that would have been right.
    pub fn right(&self) -> Option<&str> {
        let answer = &self.judged?.verdict.answer;
        self.words(self.guess.prediction.right_choice(answer)?)
    }

    /// Whether it was settled, and by a recording from another machine: then nothing was measured here against it.
    pub fn is_settled_elsewhere(&self) -> bool {
        let recorded = |judged: &Judged<'_>| judged.verdict.evidence == Evidence::RecordedElsewhere;
        matches!(self.outcome, Outcome::Right | Outcome::Wrong) && self.judged.is_some_and(recorded)
    }

    fn words(&self, choice: usize) -> Option<&str> {
        let choice = self.guess.prediction.choice.get(choice)?;
        Some(&choice.words)
    }
}

/// Every guess beside its answer, in the order of asking; `judged` are the site's.
pub fn compared<'a>(site: &'a Site, judged: &'a [Judged<'a>]) -> Vec<Compared<'a>> {
    let asked = site.predictions.iter().flat_map(|all| &all.asked);
    asked
        .map(|guess| {
            let judged = judged
                .iter()
                .find(|judged| guess.prediction.is_about(&judged.verdict));
            Compared {
                guess,
                judged,
                outcome: guess.outcome(judged.map(|judged| &judged.verdict)),
            }
        })
        .collect()
}

/// The score in a few sentences, with how many of the answers no measurement of this machine gave; none where nothing
/// was guessed.
pub fn score_sentence(compared: &[Compared<'_>]) -> Option<String> {
    let score = Score::of(compared.iter().map(|one| one.outcome));
    let open = score.cannot_be_told as u64;
    if score.settled() == 0 && open == 0 {
        return None;
    }
    let mut sentences = Vec::new();
    if score.settled() > 0 {
        let guesses = plural(score.settled() as u64, "guess", "guesses");
        sentences.push(format!("You were right in {} of {guesses}.", score.right));
    }
    let elsewhere = compared.iter().filter(|one| one.is_settled_elsewhere());
    match (elsewhere.count(), score.settled()) {
        (0, _) => {}
        (all, settled) if all == settled => sentences.push(
            "What answers came from a recording of another machine: nothing of it was measured here.".into(),
        ),
        (some, settled) => sentences.push(format!(
            "{some} of these {settled} answers came from a recording of another machine, not from this run."
        )),
    }
    if open > 0 {
        let guesses = plural(open, "guess", "guesses");
        sentences.push(format!("{guesses} cannot be told by this run."));
    }
    if score.not_guessed > 0 {
        let questions = plural(score.not_guessed as u64, "question", "questions");
        sentences.push(format!("{questions} left open."));
    }
    Some(sentences.join(" "))
}
