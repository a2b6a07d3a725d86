//! The command line and the experiment read the user's list of addresses by the same rule.

use lab_kit::workloads::urls::List;
use lab_measure::own_input;

#[test]
fn a_list_that_is_accepted_names_an_address_and_one_that_is_refused_names_none() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list.txt");
    for text in [
        "",
        "\n",
        "# x",
        "  # x",
        "\u{feff}",
        "\u{feff}# x",
        "\u{feff} # x\n\n",
        "\u{feff}x",
        "# x\r\nhttp://127.0.0.1/\r\n",
    ] {
        std::fs::write(&path, text).unwrap();
        let accepted = own_input::addresses(&path).is_ok();
        assert_eq!(accepted, List::read(&path).is_ok(), "{text:?}");
    }
}
