//! Cuts JSON into its parts without reading them: for pages in which a record is broken.
//!
//! The parts need not be valid UTF-8 and may be nested beyond what a deserializer accepts.

use serde::de::IgnoredAny;
use serde_json::Deserializer;

/// Splits an object into its members, as far as its structure is sound.
pub(super) fn members(object: &[u8]) -> Option<Vec<(&[u8], &[u8])>> {
    let mut rest = skip(object, b'{')?;
    let mut members = Vec::new();
    loop {
        rest = rest.trim_ascii_start();
        match rest.first()? {
            b'}' => return Some(members),
            b',' => rest = rest.get(1..)?,
            b'"' => {
                let name = value(rest)?;
                rest = skip(rest.get(name.len()..)?, b':')?;
                let content = value(rest.trim_ascii_start())?;
                rest = rest.trim_ascii_start().get(content.len()..)?;
                members.push((name.trim_ascii(), content));
            }
            _ => return None,
        }
    }
}

/// Splits a list into its elements, as far as its structure is sound.
pub(super) fn elements(list: &[u8]) -> Option<Vec<&[u8]>> {
    let mut rest = skip(list, b'[')?;
    let mut elements = Vec::new();
    loop {
        rest = rest.trim_ascii_start();
        match rest.first()? {
            b']' => return Some(elements),
            b',' => rest = rest.get(1..)?,
            _ => {
                let element = value(rest)?;
                rest = rest.get(element.len()..)?;
                elements.push(element);
            }
        }
    }
}

fn skip(text: &[u8], byte: u8) -> Option<&[u8]> {
    let text = text.trim_ascii_start();
    (*text.first()? == byte).then(|| text.get(1..)).flatten()
}

/// Returns the JSON value at the start. Ignoring a value checks its structure only, without recursion.
fn value(text: &[u8]) -> Option<&[u8]> {
    let mut values = Deserializer::from_slice(text).into_iter::<IgnoredAny>();
    values.next()?.ok()?;
    text.get(..values.byte_offset())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    #[test]
    fn parts_are_found_in_damaged_json() {
        let body = b" {\"a\" : [1, {\"x\":\"\xff,]\"} ,\"s\\\"\"], \"b\":null,\"c\":-1.5e3 }";
        let members = members(body).unwrap();
        let names: Vec<&[u8]> = members.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, [&b"\"a\""[..], b"\"b\"", b"\"c\""]);
        assert_eq!(members[2].1, b"-1.5e3");
        let elements = elements(members[0].1).unwrap();
        assert_eq!(elements, [&b"1"[..], b"{\"x\":\"\xff,]\"}", b"\"s\\\"\""]);

        let deep = ["[".repeat(100_000), "]".repeat(100_000)].concat();
        assert_eq!(super::elements(format!("[{deep},1]").as_bytes()).unwrap().len(), 2);
        for broken in ["", "[1", "[1,", "{\"a\":1}", "<html>"] {
            assert!(super::elements(broken.as_bytes()).is_none(), "{broken}");
        }
        for broken in ["", "{\"a\"", "{\"a\":}", "{\"a\":1", "{a:1}", "[]"] {
            assert!(super::members(broken.as_bytes()).is_none(), "{broken}");
        }
    }

    fn json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            ".{0,8}".prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map(".{0,4}", inner, 0..4)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn parts_are_those_of_the_value(values in prop::collection::vec(json(), 0..5)) {
            let text = serde_json::to_string_pretty(&values).unwrap();
            let parts: Vec<Value> =
                elements(text.as_bytes()).unwrap().into_iter().map(|part| serde_json::from_slice(part).unwrap()).collect();
            prop_assert_eq!(parts, values);
        }

        #[test]
        fn no_input_panics(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            let _ = members(&bytes);
            let _ = elements(&bytes);
        }
    }
}
