//! A table as CSV.

use crate::draw::Table;

/// The table with its headings in the first line, fields quoted where they have to be.
pub(crate) fn csv(table: &Table) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Rows of unequal length would be an error; a chart's table has none, and writing to memory cannot fail.
    let rows = std::iter::once(&table.columns).chain(&table.rows);
    for row in rows.filter(|row| !row.is_empty()) {
        let width = table.columns.len();
        let padded = row.iter().map(String::as_str).chain(std::iter::repeat(""));
        let _ = writer.write_record(padded.take(width));
    }
    writer.into_inner().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_with_commas_are_quoted_and_short_rows_filled() {
        let table = Table {
            columns: vec!["tasks".into(), "note".into()],
            rows: vec![vec!["10,000".into(), "a \"b\"".into()], vec!["1".into()]],
        };
        let text = String::from_utf8(csv(&table)).unwrap();
        assert_eq!(text, "tasks,note\n\"10,000\",\"a \"\"b\"\"\"\n1,\n");
    }
}
