//! How wide a text will be, without a font at hand.
//!
//! The widths are DejaVu Sans's, which is wider than nearly every other face that a browser may choose
//! for `system-ui` or `sans-serif`: what fits here fits there. (A table of Helvetica's widths was 10 %
//! short of what chromium drew on a machine with DejaVu alone, and clipped three labels.)

/// From the baseline up to the top of a line's box, in ems.
pub const ASCENT: f64 = 0.93;
/// From the baseline down to the bottom of a line's box, in ems.
pub const DESCENT: f64 = 0.24;
/// Height of a line's box, in ems.
pub const LINE: f64 = ASCENT + DESCENT;

/// Thousandths of an em for the characters from space to `~`.
#[rustfmt::skip]
const REGULAR: [u16; 95] = [
    318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636, 636, 636,
    636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863,
    748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635,
    615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636,
    337, 636, 838,
];

/// The same for the bold face.
#[rustfmt::skip]
const BOLD: [u16; 95] = [
    348, 456, 521, 838, 696, 1002, 872, 306, 457, 457, 523, 838, 380, 415, 380, 365, 696, 696, 696, 696, 696, 696, 696,
    696, 696, 696, 400, 400, 838, 838, 838, 580, 1000, 774, 762, 734, 830, 683, 683, 821, 837, 372, 372, 775, 637, 995,
    837, 850, 733, 850, 770, 720, 682, 812, 774, 1103, 771, 724, 725, 457, 365, 457, 838, 500, 500, 675, 716, 593, 716,
    678, 435, 716, 712, 343, 343, 665, 343, 1042, 712, 687, 716, 716, 493, 595, 478, 712, 652, 924, 645, 652, 582, 712,
    365, 712, 838,
];

/// Width of one line of text, in the unit of `size`.
pub fn text_width(text: &str, size: f64, bold: bool) -> f64 {
    let table = if bold { &BOLD } else { &REGULAR };
    let thousandths: u64 = text.chars().map(|c| u64::from(advance(c, table))).sum();
    thousandths as f64 / 1000.0 * size
}

fn advance(c: char, table: &[u16; 95]) -> u16 {
    match c {
        ' '..='~' => table[c as usize - 0x20],
        '×' | '±' | '≥' | '≤' | '−' | '→' => 838,
        'µ' => 736,
        '–' | '°' => 500,
        '·' => 380,
        // Latin with accents, Greek and Cyrillic: wider than their mean, so that they fit.
        '\u{a0}'..='\u{5ff}' => 850,
        // Ideographs, symbols and whatever else: a full em.
        _ => 1050,
    }
}

/// The text, or as much of it as fits into `room` with an ellipsis in place of the rest.
pub(super) fn shorten(text: &str, size: f64, bold: bool, room: f64) -> String {
    if text_width(text, size, bold) <= room {
        return text.to_owned();
    }
    let mut kept: Vec<char> = text.chars().collect();
    while kept.pop().is_some() {
        let short = format!("{}…", kept.iter().collect::<String>().trim_end());
        if text_width(&short, size, bold) <= room {
            return short;
        }
    }
    "…".to_owned()
}

/// A sentence in which no line ends between a number and its unit.
pub(crate) fn unbroken(sentence: &str) -> String {
    let mut out = String::with_capacity(sentence.len());
    let mut words = sentence.split(' ').peekable();
    while let Some(word) = words.next() {
        out.push_str(word);
        let Some(next) = words.peek() else { break };
        let is_number = word.ends_with(|c: char| c.is_ascii_digit());
        let unit = next.trim_end_matches(|c: char| !c.is_alphabetic() && c != '%');
        let is_unit = [
            "%", "ns", "µs", "ms", "s", "min", "B", "KiB", "MiB", "GiB", "times",
        ]
        .contains(&unit);
        out.push(if is_number && is_unit { '\u{a0}' } else { ' ' });
    }
    out
}

/// The text on at most `most` lines that fit into `room`; the last ends in an ellipsis if words are left over.
pub(super) fn wrap(text: &str, size: f64, bold: bool, room: f64, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let text = unbroken(text);
    let mut words = text.split(' ').filter(|word| !word.is_empty()).peekable();
    while let Some(first) = words.next() {
        let mut line = first.to_owned();
        let last = lines.len() + 1 == most;
        while let Some(word) = words.peek() {
            let longer = format!("{line} {word}");
            if !last && text_width(&longer, size, bold) > room {
                break;
            }
            line = longer;
            words.next();
        }
        lines.push(shorten(&line, size, bold, room).replace('\u{a0}', " "));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_ends_between_a_number_and_its_unit() {
        let text = "lap-pool, workers only, 100 tasks of 1 ms";
        for room in [60.0, 120.0, 200.0, 280.0, 320.0] {
            let lines = wrap(text, 16.0, false, room, 9);
            assert!(lines.iter().all(|line| !line.ends_with('1')), "{lines:?}");
        }
    }

    #[test]
    fn a_shortened_text_fits_and_ends_in_an_ellipsis() {
        let long = "one task per item, on the calling thread";
        let short = shorten(long, 16.0, false, 120.0);
        assert!(short.ends_with('…') && text_width(&short, 16.0, false) <= 120.0);
        assert_eq!(shorten("short", 16.0, false, 120.0), "short");
        assert_eq!(shorten("anything", 16.0, false, 0.0), "…");
    }

    #[test]
    fn wrapping_keeps_every_word_or_says_that_it_did_not() {
        let text = "inputs read ahead of the results returned";
        let lines = wrap(text, 10.0, false, 120.0, 9);
        assert_eq!(lines.join(" "), text);
        assert!(
            lines
                .iter()
                .all(|line| text_width(line, 10.0, false) <= 120.0)
        );
        let two = wrap(text, 10.0, false, 80.0, 2);
        assert_eq!(two.len(), 2);
        assert!(two[1].ends_with('…'));
        assert!(wrap("", 10.0, false, 120.0, 2).is_empty());
    }
}
