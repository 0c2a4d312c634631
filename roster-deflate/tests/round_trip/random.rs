//! Random data of many kinds.

use std::fmt::Write as _;

use proptest::prelude::*;
use proptest::sample::Index;

use crate::{check, compress, decoders};

/// Pieces of text that are copied from what came before, so that there are matches of all kinds.
fn repetitive() -> impl Strategy<Value = Vec<u8>> {
    let fresh = prop_oneof![
        prop::collection::vec(any::<u8>(), 1..40),
        "[0-9a-f]{8}-[0-9a-f]{4},".prop_map(String::into_bytes),
        "[A-Za-zäé ]{0,12},\n".prop_map(String::into_bytes),
        (any::<u8>(), 1_usize..600).prop_map(|(byte, count)| vec![byte; count]),
    ];
    let step = (fresh, any::<Index>(), 0_usize..700);
    prop::collection::vec(step, 0..150).prop_map(|steps| {
        let mut data = Vec::new();
        for (fresh, from, length) in steps {
            data.extend_from_slice(&fresh);
            let from = from.index(data.len());
            for position in from..from + length {
                data.push(data[position]);
            }
        }
        data
    })
}

/// Rows of a table, with identifiers of one kind.
fn table() -> impl Strategy<Value = Vec<u8>> {
    let id = prop_oneof![
        Just("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"),
        Just("[0-9]{4,9}"),
        Just("\"[A-Z]{2}-[0-9]{3}\""),
    ];
    id.prop_flat_map(|id| {
        let row = (id, prop::sample::select(vec!["student", "teacher", ""]), "[a-zñ]{0,10}", 0_u8..4);
        prop::collection::vec(row, 0..400)
    })
    .prop_map(|rows| {
        let mut text = String::new();
        let mut class = String::new();
        for (id, role, name, turn) in rows {
            if turn == 0 {
                class.clone_from(&id);
            }
            let _ = write!(text, "{id},{class},{role},{name}@students.example\r\n");
        }
        text.into_bytes()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn bytes_come_back(data in prop::collection::vec(any::<u8>(), 0..3000)) {
        check(&data);
    }

    #[test]
    fn bytes_of_a_small_alphabet_come_back(
        data in prop::collection::vec(prop::sample::select(b"ab,\n09".to_vec()), 0..6000)
    ) {
        check(&data);
    }

    #[test]
    fn repetitions_come_back(data in repetitive()) {
        check(&data);
    }

    #[test]
    fn tables_come_back(data in table()) {
        check(&data);
    }

    #[test]
    fn segments_of_any_length_make_one_stream(data in repetitive(), segment in 1_usize..5000) {
        decoders::check(&compress(&data, segment), &data);
    }
}
