//! Every answer and every reason for having none, on records made by hand.

mod agreement;
mod answers;
mod charts;
mod contamination;
mod controls;
mod counts;
mod coverage;
mod detection;
mod earlier;
mod in_flight;
mod intervals;
mod noise;
mod pairs;
mod predictions;
mod reasons;
mod regimes;
mod rule_files;
mod rules;
mod sabotage;
mod scaling;
mod sentences;
mod sides;
mod subjects;
mod support;
mod symmetry;
mod targets;
