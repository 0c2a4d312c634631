//! Rows and objects of the resources service.

use oneroster_model::resources::Resource;

use super::mapping::mapping;

mapping! { Resource, ResourceRow {
    vendor_resource_id = vendor_resource_id;
    title = title;
    roles = roles;
    importance = importance;
    vendor_id = vendor_id;
    application_id = application_id;
} }
