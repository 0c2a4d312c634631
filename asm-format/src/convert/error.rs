use oneroster_csv::File;

/// Why a OneRoster package cannot be converted.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConversionError {
    /// A file holds changes only, and Apple School Manager wants everything.
    #[error("{0} is a delta: merge it into the last full package first (roster apply BASE DELTA OUT.zip)")]
    DeltaWithoutBase(File),
    /// A file without which nothing can be converted is not there.
    #[error("{0} is missing or marked absent: export it, it is needed for every conversion")]
    FileMissing(File),
    /// A file has no header row that could be read.
    #[error("{0} has no header row with column names of the standard: export it again")]
    HeaderMissing(File),
    /// A 1.2 package without `roles.csv`.
    #[error("roles.csv is missing: in OneRoster 1.2 the roles and schools of users live there")]
    RolesMissing,
    /// In strict mode, findings of severity error.
    #[error("{0} findings of severity error, and the mode is strict: correct the data or use mode repair")]
    StrictFindings(u64),
    /// A row came after rows that refer to it.
    #[error("rows of {0} have to come earlier: {1} were already taken")]
    OutOfOrder(File, File),
    /// Reading the package failed.
    #[error("cannot read the package")]
    Package(#[source] oneroster_csv::Error),
}

impl ConversionError {
    /// Returns a stable name of the kind of error, in `snake_case`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::DeltaWithoutBase(_) => "delta_without_base",
            Self::FileMissing(_) => "file_missing",
            Self::HeaderMissing(_) => "header_missing",
            Self::RolesMissing => "roles_missing",
            Self::StrictFindings(_) => "strict_findings",
            Self::OutOfOrder(..) => "out_of_order",
            Self::Package(error) => error.code(),
        }
    }
}

impl From<ConversionError> for crate::Error {
    fn from(error: ConversionError) -> Self {
        Self::Conversion(Box::new(error))
    }
}
