//! How values become text: delimiter, quotes and escapes.

use serde::{Deserialize, Serialize};

/// The dialect of the files of one archive.
///
/// The default is what Apple describes ("Review the templates"): commas, quotes around values that
/// hold a space or a comma and around no others, a backslash before a quotation mark. The other
/// settings exist because converters in use write them and nobody documents what is accepted.
///
/// # Examples
///
/// ```
/// use asm_format::{Dialect, Escape, LineEncoder, Quoting};
///
/// let cells = ["Eliza", "Township High School", r#"William "Bill" Ray"#];
/// let mut line = Vec::new();
/// LineEncoder::new(Dialect::default()).encode(&mut line, cells);
/// assert_eq!(line, b"Eliza,\"Township High School\",\"William \\\"Bill\\\" Ray\"\n");
///
/// line.clear();
/// let dialect = Dialect::default().with_quoting(Quoting::All).with_escape(Escape::Doubled);
/// LineEncoder::new(dialect).encode(&mut line, cells);
/// assert_eq!(line, b"\"Eliza\",\"Township High School\",\"William \"\"Bill\"\" Ray\"\n");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Dialect {
    /// Between the cells; comma by default.
    pub delimiter: Delimiter,
    /// Which cells are quoted; as few as possible by default.
    pub quoting: Quoting,
    /// How a quotation mark inside a cell is written; with a backslash by default.
    pub escape: Escape,
}

impl Dialect {
    /// Returns the dialect with another delimiter.
    #[must_use]
    pub fn with_delimiter(self, delimiter: Delimiter) -> Self {
        Self { delimiter, ..self }
    }

    /// Returns the dialect with another choice of quoted cells.
    #[must_use]
    pub fn with_quoting(self, quoting: Quoting) -> Self {
        Self { quoting, ..self }
    }

    /// Returns the dialect with another escape.
    #[must_use]
    pub fn with_escape(self, escape: Escape) -> Self {
        Self { escape, ..self }
    }
}

/// The character between cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Delimiter {
    /// `,`
    #[default]
    Comma,
    /// `;`
    Semicolon,
}

impl Delimiter {
    /// Returns the character as a byte.
    pub const fn as_byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
        }
    }
}

/// Which cells stand in quotation marks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Quoting {
    /// Those that hold a space, a comma, a semicolon or a quotation mark.
    #[default]
    Minimal,
    /// All of them, the header row excepted.
    All,
}

/// How a quotation mark inside a cell is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Escape {
    /// With a backslash before it; a backslash gets one too.
    #[default]
    Backslash,
    /// Twice, as in RFC 4180; a backslash stands for itself.
    Doubled,
}
