//! Bodies of good answers, written straight from the records.

use oneroster_model::json::Encoder;
use oneroster_model::status::StatusInfo;
use oneroster_model::{Record, Version};
use serde_json::{Value, json};

use super::Shape;

/// Writes records as a personality does.
#[derive(Debug)]
pub(crate) struct RecordWriter<'s> {
    encoder: Encoder,
    shape: Option<Shape<'s>>,
}

impl<'s> RecordWriter<'s> {
    /// Takes the encoder, and the shape of values that are not as the standard has them.
    pub(crate) fn new(encoder: Encoder, shape: Option<Shape<'s>>) -> Self {
        Self { encoder, shape }
    }

    /// Writes a record.
    pub(crate) fn record<T: Record>(&self, record: &T, out: &mut Vec<u8>) -> Result<(), serde_json::Error> {
        let Some(shape) = &self.shape else {
            return serde_json::to_writer(out, &self.encoder.record(record));
        };
        let mut value = serde_json::to_value(self.encoder.record(record))?;
        shape.apply::<T>(&mut value, record.sourced_id().as_str());
        serde_json::to_writer(out, &value)
    }

    /// Writes records as a list; gives the number of them.
    pub(crate) fn list<'r, T: Record>(
        &self,
        records: impl Iterator<Item = &'r T>,
        out: &mut Vec<u8>,
    ) -> Result<usize, serde_json::Error> {
        let mut count = 0;
        out.push(b'[');
        for record in records {
            if count > 0 {
                out.push(b',');
            }
            self.record(record, out)?;
            count += 1;
        }
        out.push(b']');
        Ok(count)
    }
}

/// Begins an object, with the warnings that 1.1 puts beside the data.
pub(crate) fn begin_envelope(warnings: &[StatusInfo], version: Version, out: &mut Vec<u8>) {
    out.push(b'{');
    if version != Version::V1_1 || warnings.is_empty() {
        return;
    }
    let entries: Vec<Value> =
        warnings.iter().map(|warning| warning.to_json(version)["statusInfoSet"][0].clone()).collect();
    push_member("statusInfoSet", &json!(entries), out);
    out.push(b',');
}

/// Writes the name of a member, with its colon.
pub(crate) fn push_name(name: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(json!(name).to_string().as_bytes());
    out.push(b':');
}

/// Writes a member of an object.
pub(crate) fn push_member(name: &str, value: &Value, out: &mut Vec<u8>) {
    push_name(name, out);
    out.extend_from_slice(value.to_string().as_bytes());
}
