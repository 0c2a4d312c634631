//! Zip files for tests, built in memory.

use std::io::{Cursor, Write};

use oneroster_csv::Error;
use oneroster_csv::package::{OpenOptions, Package};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Packs files as given, deflated; a name that ends with `/` becomes the entry of a folder.
pub(crate) fn zip_of(files: &[(&str, &[u8])]) -> Vec<u8> {
    zip_with(files, CompressionMethod::Deflated)
}

/// Packs files with a compression method.
pub(crate) fn zip_with(files: &[(&str, &[u8])], method: CompressionMethod) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(method);
    for (name, bytes) in files {
        if name.ends_with('/') {
            writer.add_directory(*name, options).unwrap();
        } else {
            writer.start_file(*name, options).unwrap();
            writer.write_all(bytes).unwrap();
        }
    }
    writer.finish().unwrap().into_inner()
}

/// Opens a zip file that lies in memory.
pub(crate) fn open(bytes: Vec<u8>, options: &OpenOptions) -> Result<Package, Error> {
    Package::from_reader(Cursor::new(bytes), options)
}
