//! Where a chart begins and ends.

use super::chart::Unit;

/// A vertical axis of two steps of a round size.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scale {
    pub(super) bottom: f64,
    pub(super) step: f64,
}

impl Scale {
    /// Chooses an axis on which all values lie. It begins at zero, unless all values are far from it.
    pub(super) fn of(values: &[f64], unit: Unit) -> Self {
        let least = values.iter().copied().fold(f64::INFINITY, f64::min);
        let most = values.iter().copied().fold(0.0_f64, f64::max);
        if !least.is_finite() || most <= 0.0 {
            return Self { bottom: 0.0, step: 1.0 };
        }
        let starts_at_zero = least < most * 0.6;
        // A tenth of the value is the least that fills the chart, so that noise does not look like a landslide.
        let range = if starts_at_zero { most } else { (most - least).max(most / 10.0) };
        let mut step = unit.round_up(range / 2.0);
        loop {
            let bottom = if starts_at_zero { 0.0 } else { (least / step).floor() * step };
            if bottom + 2.0 * step >= most {
                return Self { bottom, step };
            }
            step = unit.round_up(step * 1.01);
        }
    }

    /// The values beside the axis, from the top down.
    pub(super) fn labels(self) -> [f64; 3] {
        [self.bottom + 2.0 * self.step, self.bottom + self.step, self.bottom]
    }

    /// The place of a value: 0 is the top, 100 the bottom.
    pub(super) fn place(self, value: f64) -> f64 {
        100.0 - (value - self.bottom) / (2.0 * self.step) * 100.0
    }
}

/// Steps of durations: seconds, minutes and hours that are round to people.
const SECONDS: [f64; 15] =
    [1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1_800.0, 3_600.0, 7_200.0, 14_400.0];

impl Unit {
    /// The next round number.
    fn round_up(self, value: f64) -> f64 {
        let seconds = SECONDS.into_iter().find(|step| value > 0.5 && *step >= value);
        seconds.filter(|_| self == Self::Seconds).unwrap_or_else(|| decimal(value))
    }
}

/// The next number of the kind 1, 2 or 5 times a power of ten.
fn decimal(value: f64) -> f64 {
    let power = 10_f64.powf(value.log10().floor());
    let digit = [1.0, 2.0, 5.0].into_iter().find(|digit| digit * power >= value * 0.999_999);
    digit.unwrap_or(10.0) * power
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(values: &[f64], unit: Unit, expected: [f64; 3]) {
        let labels = Scale::of(values, unit).labels();
        let is_same = labels.iter().zip(expected).all(|(label, expected)| (label - expected).abs() < 1e-9);
        assert!(is_same, "{labels:?} instead of {expected:?} for {values:?}");
    }

    #[test]
    fn axes_are_round_and_begin_at_zero_unless_that_hides_everything() {
        for (values, labels) in [
            (vec![], [2.0, 1.0, 0.0]),
            (vec![0.0, 0.0], [2.0, 1.0, 0.0]),
            (vec![3.0, 17.0], [20.0, 10.0, 0.0]),
            (vec![4_980.0, 5_012.0], [5_500.0, 5_000.0, 4_500.0]),
            (vec![5_000.0], [6_000.0, 5_500.0, 5_000.0]),
            (vec![250.0, 252.0], [280.0, 260.0, 240.0]),
            (vec![0.4, 0.9], [1.0, 0.5, 0.0]),
        ] {
            check(&values, Unit::Count, labels);
        }
    }

    #[test]
    fn axes_of_durations_are_round_to_people() {
        for (seconds, labels) in [
            (vec![107.0, 144.0], [150.0, 120.0, 90.0]),
            (vec![3.0, 41.0], [60.0, 30.0, 0.0]),
            (vec![4_000.0], [4_500.0, 4_200.0, 3_900.0]),
            (vec![0.2, 0.0], [0.2, 0.1, 0.0]),
            (vec![900_000.0, 1.0], [1_000_000.0, 500_000.0, 0.0]),
        ] {
            check(&seconds, Unit::Seconds, labels);
        }
    }

    proptest! {
        #[test]
        fn every_value_is_on_the_chart(
            values in proptest::collection::vec(0.0..1e12_f64, 1..20),
            unit in prop::sample::select(vec![Unit::Count, Unit::Seconds]),
        ) {
            let scale = Scale::of(&values, unit);
            for value in values {
                let place = scale.place(value);
                prop_assert!((-1e-6..=100.0 + 1e-6).contains(&place), "{value} at {place} of {scale:?}");
            }
        }
    }
}
