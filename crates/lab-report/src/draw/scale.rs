//! Where a value lies on an axis.

use super::Scale;

/// An axis laid out over its data: values go in, shares of its length come out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Projection {
    scale: Scale,
    low: f64,
    high: f64,
}

impl Projection {
    /// Spans all values that the scale can show, with `margin` (a share of the span) at the ends. Linear axes start at 0.
    pub(super) fn over(scale: Scale, values: impl Iterator<Item = f64>, margin: f64) -> Self {
        let (mut least, mut most) = (f64::INFINITY, f64::NEG_INFINITY);
        for value in values.filter(|value| has_place(scale, *value)) {
            least = least.min(value);
            most = most.max(value);
        }
        let (low, high) = match (position(scale, least), position(scale, most)) {
            (Some(low), Some(high)) => (low, high),
            _ => (0.0, 1.0),
        };
        let (low, high) = match scale {
            Scale::Linear => widened_linear(low.min(0.0), high.max(0.0), margin),
            Scale::Log10 => widened_log(low, high, if low < high { 0.15 } else { 0.8 }, margin),
            Scale::Log2 => widened_log(low, high, if low < high { 0.5 } else { 2.4 }, margin),
        };
        Self { scale, low, high }
    }

    /// The axis as it is, from one value to another; for axes that several charts share.
    pub(super) fn exactly(scale: Scale, low: f64, high: f64) -> Self {
        match (position(scale, low), position(scale, high)) {
            (Some(low), Some(high)) if low < high => Self { scale, low, high },
            _ => Self::over(scale, [low, high].into_iter(), 0.0),
        }
    }

    /// How values are laid out.
    pub(super) fn scale(&self) -> Scale {
        self.scale
    }

    /// First and last value.
    pub(super) fn values(&self) -> (f64, f64) {
        (self.value(self.low), self.value(self.high))
    }

    /// Where a value lies, 0 at the axis's start and 1 at its end; nothing for what the scale cannot show.
    pub(super) fn share(&self, value: f64) -> Option<f64> {
        let position = position(self.scale, value)?;
        Some((position - self.low) / (self.high - self.low))
    }

    /// The same, but what lies beyond an end lies at it: 0 at the lower end of a logarithmic axis.
    fn share_or_end(&self, value: f64) -> Option<f64> {
        let beyond = if value > 0.0 { 1.0 } else { 0.0 };
        (!value.is_nan()).then(|| self.share(value).unwrap_or(beyond).clamp(0.0, 1.0))
    }

    fn value(&self, position: f64) -> f64 {
        match self.scale {
            Scale::Linear => position,
            Scale::Log10 => 10f64.powf(position),
            Scale::Log2 => position.exp2(),
        }
    }
}

/// An axis along a stretch of the sheet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ruler {
    pub(super) axis: Projection,
    pub(super) start: f64,
    pub(super) end: f64,
}

impl Ruler {
    /// Where a value stands on the sheet; nothing for what the scale cannot show.
    pub(super) fn at(&self, value: f64) -> Option<f64> {
        let share = self.axis.share(value)?;
        Some(self.start + share * (self.end - self.start))
    }

    /// The same, but what lies beyond an end stands at it.
    pub(super) fn at_or_end(&self, value: f64) -> Option<f64> {
        let share = self.axis.share_or_end(value)?;
        Some(self.start + share * (self.end - self.start))
    }
}

/// Whether a scale can show a value.
pub(super) fn has_place(scale: Scale, value: f64) -> bool {
    let sizes = 1.0 / BEYOND..=BEYOND;
    match scale {
        Scale::Linear => value == 0.0 || sizes.contains(&value.abs()),
        Scale::Log10 | Scale::Log2 => sizes.contains(&value),
    }
}

/// No quantity of a lab is larger, or smaller without being 0; beyond it, spans and steps would overflow.
const BEYOND: f64 = 1e100;

fn position(scale: Scale, value: f64) -> Option<f64> {
    has_place(scale, value).then(|| match scale {
        Scale::Linear => value,
        Scale::Log10 => value.log10(),
        Scale::Log2 => value.log2(),
    })
}

fn widened_linear(low: f64, high: f64, margin: f64) -> (f64, f64) {
    let span = high - low;
    if span <= 0.0 {
        return (0.0, 1.0);
    }
    let below = if low < 0.0 { margin * span } else { 0.0 };
    let above = if high > 0.0 { margin * span } else { 0.0 };
    (low - below, high + above)
}

/// The margin at both ends; an axis over equal values gets `least` on both sides of them.
fn widened_log(low: f64, high: f64, least: f64, margin: f64) -> (f64, f64) {
    let short = (least - (high - low)).max(0.0) / 2.0;
    let more = (margin * (high - low)).max(short);
    (low - more, high + more)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_logarithmic_axis_has_no_place_for_zero_less_or_nan() {
        let axis = Projection::over(
            Scale::Log10,
            [0.0, -1.0, f64::NAN, f64::INFINITY, 1.0, 100.0].into_iter(),
            0.05,
        );
        assert!(axis.share(0.0).is_none() && axis.share(-1.0).is_none());
        assert!(axis.share(f64::NAN).is_none() && axis.share(f64::INFINITY).is_none());
        assert_eq!(axis.share_or_end(0.0), Some(0.0));
        let (low, high) = axis.values();
        assert!(low < 1.0 && low > 0.5 && high > 100.0 && high < 200.0);
    }

    #[test]
    fn an_axis_over_nothing_or_over_equal_values_still_has_a_length() {
        for scale in [Scale::Linear, Scale::Log10, Scale::Log2] {
            for values in [
                vec![],
                vec![0.0],
                vec![7.0, 7.0],
                vec![-3.0],
                vec![f64::NAN],
            ] {
                let axis = Projection::over(scale, values.iter().copied(), 0.05);
                assert!(axis.low < axis.high, "{scale:?} {values:?}");
            }
        }
    }

    #[test]
    fn a_linear_axis_starts_at_zero() {
        let (low, high) = Projection::over(Scale::Linear, [3.0, 10.0].into_iter(), 0.05).values();
        assert_eq!(low, 0.0);
        assert!(high > 10.0);
    }
}
