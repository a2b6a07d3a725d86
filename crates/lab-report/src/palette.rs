//! The colours of pages and charts; those of contenders stand in the roster, `experiments/contenders.toml`. The page's stylesheet is generated from here, charts
//! name a [`Hue`], and a test computes the contrast of every pair that meets on a page.
//!
//! The slots began as the Okabe-Ito colours, which fail 3:1 on white for orange, sky blue and yellow;
//! each theme has its own set instead, told apart under the common colour blindnesses (they differ in lightness where
//! hues fall together), and charts add a marker's shape and a name, so that no series is told by colour alone.

use crate::text::roster::colour;

/// How many colours series have: one for each family of contenders, and the last for whoever belongs to none.
pub const SLOTS: usize = 8;

/// What a colour is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Hue {
    /// The page's ground.
    Bg,
    /// Text.
    Ink,
    /// Secondary text: ticks, captions.
    Soft,
    /// Rules and grid lines; decoration, never the only carrier of meaning.
    Line,
    /// The ground of cards; charts stand on it.
    Card,
    /// An empty lane.
    Bed,
    /// A series; taken modulo [`SLOTS`].
    Slot(usize),
}

const VARIABLES: [&str; SLOTS] = [
    "--c0", "--c1", "--c2", "--c3", "--c4", "--c5", "--c6", "--c7",
];

impl Hue {
    /// Every hue, slots last.
    pub const ALL: [Hue; 6 + SLOTS] = [
        Hue::Bg,
        Hue::Ink,
        Hue::Soft,
        Hue::Line,
        Hue::Card,
        Hue::Bed,
        Hue::Slot(0),
        Hue::Slot(1),
        Hue::Slot(2),
        Hue::Slot(3),
        Hue::Slot(4),
        Hue::Slot(5),
        Hue::Slot(6),
        Hue::Slot(7),
    ];

    /// The custom property of the page's stylesheet: `--ink`, `--c0`.
    pub fn variable(self) -> &'static str {
        match self {
            Hue::Bg => "--bg",
            Hue::Ink => "--ink",
            Hue::Soft => "--soft",
            Hue::Line => "--line",
            Hue::Card => "--card",
            Hue::Bed => "--bed",
            Hue::Slot(slot) => VARIABLES[slot % SLOTS],
        }
    }
}

/// The colours of one theme, as `#rrggbb`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colours {
    /// See [`Hue::Bg`].
    pub bg: &'static str,
    /// See [`Hue::Ink`].
    pub ink: &'static str,
    /// See [`Hue::Soft`].
    pub soft: &'static str,
    /// See [`Hue::Line`].
    pub line: &'static str,
    /// See [`Hue::Card`].
    pub card: &'static str,
    /// See [`Hue::Bed`].
    pub bed: &'static str,
    /// Which of a family's two colours it has, see [`Hue::Slot`].
    pub is_dark: bool,
}

/// The light theme; also that of stand-alone pictures.
pub const LIGHT: Colours = Colours {
    bg: "#fbfaf7",
    ink: "#1b1d21",
    soft: "#5b5f66",
    line: "#dedad0",
    card: "#ffffff",
    bed: "#efece4",
    is_dark: false,
};

/// The dark theme.
pub const DARK: Colours = Colours {
    bg: "#14171a",
    ink: "#ece9e2",
    soft: "#a5a9b0",
    line: "#2d3238",
    card: "#1b1f23",
    bed: "#22272c",
    is_dark: true,
};

impl Colours {
    fn slot(&self, slot: usize) -> &'static str {
        let colour = colour(slot % SLOTS);
        match self.is_dark {
            true => &colour.dark,
            false => &colour.light,
        }
    }

    /// The colour of a hue.
    pub fn of(&self, hue: Hue) -> &'static str {
        match hue {
            Hue::Bg => self.bg,
            Hue::Ink => self.ink,
            Hue::Soft => self.soft,
            Hue::Line => self.line,
            Hue::Card => self.card,
            Hue::Bed => self.bed,
            Hue::Slot(slot) => self.slot(slot),
        }
    }

    /// A picture that is coloured through the stylesheet's custom properties, with this theme's colours in their place.
    pub fn written_into(&self, svg: &str) -> String {
        let mut parts = svg.split("var(");
        let mut written = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let known = part.split_once(')').and_then(|(name, rest)| {
                let hue = Hue::ALL.into_iter().find(|hue| hue.variable() == name)?;
                Some([self.of(hue), rest])
            });
            for text in known.unwrap_or(["var(", part]) {
                written.push_str(text);
            }
        }
        written
    }

    /// The theme as declarations, `--bg:#fbfaf7;...`, for a rule of the caller's (print, say).
    pub fn declarations(&self) -> String {
        Hue::ALL
            .iter()
            .map(|hue| format!("{}:{};", hue.variable(), self.of(*hue)))
            .collect()
    }
}

/// The stylesheet's first rules: the light theme, the dark one for readers who prefer it, and
/// `data-theme="light"` or `"dark"` on the root element, which overrule the preference.
pub fn css_variables() -> String {
    let (light, dark) = (LIGHT.declarations(), DARK.declarations());
    format!(
        ":root{{color-scheme:light dark;{light}}}\n\
         @media (prefers-color-scheme:dark){{:root{{{dark}}}}}\n\
         [data-theme=light]{{color-scheme:light;{light}}}\n\
         [data-theme=dark]{{color-scheme:dark;{dark}}}\n"
    )
}

/// Contrast ratio of two `#rrggbb` colours, 1 to 21 (WCAG 2.2, "contrast ratio").
///
/// # Panics
///
/// If a colour is not of the form `#rrggbb`.
pub fn contrast(one: &str, other: &str) -> f64 {
    let (a, b) = (luminance(one), luminance(other));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// Relative luminance, 0 to 1 (WCAG 2.2, "relative luminance").
fn luminance(colour: &str) -> f64 {
    0.2126 * channel(colour, 1) + 0.7152 * channel(colour, 3) + 0.0722 * channel(colour, 5)
}

/// The linear value of the two digits at a place of a colour, 0 to 1.
fn channel(colour: &str, at: usize) -> f64 {
    let byte = u8::from_str_radix(&colour[at..at + 2], 16).expect("a colour is #rrggbb");
    let share = f64::from(byte) / 255.0;
    if share <= 0.04045 {
        share / 12.92
    } else {
        ((share + 0.055) / 1.055).powf(2.4)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slots(theme: &Colours) -> [&'static str; SLOTS] {
        std::array::from_fn(|slot| theme.slot(slot))
    }

    #[test]
    fn contrast_of_black_and_white_is_21() {
        assert!((contrast("#000000", "#ffffff") - 21.0).abs() < 1e-9);
        assert!((contrast("#767676", "#ffffff") - 4.54).abs() < 0.01);
    }

    #[test]
    fn text_has_a_contrast_of_4_5_on_every_ground() {
        for theme in [LIGHT, DARK] {
            for text in [theme.ink, theme.soft] {
                for ground in [theme.bg, theme.card, theme.bed] {
                    let ratio = contrast(text, ground);
                    assert!(ratio >= 4.5, "{text} on {ground}: {ratio:.2}");
                }
            }
        }
    }

    #[test]
    fn marks_have_a_contrast_of_3_on_every_ground() {
        for theme in [LIGHT, DARK] {
            for mark in slots(&theme) {
                for ground in [theme.bg, theme.card, theme.bed] {
                    let ratio = contrast(mark, ground);
                    assert!(ratio >= 3.0, "{mark} on {ground}: {ratio:.2}");
                }
            }
        }
    }

    #[test]
    fn colours_in_which_code_is_written_have_a_contrast_of_4_5() {
        for theme in [LIGHT, DARK] {
            for slot in [0, 2, 3] {
                let ratio = contrast(slots(&theme)[slot], theme.card);
                assert!(ratio >= 4.5, "c{slot} on {}: {ratio:.2}", theme.card);
            }
        }
    }

    /// What the eye makes of linear red, green and blue: as it is, without its long and without its middle cones
    /// (Machado, Oliveira and Fernandes 2009, severity 1). Without its short ones, one in ten thousand, blue and green are
    /// nearly one; shape and name tell.
    const EYES: [(&str, [[f64; 3]; 3]); 3] = [
        ("usual", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
        (
            "protanope",
            [
                [0.152286, 1.052583, -0.204868],
                [0.114503, 0.786281, 0.099216],
                [-0.003882, -0.048116, 1.051998],
            ],
        ),
        (
            "deuteranope",
            [
                [0.367322, 0.860646, -0.227968],
                [0.280085, 0.672501, 0.047413],
                [-0.011820, 0.042940, 0.968881],
            ],
        ),
    ];

    /// A colour as an eye sees it, in a space where equal distances look equal (Ottosson 2020, "OKLab").
    fn seen(colour: &str, eye: [[f64; 3]; 3]) -> [f64; 3] {
        let rgb = [1, 3, 5].map(|at| channel(colour, at));
        let row = |row: [f64; 3], of: [f64; 3]| row[0] * of[0] + row[1] * of[1] + row[2] * of[2];
        let rgb = eye.map(|mix| row(mix, rgb).clamp(0.0, 1.0));
        let cones = [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ]
        .map(|mix| row(mix, rgb).cbrt());
        [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ]
        .map(|mix| row(mix, cones))
    }

    #[test]
    fn no_two_series_colours_are_taken_for_each_other_with_common_colour_blindness_either() {
        for theme in [LIGHT, DARK] {
            for (eye, mix) in EYES {
                let all = slots(&theme).map(|colour| seen(colour, mix));
                for (one, a) in all.iter().enumerate() {
                    for (other, b) in all.iter().enumerate().skip(one + 1) {
                        let squares = a.iter().zip(b).map(|(a, b)| (a - b) * (a - b));
                        let apart = squares.sum::<f64>().sqrt();
                        // Patches that lie side by side are told apart from about 0.02 on.
                        assert!(apart >= 0.07, "{eye}: c{one} and c{other}, {apart:.3}");
                    }
                }
            }
        }
    }

    #[test]
    fn colours_are_written_in_and_nothing_else_is_touched() {
        let picture = "<path style=\"fill:var(--c1);stroke:var(--card)\"/><text>var(x) var(</text>";
        assert_eq!(
            LIGHT.written_into(picture),
            "<path style=\"fill:#D55E00;stroke:#ffffff\"/><text>var(x) var(</text>"
        );
    }

    #[test]
    fn stylesheet_defines_every_hue_four_times() {
        let css = css_variables();
        for hue in Hue::ALL {
            let definition = format!("{}:#", hue.variable());
            assert_eq!(css.matches(&definition).count(), 4, "{definition}");
        }
    }
}
