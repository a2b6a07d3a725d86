//! The questions on the screen, and what follows from each key. Knows no terminal and no clock: time passes in ticks
//! without a key.

use std::collections::BTreeMap;
use std::io::Write;
use std::time::Duration;

use lab_verdict::prediction::{Guess, Prediction};

use super::keys::{Key, Keys};

/// How long a keyboard waits for a key before it says that there was none.
pub const TICK: Duration = Duration::from_millis(100);

/// An Enter that follows an answer within so many ticks ends that answer, out of habit: nobody reads a question in half
/// a second, and skipping it unread would lose it.
const HABIT: u32 = 5;

/// How long a question may stay on the screen.
#[derive(Clone, Copy, Debug)]
pub enum Patience {
    /// While the build lasts, and so long after its end; then no other follows.
    AfterBuild(Duration),
    /// So long each, whatever the build does.
    Each(Duration),
}

/// How the questions ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// All were asked.
    All,
    /// The user had enough, or was no longer there.
    Stopped,
    /// The build was done, or had failed.
    WithBuild,
    /// The user wants the whole run to end.
    Interrupted,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Every question, asked or not, with its guess.
    pub guesses: Vec<Guess>,
    /// How it ended.
    pub ended: Ended,
}

/// What is to be asked.
pub struct Conversation<'a> {
    /// The questions, in their order.
    pub questions: &'a [Prediction],
    /// The practices' titles, by id.
    pub titles: &'a BTreeMap<&'a str, &'a str>,
    /// How long each may take.
    pub patience: Patience,
}

/// How one question ended.
enum Reply {
    Guessed(usize),
    Skipped,
    Over(Ended),
}

impl Conversation<'_> {
    /// Asks. `build` says whether the build has ended, and how: `Some(true)` if well. What cannot be written is not
    /// seen by anybody, and no reason to stop.
    pub fn hold(
        &self,
        keys: &mut impl Keys,
        out: &mut impl Write,
        build: &mut impl FnMut() -> Option<bool>,
    ) -> Said {
        let when = match self.patience {
            Patience::AfterBuild(_) => "while it builds",
            Patience::Each(_) => "before it begins",
        };
        let _ = writeln!(
            out,
            "{when}: what do you expect to be found? The report says who was right.\n(a digit answers, Enter or s skips one, q or Esc skips the rest)"
        );
        let mut said = Said {
            guesses: self.questions.iter().map(not_guessed).collect(),
            ended: Ended::All,
        };
        for (place, question) in self.questions.iter().enumerate() {
            let begins_too_late = matches!(self.patience, Patience::AfterBuild(_)) && place > 0;
            if begins_too_late && build().is_some() {
                said.ended = Ended::WithBuild;
                break;
            }
            self.put(place, question, out);
            let follows_an_answer = place > 0 && said.guesses[place - 1].choice.is_some();
            match self.reply(question, follows_an_answer, keys, out, build) {
                Reply::Guessed(choice) => said.guesses[place].choice = Some(choice),
                Reply::Skipped => {}
                Reply::Over(ended) => {
                    said.ended = ended;
                    break;
                }
            }
        }
        let _ = writeln!(out);
        said
    }

    fn put(&self, place: usize, question: &Prediction, out: &mut impl Write) {
        let title = self.titles.get(question.practice.as_str());
        let title = title.map_or(String::new(), |title| format!(": {title}"));
        let _ = writeln!(out, "\n{} of {}{title}", place + 1, self.questions.len());
        let _ = writeln!(out, "{}", question.question);
        for (number, choice) in (1..).zip(&question.choice) {
            let _ = writeln!(out, "  {number}  {}", choice.words);
        }
        prompt(out);
    }

    fn reply(
        &self,
        question: &Prediction,
        follows_an_answer: bool,
        keys: &mut impl Keys,
        out: &mut impl Write,
        build: &mut impl FnMut() -> Option<bool>,
    ) -> Reply {
        // Ticks in which an Enter still belongs to the answer before.
        let mut habit = if follows_an_answer { HABIT } else { 0 };
        let mut left: Option<Duration> = match self.patience {
            Patience::Each(each) => Some(each),
            Patience::AfterBuild(_) => None,
        };
        loop {
            if build() == Some(false) {
                let _ = writeln!(out, "(the build has failed)");
                return Reply::Over(Ended::WithBuild);
            }
            if let (None, Patience::AfterBuild(grace), Some(true)) = (left, self.patience, build())
            {
                left = Some(grace);
                let seconds = grace.as_secs();
                let _ = writeln!(
                    out,
                    "\nthe build is done: {seconds} s for this one, any other key goes on"
                );
                prompt(out);
            }
            let only_this_one = left.is_some() && matches!(self.patience, Patience::AfterBuild(_));
            match keys.next() {
                Some(Key::Choice(number)) if number <= question.choice.len() => {
                    let words = &question.choice[number - 1].words;
                    let _ = writeln!(out, "{number}  {words}");
                    return Reply::Guessed(number - 1);
                }
                Some(Key::Enter) if habit > 0 => habit = 0,
                Some(Key::Skip | Key::Enter) => {
                    let _ = writeln!(out, "(skipped)");
                    return Reply::Skipped;
                }
                Some(Key::Stop | Key::Closed) => {
                    let _ = writeln!(out, "(no more questions)");
                    return Reply::Over(Ended::Stopped);
                }
                Some(Key::Interrupt) => {
                    let _ = writeln!(out, "^C");
                    return Reply::Over(Ended::Interrupted);
                }
                Some(Key::Choice(_) | Key::Other) if only_this_one => {
                    let _ = writeln!(out, "(skipped)");
                    return Reply::Over(Ended::WithBuild);
                }
                Some(Key::Choice(_) | Key::Other) => {}
                None => {
                    habit = habit.saturating_sub(1);
                    left = left.map(|left| left.saturating_sub(TICK));
                    if left == Some(Duration::ZERO) {
                        let _ = writeln!(out, "(time is up)");
                        return Reply::Over(match only_this_one {
                            true => Ended::WithBuild,
                            false => Ended::Stopped,
                        });
                    }
                }
            }
        }
    }
}

fn prompt(out: &mut impl Write) {
    let _ = write!(out, "your guess: ");
    let _ = out.flush();
}

fn not_guessed(question: &Prediction) -> Guess {
    Guess {
        prediction: question.clone(),
        choice: None,
    }
}

#[cfg(test)]
mod tests;
