//! Where a label would stand on something.

use super::label::Area;

/// What labels keep clear of.
#[derive(Debug, Default)]
pub(super) struct Obstacles {
    segments: Vec<[(f64, f64); 2]>,
    areas: Vec<Area>,
}

impl Obstacles {
    /// A line through points.
    pub(super) fn line(&mut self, points: &[(f64, f64)]) {
        self.segments
            .extend(points.windows(2).map(|pair| [pair[0], pair[1]]));
    }

    /// A marker.
    pub(super) fn mark(&mut self, (x, y): (f64, f64), radius: f64) {
        let reach = 1.5 * radius;
        self.area(Area {
            left: x - reach,
            top: y - reach,
            right: x + reach,
            bottom: y + reach,
        });
    }

    /// A text or anything else with a box.
    pub(super) fn area(&mut self, area: Area) {
        self.areas.push(area);
    }

    /// Whether nothing is within a box.
    pub(super) fn free(&self, area: &Area) -> bool {
        !self.areas.iter().any(|other| other.meets(area))
            && !self.segments.iter().any(|segment| crosses(segment, area))
    }

    /// Whether a straight line meets no box.
    pub(super) fn lets_through(&self, segment: &[(f64, f64); 2]) -> bool {
        !self.areas.iter().any(|area| crosses(segment, area))
    }
}

/// Whether a part of the segment lies in the box (Liang and Barsky's clipping, 1984).
fn crosses(&[(x0, y0), (x1, y1)]: &[(f64, f64); 2], area: &Area) -> bool {
    let (dx, dy) = (x1 - x0, y1 - y0);
    let (mut enter, mut leave) = (0.0f64, 1.0f64);
    let sides = [
        (-dx, x0 - area.left),
        (dx, area.right - x0),
        (-dy, y0 - area.top),
        (dy, area.bottom - y0),
    ];
    for (direction, distance) in sides {
        if direction == 0.0 {
            if distance < 0.0 {
                return false;
            }
        } else if direction < 0.0 {
            enter = enter.max(distance / direction);
        } else {
            leave = leave.min(distance / direction);
        }
    }
    enter <= leave
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_through_beside_and_within_a_box() {
        let area = Area {
            left: 0.0,
            top: 0.0,
            right: 10.0,
            bottom: 10.0,
        };
        assert!(crosses(&[(-5.0, 5.0), (15.0, 6.0)], &area));
        assert!(crosses(&[(2.0, 2.0), (3.0, 3.0)], &area));
        assert!(!crosses(&[(-5.0, 5.0), (-1.0, 5.0)], &area));
        assert!(!crosses(&[(-6.0, 4.0), (4.0, -6.0)], &area));
        assert!(!crosses(&[(12.0, -5.0), (12.0, 15.0)], &area));
    }
}
