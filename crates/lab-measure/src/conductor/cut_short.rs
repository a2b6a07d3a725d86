//! A fresh process that died or was ended: what it had measured stays good.

use std::collections::BTreeMap;

use crate::protocol::Message;
use crate::record::{Process, Round, Sample};

/// Whether a process came to its end by its own account.
pub fn is_whole(messages: &[Message]) -> bool {
    messages
        .iter()
        .any(|message| matches!(message, Message::Process(_)))
}

/// Whether something failed that cost it a cell.
pub fn has_lost_a_cell(messages: &[Message]) -> bool {
    messages
        .iter()
        .any(|message| matches!(message, Message::Absent(absent) if absent.failed))
}

/// The lines that such a process could not say any more: of the round that it was in, and of itself. They are made of its
/// samples alone, so the times between them are missing; what others used of the CPU is not known. Nothing where it had no
/// sample: then it has contributed nothing.
pub fn closed(messages: &[Message]) -> Vec<Message> {
    let mut rounds: BTreeMap<(u32, u32), Round> = BTreeMap::new();
    for message in messages {
        if let Message::Sample(sample) = message {
            let round = rounds
                .entry((sample.process, sample.round))
                .or_insert_with(|| empty(sample));
            round.wall_ns += sample.wall_ns;
            round.own_cpu_ns += sample.cpu_ns.unwrap_or(0);
        }
    }
    for message in messages {
        if let Message::Round(said) = message {
            rounds.insert((said.process, said.round), said.clone());
        }
    }
    let Some(index) = rounds.keys().next().map(|(process, _)| *process) else {
        return Vec::new();
    };
    let process = Process {
        index,
        wall_ns: rounds.values().map(|round| round.wall_ns).sum(),
        own_cpu_ns: rounds.values().map(|round| round.own_cpu_ns).sum(),
        foreign_cores: None,
        peak_rss_bytes: None,
    };
    let is_unsaid = |round: &Round| {
        !messages
            .iter()
            .any(|message| matches!(message, Message::Round(said) if said.round == round.round))
    };
    let unsaid = rounds.into_values().filter(is_unsaid);
    unsaid
        .map(Message::Round)
        .chain([Message::Process(process)])
        .collect()
}

fn empty(sample: &Sample) -> Round {
    Round {
        process: sample.process,
        round: sample.round,
        wall_ns: 0,
        own_cpu_ns: 0,
        foreign_cores: None,
    }
}
