//! Records and verdicts become charts and pages
