//! Data at the edges of the format.

use roster_deflate::{Encoder, Flush};

use crate::{check, compress, decoders};

/// Bytes without any order, from a small generator.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 7_u64;
    let next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 56) as u8
    };
    std::iter::repeat_with(next).take(length).collect()
}

/// Rows of identifiers like those of memberships.
fn memberships(rows: usize) -> Vec<u8> {
    let digits = noise(rows * 64);
    let hex: String = digits.iter().filter_map(|byte| char::from_digit(u32::from(byte % 16), 16)).collect();
    let id = |from: usize| {
        let id = &hex[from..from + 32];
        format!("{}-{}-{}-{}-{}", &id[..8], &id[8..12], &id[12..16], &id[16..20], &id[20..])
    };
    let row = |row: usize| format!("{},{},{}\n", id(row * 64), id(row / 30 * 64), id(row * 64 + 32));
    (0..rows).map(row).collect::<String>().into_bytes()
}

#[test]
fn small_and_uniform_data_come_back() {
    for data in [&b""[..], b"a", b"ab", b"aaaaaaaa", b"aaaaaaaaa", b"sourcedId,status\r\n"] {
        check(data);
    }
    for length in [63, 64, 65, 71, 72, 73, 257, 258, 259, 260, 517, 65_535, 65_536, 300_000, 700_001] {
        assert!(check(&vec![b'a'; length]) < 20 + length / 200, "{length}");
        check(&vec![0; length]);
        check(&vec![b','; length]);
    }
}

#[test]
fn empty_segments_are_fine() {
    let mut encoder = Encoder::new();
    let mut stream = Vec::new();
    for segment in [&b""[..], b"a", b"", b""] {
        encoder.compress(segment, Flush::Sync, &mut stream);
    }
    encoder.compress(b"", Flush::Finish, &mut stream);
    decoders::check(&stream, b"a");
}

#[test]
fn incompressible_data_are_stored() {
    for length in [1, 100, 65_535, 65_536, 200_000, 262_144, 262_145, 600_000] {
        let size = check(&noise(length));
        assert!(size <= length + 10 + length / 40_000 * 5, "{length} bytes became {size}");
    }
}

#[test]
fn matches_reach_as_far_and_are_as_long_as_the_format_allows() {
    let word = b",Montgomery-Smythe,";
    for distance in [1, 4, 5, 4095, 4096, 4097, 32_767, 32_768, 32_769, 65_556_usize] {
        for length in [3_usize, 5, 6, 19, 257, 258, 259, 600] {
            let phrase: Vec<u8> = word.iter().copied().cycle().take(length).collect();
            let mut data = noise(40_000);
            data.extend_from_slice(&phrase);
            data.extend(noise(distance.saturating_sub(length)));
            data.extend_from_slice(&phrase);
            data.extend_from_slice(&phrase);
            check(&data);
        }
    }
}

#[test]
fn matches_grow_to_both_sides() {
    // Nothing but hexadecimal digits before the separator: only what is behind it is looked up.
    let row = "0123456789abcdef0123456789abcdef-2026\n";
    assert!(check(row.repeat(100).as_bytes()) < 80);
}

#[test]
fn blocks_follow_changes_in_the_data() {
    let mut data = memberships(3000);
    data.extend(noise(300_000));
    data.extend(vec![b'x'; 300_000]);
    data.extend(memberships(3000));
    let separate = check(&memberships(3000));
    let together = check(&data);
    assert!(together < 2 * separate + 340_000, "{together} bytes, apart {separate}");
}

#[test]
fn identifiers_are_compressed_better_than_by_a_general_encoder() {
    use std::io::Write;
    let data = memberships(20_000);
    let mut general = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::new(6));
    general.write_all(&data).unwrap();
    let general = general.finish().unwrap().len();
    let own = compress(&data, 512 * 1024).len();
    assert!(own < general, "{own} bytes instead of {general}");
}

#[test]
fn python_reads_the_streams() {
    let mut data = memberships(2000);
    data.extend(noise(70_000));
    data.extend(vec![b'x'; 1000]);
    for data in [data, Vec::new(), b"a".to_vec()] {
        for segment in [data.len(), 10_000] {
            let Some(read) = decoders::python(&compress(&data, segment)) else { return };
            assert!(read == data);
        }
    }
}
