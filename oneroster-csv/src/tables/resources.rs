//! Rows of the resources service.
//!
//! Each `table!` is the one definition of a file: row type, reader, writer, column checks and the page of
//! columns come from it. The brackets give the requirement in 1.1 and in 1.2; `-` means no such column.

use oneroster_model::vocabulary;

use super::table;

table! {
    /// A learning resource of a vendor.
    ResourceRow, Resources {
        /// Identifier, unique in the file.
        sourced_id "sourcedId" Guid [yes yes];
        /// Blank in bulk mode, filled in delta mode.
        status "status" Enum(&vocabulary::STATUS) [delta delta];
        /// Blank in bulk mode, an instant in delta mode.
        date_last_modified "dateLastModified" DateTime [delta delta];
        /// Identifier given by the vendor; unique per vendor.
        vendor_resource_id "vendorResourceId" Id [yes yes];
        /// Name.
        title "title" Text [no no];
        /// Who may use the resource. This is the 1.1 role list, not the roles.csv list.
        roles "roles" list Enum(&vocabulary::RESOURCE_ROLE) [no no];
        /// Whether the resource is needed or additional.
        importance "importance" Enum(&vocabulary::IMPORTANCE) [no no];
        /// Vendor identifier assigned by 1EdTech.
        vendor_id "vendorId" Id [no no];
        /// Application identifier assigned by the vendor.
        application_id "applicationId" Id [no no];
    }
}

table! {
    /// A resource assigned to a class.
    ClassResourceRow, ClassResources {
        /// Identifier, unique in the file.
        sourced_id "sourcedId" Guid [yes yes];
        /// Blank in bulk mode, filled in delta mode.
        status "status" Enum(&vocabulary::STATUS) [delta delta];
        /// Blank in bulk mode, an instant in delta mode.
        date_last_modified "dateLastModified" DateTime [delta delta];
        /// Name of the related class.
        title "title" Text [no no];
        /// Class that the resource is assigned to.
        class_sourced_id "classSourcedId" Guid => Classes [yes yes];
        /// Assigned resource.
        resource_sourced_id "resourceSourcedId" Guid => Resources [yes yes];
    }
}

table! {
    /// A resource assigned to a course.
    CourseResourceRow, CourseResources {
        /// Identifier, unique in the file.
        sourced_id "sourcedId" Guid [yes yes];
        /// Blank in bulk mode, filled in delta mode.
        status "status" Enum(&vocabulary::STATUS) [delta delta];
        /// Blank in bulk mode, an instant in delta mode.
        date_last_modified "dateLastModified" DateTime [delta delta];
        /// Free text label.
        title "title" Text [no no];
        /// Course that the resource is assigned to.
        course_sourced_id "courseSourcedId" Guid => Courses [yes yes];
        /// Assigned resource.
        resource_sourced_id "resourceSourcedId" Guid => Resources [yes yes];
    }
}

table! {
    /// A resource assigned to a user (1.2).
    UserResourceRow, UserResources {
        /// Identifier, unique in the file.
        sourced_id "sourcedId" Guid [- yes];
        /// Blank in bulk mode, filled in delta mode.
        status "status" Enum(&vocabulary::STATUS) [- delta];
        /// Blank in bulk mode, an instant in delta mode.
        date_last_modified "dateLastModified" DateTime [- delta];
        /// The user.
        user_sourced_id "userSourcedId" Guid => Users [- yes];
        /// The org.
        org_sourced_id "orgSourcedId" Guid => Orgs [- no];
        /// The class.
        class_sourced_id "classSourcedId" Guid => Classes [- no];
        /// The resource.
        resource_sourced_id "resourceSourcedId" Guid => Resources [- yes];
    }
}
