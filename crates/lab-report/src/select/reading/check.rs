//! What the texts of readings may not say, each fault with its key and what to do about it.

use std::collections::BTreeMap;

use super::texts::{FORMS, Form, Says, Value};

/// A text that cannot stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Its reading.
    pub reading: String,
    /// Its name there.
    pub key: String,
    /// What is wrong.
    pub value: String,
    /// What to do about it.
    pub remedy: String,
}

fn forms(reading: &str) -> impl Iterator<Item = &'static Form> {
    FORMS.iter().filter(move |form| form.reading == reading)
}

/// What is wrong with texts that stand there.
pub(crate) fn faults(reading: &str, says: &Says) -> Vec<Fault> {
    let wrong = says.iter().filter_map(|(key, text)| {
        let (value, remedy) = match forms(reading).find(|form| form.name == key) {
            None => ("a text".into(), names(forms(reading).map(|form| form.name))),
            Some(form) => {
                let mut used = text.placeholders();
                used.find_map(|(name, has_noun)| wrong_placeholder(form, name, has_noun))?
            }
        };
        Some(Fault {
            reading: reading.into(),
            key: key.clone(),
            value,
            remedy,
        })
    });
    wrong.collect()
}

/// What is wrong with those for all figures: any that is missing is a fault too.
pub(crate) fn faults_for_all(readings: &BTreeMap<String, Says>) -> Vec<Fault> {
    let written = readings
        .iter()
        .flat_map(|(reading, says)| faults(reading, says));
    let is_written = |form: &Form| {
        let says = readings.get(form.reading);
        says.is_some_and(|says| says.contains_key(form.name))
    };
    let missing = FORMS.iter().filter(|form| !is_written(form));
    let missing = missing.map(|form| Fault {
        reading: form.reading.into(),
        key: form.name.into(),
        value: "nothing".into(),
        remedy: format!("write this text; {}", placeholders(form)),
    });
    written.chain(missing).collect()
}

fn wrong_placeholder(form: &Form, name: &str, has_noun: bool) -> Option<(String, String)> {
    match form.values.iter().find(|(known, _)| *known == name) {
        None => Some((format!("{{{name}}}"), placeholders(form))),
        Some((_, Value::Count | Value::Amount)) => None,
        Some(_) => has_noun.then(|| {
            let remedy = format!("write {{{name}}}: only a number takes a noun");
            (format!("{{{name}|...}}"), remedy)
        }),
    }
}

fn placeholders(form: &Form) -> String {
    names(form.values.iter().map(|(name, _)| *name))
}

fn names<'n>(known: impl Iterator<Item = &'n str>) -> String {
    let known: Vec<&str> = known.collect();
    match known.is_empty() {
        true => "leave it out: there is none".into(),
        false => format!("name one of {}", known.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::STUDY;

    fn told(text: &str) -> Vec<(String, String)> {
        let mut all = STUDY.reading.clone();
        let text = text.to_owned().try_into().expect("a text");
        all.get_mut("growth")
            .expect("it")
            .insert("grew".into(), text);
        let faults = faults_for_all(&all).into_iter();
        faults.map(|fault| (fault.value, fault.remedy)).collect()
    }

    #[test]
    fn what_a_reading_does_not_compute_is_refused_with_what_it_does() {
        assert_eq!(told("{who} grew to {last|item|items}."), []);
        let remedy = "name one of who, first, fewest, last, most";
        assert_eq!(told("{whom} grew."), [("{whom}".into(), remedy.into())]);
        let remedy = "write {who}: only a number takes a noun";
        assert_eq!(
            told("{who|one|many} grew."),
            [("{who|...}".into(), remedy.into())]
        );
    }

    #[test]
    fn a_text_too_few_or_too_many_is_a_fault() {
        let mut all = STUDY.reading.clone();
        let growth = all.get_mut("growth").expect("it");
        let text = growth.remove("grew").expect("a text");
        growth.insert("grows".into(), text.clone());
        all.insert("decline".into(), [("fell".into(), text)].into());
        let said = faults_for_all(&all).into_iter();
        let said: Vec<[String; 3]> = said
            .map(|fault| [fault.reading, fault.key, fault.remedy])
            .collect();
        let expected = [
            ["decline", "fell", "leave it out: there is none"],
            ["growth", "grows", "name one of grew, fell, stayed"],
            [
                "growth",
                "grew",
                "write this text; name one of who, first, fewest, last, most",
            ],
        ];
        assert_eq!(said, expected);
    }
}
