//! The rostering service: orgs, sessions, courses, classes, people and enrollments.
//!
//! Every member is optional in these types, because systems leave out what the standard requires and
//! the `fields` parameter leaves out what it likes. Each field says where the standard stands.

mod academic_session;
mod class;
mod course;
mod demographics;
mod enrollment;
mod org;
mod role;
mod user;
mod user_id;
mod user_profile;

pub use academic_session::AcademicSession;
pub use class::Class;
pub use course::Course;
pub use demographics::Demographics;
pub use enrollment::Enrollment;
pub use org::Org;
pub use role::Role;
pub use user::User;
pub use user_id::UserId;
pub use user_profile::{Credential, UserProfile};
