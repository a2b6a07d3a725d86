//! Student's t over processes, against published tables and a worked example.

use lab_verdict::interval::{DRAWN, JUDGED, Mean, estimate, t_quantile};

use crate::support::assert_close;

/// Upper 2.5 % and 0.5 % points, NIST/SEMATECH e-Handbook of Statistical Methods, section 1.3.6.7.2.
const TABLE: [(u32, f64, f64); 10] = [
    (1, 12.706, 63.657),
    (2, 4.303, 9.925),
    (3, 3.182, 5.841),
    (4, 2.776, 4.604),
    (9, 2.262, 3.250),
    (10, 2.228, 3.169),
    (14, 2.145, 2.977),
    (20, 2.086, 2.845),
    (30, 2.042, 2.750),
    (100, 1.984, 2.626),
];

#[test]
fn t_quantiles_agree_with_the_published_table() {
    for (degrees, at_95, at_99) in TABLE {
        assert_close(t_quantile(0.975, degrees), at_95, 5e-4 * at_95);
        assert_close(t_quantile(0.995, degrees), at_99, 5e-4 * at_99);
        assert_close(t_quantile(0.025, degrees), -at_95, 5e-4 * at_95);
    }
}

#[test]
fn one_degree_of_freedom_is_the_cauchy_distribution() {
    // Its quantile has the closed form tan(pi (p - 1/2)).
    for p in [0.6, 0.75, 0.9, 0.975, 0.995] {
        let exact = (std::f64::consts::PI * (p - 0.5)).tan();
        assert_close(t_quantile(p, 1), exact, 1e-9 * exact);
    }
}

#[test]
fn two_degrees_of_freedom_have_the_closed_form() {
    for p in [0.6_f64, 0.8, 0.9, 0.975, 0.995] {
        let exact = (2.0 * p - 1.0) / (2.0 * p * (1.0 - p)).sqrt();
        assert_close(t_quantile(p, 2), exact, 1e-9 * exact);
    }
}

#[test]
fn a_worked_example_gives_the_interval_by_hand() {
    // 1, 2, 3, 4, 5: mean 3, s = sqrt(2.5), standard error sqrt(0.5) = 0.7071, t(0.975, 4) = 2.7764.
    let mean = Mean::of(&[1.0, 2.0, 3.0, 4.0, 5.0]).expect("five values");
    assert_close(mean.mean, 3.0, 1e-12);
    assert_close(mean.error, 0.5_f64.sqrt(), 1e-12);
    assert_close(mean.interval(DRAWN).0, 3.0 - 1.9632, 1e-4);
    assert_close(mean.interval(DRAWN).1, 3.0 + 1.9632, 1e-4);
    assert_close(mean.interval(JUDGED).1, 3.0 + 4.6041 * 0.5_f64.sqrt(), 1e-4);
}

#[test]
fn the_process_is_the_unit_and_its_rounds_only_refine_its_mean() {
    let two = estimate(&[vec![0.1], vec![0.3]]).expect("two processes");
    let repeated = estimate(&[vec![0.1; 50], vec![0.3; 50]]).expect("two processes");
    assert_close(two.judged.0, repeated.judged.0, 1e-9);
    assert_close(two.judged.1, repeated.judged.1, 1e-9 * two.judged.1);
    assert_eq!((two.processes, two.pairs), (2, 2));
    assert_eq!((repeated.processes, repeated.pairs), (2, 100));
}

#[test]
fn the_ratio_is_the_geometric_mean_and_lies_within_both_intervals() {
    let logs = [0.5_f64.ln(), 2.0_f64.ln(), 4.0_f64.ln()];
    let figure = estimate(&logs.map(|log| vec![log])).expect("three processes");
    assert_close(figure.ratio, 4.0_f64.cbrt(), 1e-12);
    assert!(figure.judged.0 < figure.drawn.0 && figure.drawn.0 < figure.ratio);
    assert!(figure.ratio < figure.drawn.1 && figure.drawn.1 < figure.judged.1);
}

#[test]
fn fewer_than_two_processes_have_no_interval() {
    assert_eq!(estimate(&[]), None);
    assert_eq!(estimate(&[vec![0.1, 0.2, 0.3]]), None);
    assert_eq!(estimate(&[vec![0.1], vec![]]), None);
}
