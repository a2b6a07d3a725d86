//! The roster says of each contender what its constructor can do.

use std::collections::BTreeMap;

use lab_kit::contender::{Contender, Deferred, Streams};
use lab_kit::contenders;
use lab_kit::roster::{Entry, ForEach, ForEachDeferred, ForEachStream};
use toml::Table;

/// What contenders can do, by name.
#[derive(Default)]
struct Abilities(BTreeMap<String, Vec<&'static str>>);

impl Abilities {
    fn add(&mut self, name: &str, ability: &'static str) {
        self.0.entry(name.to_owned()).or_default().push(ability);
    }
}

impl ForEach for Abilities {
    fn take<C: Contender + 'static>(&mut self, entry: Entry<C>) {
        self.add(entry.name, "map");
    }
}

impl ForEachStream for Abilities {
    fn take<C: Streams + 'static>(&mut self, entry: Entry<C>) {
        self.add(entry.name, "streams");
    }
}

impl ForEachDeferred for Abilities {
    fn take<C: Deferred + 'static>(&mut self, entry: Entry<C>) {
        self.add(entry.name, "deferred");
    }
}

/// Whether lab-kit has been built with this feature; whoever needs none is always there.
fn is_built(feature: &str) -> bool {
    feature.is_empty() || contenders::more::FEATURES.contains(&feature)
}

#[test]
fn every_contender_with_a_constructor_stands_in_the_roster_with_what_it_can_do() {
    let mut here = Abilities::default();
    contenders::all(&mut here);
    contenders::streams(&mut here);
    contenders::deferred(&mut here);
    contenders::more::all(&mut here);
    contenders::more::streams(&mut here);
    contenders::more::deferred(&mut here);
    for (absent, _) in contenders::more::absent() {
        here.0.insert(absent.to_owned(), Vec::new());
    }
    let roster: Table = include_str!("../../contenders.toml").parse().expect("TOML");
    let all = roster["contender"].as_array().expect("a list");
    let told = all.iter().filter_map(|one| {
        let id = one["id"].as_str()?;
        let feature = one
            .get("feature")
            .map_or("", |id| id.as_str().unwrap_or_default());
        let abilities = one.get("can")?.as_array()?;
        let abilities = abilities.iter().filter_map(toml::Value::as_str);
        match contenders::more::absent()
            .iter()
            .any(|(absent, _)| *absent == id)
        {
            true => Some((id.to_owned(), Vec::new())),
            false => is_built(feature).then(|| (id.to_owned(), abilities.collect())),
        }
    });
    let told: BTreeMap<String, Vec<&str>> = told.collect();
    assert_eq!(told, here.0);
}
