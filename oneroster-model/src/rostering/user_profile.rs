use crate::json::Form::{Objects, Text};
use crate::json::define::object;

object! {
    /// How a user is known to a vendor's applications (1.2).
    UserProfile("UserProfile"), open false {
        /// URI of the profile, unique among the profiles of the user.
        profile_id: Option<String> = "profileId", Text, Absent, Required;
        /// Kind of profile; free text.
        profile_type: Option<String> = "profileType", Text, Absent, Required;
        /// Identifier of the vendor.
        vendor_id: Option<String> = "vendorId", Text, Absent, Required;
        /// Identifier of the application; `default` for all of the vendor's.
        application_id: Option<String> = "applicationId", Text, Absent, Optional;
        /// Description.
        description: Option<String> = "description", Text, Absent, Optional;
        /// How the user signs in.
        credentials: Vec<Credential> = "credentials", Objects, Absent, Optional;
    }
}

object! {
    /// How a user signs in to an application (1.2); may hold further members of any name.
    Credential("Credential"), open true {
        /// When the credential is used; free text.
        credential_type: Option<String> = "type", Text, Absent, Required;
        /// Name to sign in with.
        username: Option<String> = "username", Text, Absent, Required;
        /// Password, which should not be sent in clear. Never log it.
        password: Option<String> = "password", Text, Absent, Optional;
    }
}
