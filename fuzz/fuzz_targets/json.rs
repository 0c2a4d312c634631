#![no_main]

use libfuzzer_sys::fuzz_target;
use oneroster_model::json::Decoder;
use oneroster_model::rostering::{Class, User};
use oneroster_model::{StatusInfo, Version};

fuzz_target!(|bytes: &[u8]| {
    for version in Version::ALL {
        let _ = Decoder::new(version).record::<User>(bytes);
        let _ = Decoder::new(version).strict().records::<Class>(bytes);
    }
    let _ = StatusInfo::from_body(bytes, 500);
});
