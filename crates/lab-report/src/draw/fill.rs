//! Colours and fillings as CSS. Colours are the page's custom properties; a file of its own has them written in later.

use super::evidence::AreaLook;
use crate::palette::Hue;

/// A colour, as CSS has it.
pub(super) fn colour(hue: Hue) -> String {
    format!("var({})", hue.variable())
}

/// One colour all over.
pub(super) fn flat(hue: Hue, opacity: f64) -> String {
    let colour = colour(hue);
    if opacity < 1.0 {
        format!("fill:{colour};fill-opacity:{opacity}")
    } else {
        format!("fill:{colour}")
    }
}

/// A band behind lines: light, so that they stay in front. `hatch` names the pattern, if it is asked for.
pub(super) fn band(hue: Hue, look: AreaLook, hatch: &str) -> String {
    let colour = colour(hue);
    match look {
        AreaLook::Tint => flat(hue, 0.17),
        AreaLook::Outline => {
            format!("fill:{colour};fill-opacity:0.08;stroke:{colour};stroke-width:0.8")
        }
        AreaLook::Hatch => format!("fill:url(#{hatch})"),
        AreaLook::Dots => dotted(&colour),
    }
}

/// A rectangle that is itself the mark: strong enough to stand on an empty lane.
pub(super) fn block(hue: Hue, look: AreaLook, hatch: &str) -> String {
    let colour = colour(hue);
    match look {
        AreaLook::Tint => flat(hue, 1.0),
        AreaLook::Outline => {
            format!("fill:{colour};fill-opacity:0.5;stroke:{colour};stroke-width:1.2")
        }
        AreaLook::Hatch => format!("fill:url(#{hatch});stroke:{colour};stroke-width:1.2"),
        AreaLook::Dots => format!("fill:{colour};fill-opacity:0.28;{}", dotted(&colour)),
    }
}

/// Diagonal lines on a light tint.
pub(super) fn hatch(hue: Hue, id: &str) -> String {
    let colour = colour(hue);
    format!(
        "<pattern id=\"{id}\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\" \
         patternTransform=\"rotate(45)\"><rect width=\"5\" height=\"5\" style=\"fill:{colour};fill-opacity:0.13\"/>\
         <path d=\"M1,0V5\" style=\"stroke:{colour};stroke-width:1.5;stroke-opacity:0.7\"/></pattern>"
    )
}

fn dotted(colour: &str) -> String {
    format!("stroke:{colour};stroke-width:1.5;stroke-dasharray:0.1 3")
}
