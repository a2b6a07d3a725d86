//! What a reader sees: pages and charts, rendered from invented records. One program, because each would link everything.

mod beyond;
mod chart;
mod contenders;
mod earlier;
mod evidence;
mod few_workers;
mod in_hand;
mod index;
mod lanes;
mod lessons;
mod loading;
mod machine;
mod memory;
mod pages;
mod predictions;
mod raw_ids;
mod readme;
mod runs;
mod sabotage;
mod sharing;
mod size;
mod stale;
mod synthetic;
mod told;
mod words;
mod workers;
