//! Statistics, rules, answers: pure functions of records
