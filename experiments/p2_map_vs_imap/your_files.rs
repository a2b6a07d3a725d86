//! Every file below the user's directory, hashed: curves only, no claim speaks of them.

use std::sync::Arc;

use lab_kit::contender::{Contender, Streams};
use lab_kit::contenders::Serial;
use lab_kit::workloads::files;
use lab_measure::experiment::{Settings, Timed, cell};

use super::contenders::Contenders;

/// The cells of `--files`; none without it.
pub fn cells(timed: &mut Timed, all: &'static Contenders, settings: &Settings) {
    let Some(directory) = &settings.files else {
        return;
    };
    let listing = match files::list(directory) {
        Ok(listing) => listing,
        Err(error) => {
            return timed.absent(
                "your files",
                format!("the directory cannot be listed: {error}"),
            );
        }
    };
    if listing.files.is_empty() {
        return timed.absent("your files", "there is no file below that directory");
    }
    let n = listing.files.len() as u64;
    let failed = files::Summary::of(
        &listing
            .files
            .iter()
            .map(|file| files::hash(file))
            .collect::<Vec<_>>(),
    )
    .failed;
    if failed > 0 {
        timed.absent(
            "some of your files",
            format!("{failed} of {n} could not be read; each is an error of its own item"),
        );
    }
    let paths = Arc::new(listing.files);
    let at = [("n", n), ("files", 1), ("workers", settings.workers as u64)];
    let list = Arc::clone(&paths);
    timed.add_large(cell(Serial.name(), "loop", &at), move |watch| {
        watch.time(|_| Serial.map(&list, |file| files::hash(file).is_ok()));
    });
    let list = Arc::clone(&paths);
    timed.add_large(cell(all.lap_pool.name(), "map", &at), move |watch| {
        watch.time(|_| all.lap_pool.map(&list, |file| files::hash(file).is_ok()));
    });
    let list = Arc::clone(&paths);
    timed.add_large(cell(all.rayon.name(), "map", &at), move |watch| {
        watch.time(|_| all.rayon.map(&list, |file| files::hash(file).is_ok()));
    });
    timed.add_large(cell(all.lap_pool.name(), "imap", &at), move |watch| {
        let list: Vec<_> = paths.iter().cloned().collect();
        watch.time(|mark| {
            for hashed in all
                .lap_pool
                .imap(list.into_iter(), |file| files::hash(&file).is_ok())
            {
                mark.result();
                std::hint::black_box(hashed);
            }
        });
    });
}
