//! Codes of what was noticed while a district was fetched.

oneroster_model::codes! {
    /// 401, 403 or 404 for a collection that is not needed.
    COLLECTION_REFUSED = "fetch_collection_refused",
        "The server does not hand out a collection.",
        "If it is wanted, ask the district to grant it to the credentials, and check the scopes.";
    /// The profile of the system says so.
    COLLECTION_MISSING = "fetch_collection_missing",
        "The system does not have a collection.",
        "Nothing to do.";
    /// Such as students and teachers for users.
    COLLECTION_REPLACED = "fetch_collection_replaced",
        "A collection was put together from others because the system does not have it.",
        "Whoever is in none of the others is not in the package; check whether that matters.";
    /// Success without records, where a district must have some.
    COLLECTION_EMPTY = "fetch_collection_empty",
        "A collection that every district has is empty.",
        "Check the permissions of the credentials, and whether the school year has begun in the system.";
    /// A record that nothing can refer to.
    RECORD_WITHOUT_ID = "fetch_record_without_id",
        "A record has no identifier and is left out.",
        "Have it corrected in the source.";
    /// The server hands out everything, whatever is asked for.
    FILTER_IGNORED = "fetch_filter_ignored",
        "The server sent records that have not changed since the given instant; they are left out.",
        "Nothing to do; a full fetch costs the server no more than this.";
    /// `dateLastModified` is needed in a delta.
    CHANGE_WITHOUT_DATE = "fetch_change_without_date",
        "Records of a delta have no date of change.",
        "Fetch everything with this system, since its changes cannot be told.";
    /// The server told no times at all.
    NO_WATERMARK = "fetch_no_watermark",
        "The server tells neither dates of change nor the time.",
        "Fetch everything with this system, since its changes cannot be told.";
    /// Passwords stay where they belong.
    PASSWORD_LEFT_OUT = "fetch_password_left_out",
        "The server sent passwords; they are left out.",
        "Have passwords taken out of what the credentials can read.";
    /// The profile says what is meant.
    VALUE_REPLACED = "fetch_value_replaced",
        "Values that mean something else in this system were replaced.",
        "Nothing to do: types of orgs have the word of the standard, and dates that stand for none are gone.";
    /// The profile says that dates need the time zone of the district.
    LOCAL_TIMES = "fetch_local_times",
        "The system writes times of line items in the time of the district without saying so.",
        "They were read as UTC: add the difference where the hour matters.";
    /// A file has a limited number of extension columns.
    EXTENSIONS_LEFT_OUT = "fetch_extensions_left_out",
        "Records have more different members of metadata than a file can have columns; the rest is left out.",
        "Nothing to do unless one of them is needed.";
}
