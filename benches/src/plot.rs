//! Lines on logarithmic axes, as SVG.

use std::fmt::Write as _;

/// Lines over one pair of axes.
#[derive(Debug)]
pub(crate) struct Plot {
    pub(crate) title: &'static str,
    pub(crate) series: Vec<Series>,
}

/// One line: points from left to right. Coordinates are positive.
#[derive(Debug)]
pub(crate) struct Series {
    pub(crate) name: &'static str,
    pub(crate) points: Vec<(f64, f64)>,
}

const WIDTH: f64 = 300.0;
const HEIGHT: f64 = 240.0;
const MARGIN: f64 = 60.0;
/// Dark enough on white, light enough on black, and different without colour vision.
const COLOURS: [&str; 6] = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"];

/// One axis: powers of ten, from the one below the least value to the one above the greatest.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Axis {
    low: i32,
    high: i32,
}

impl Axis {
    fn over(values: impl Iterator<Item = f64>) -> Self {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for exponent in values.map(f64::log10).filter(|exponent| exponent.is_finite()) {
            (low, high) = (low.min(exponent), high.max(exponent));
        }
        if low > high {
            return Self { low: 0, high: 1 };
        }
        let low = low.floor() as i32;
        Self { low, high: (high.ceil() as i32).max(low + 1) }
    }

    /// Returns where a value lies, from 0 to 1.
    fn place(self, value: f64) -> f64 {
        (value.log10() - f64::from(self.low)) / f64::from(self.high - self.low)
    }
}

/// Draws plots side by side.
pub(crate) fn draw(plots: &[Plot], horizontal: &str) -> String {
    let step = WIDTH + 2.0 * MARGIN;
    let (width, height) = (step * plots.len() as f64, HEIGHT + 2.0 * MARGIN);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n"
    );
    for (number, plot) in plots.iter().enumerate() {
        let left = step * number as f64 + MARGIN;
        // Writing to a string cannot fail.
        let _ = write!(svg, "<g transform=\"translate({left} {MARGIN})\">\n{}</g>\n", one(plot, horizontal));
    }
    svg + "</svg>\n"
}

fn one(plot: &Plot, horizontal: &str) -> String {
    let points = || plot.series.iter().flat_map(|series| &series.points);
    let x = Axis::over(points().map(|point| point.0));
    let y = Axis::over(points().map(|point| point.1));
    let mut svg = format!("<text x=\"0\" y=\"-20\" font-weight=\"bold\">{}</text>\n", plot.title);
    for exponent in x.low..=x.high {
        let place = x.place(10_f64.powi(exponent)) * WIDTH;
        let _ = write!(
            svg,
            "<path d=\"M{place:.1} 0V{HEIGHT}\" stroke=\"#dddddd\"/>\n\
             <text x=\"{place:.1}\" y=\"{}\" text-anchor=\"middle\">{}</text>\n",
            HEIGHT + 18.0,
            power(exponent),
        );
    }
    for exponent in y.low..=y.high {
        let place = HEIGHT - y.place(10_f64.powi(exponent)) * HEIGHT;
        let _ = write!(
            svg,
            "<path d=\"M0 {place:.1}H{WIDTH}\" stroke=\"#dddddd\"/>\n\
             <text x=\"-8\" y=\"{:.1}\" text-anchor=\"end\">{}</text>\n",
            place + 4.0,
            power(exponent),
        );
    }
    let _ = writeln!(
        svg,
        "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">{horizontal}</text>",
        WIDTH / 2.0,
        HEIGHT + 38.0
    );
    for (number, series) in plot.series.iter().enumerate() {
        let colour = COLOURS[number % COLOURS.len()];
        let mut path = String::new();
        for &(right, up) in &series.points {
            let (right, up) = (x.place(right) * WIDTH, HEIGHT - y.place(up) * HEIGHT);
            let _ = write!(path, "{}{right:.1} {up:.1}", if path.is_empty() { "M" } else { "L" });
            let _ = writeln!(svg, "<circle cx=\"{right:.1}\" cy=\"{up:.1}\" r=\"3\" fill=\"{colour}\"/>");
        }
        let _ = write!(
            svg,
            "<path d=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>\n\
             <text x=\"12\" y=\"{}\" fill=\"{colour}\">{}</text>\n",
            18 * (number + 1),
            series.name,
        );
    }
    svg
}

fn power(exponent: i32) -> String {
    match exponent {
        0.. => crate::table::grouped(10_u64.pow(exponent.unsigned_abs())),
        _ => format!("{}", 10_f64.powi(exponent)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_end_at_powers_of_ten_around_the_values() {
        for (values, low, high) in
            [(vec![0.9, 11.0], -1, 2), (vec![10.0], 1, 2), (vec![10.0, 100.0], 1, 2), (vec![], 0, 1)]
        {
            assert_eq!(Axis::over(values.iter().copied()), Axis { low, high }, "{values:?}");
        }
    }

    #[test]
    fn equal_factors_are_equal_distances() {
        let axis = Axis { low: 4, high: 6 };
        for (value, place) in [(1e4, 0.0), (1e5, 0.5), (1e6, 1.0)] {
            assert!((axis.place(value) - place).abs() < 1e-9);
        }
    }
}
