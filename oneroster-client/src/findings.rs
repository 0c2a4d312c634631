//! Codes of what was noticed while reading from a server.

oneroster_model::codes! {
    /// Pages are read record by record around it.
    RECORD_UNREADABLE = "rest_record_unreadable",
        "A record cannot be read.",
        "It is left out; have it corrected in the source.";
    /// Found by halving the page until the record alone was left.
    RECORD_BREAKS_SERVER = "rest_record_breaks_server",
        "The server fails when it is asked for a record.",
        "It is left out; report the position in the collection to the operator of the server.";
    /// The total shrank, the marker of the server changed, or records were missing.
    COLLECTION_RESTARTED = "rest_collection_restarted",
        "A collection was read anew because it changed meanwhile or was short.",
        "Nothing to do; if it happens often, read at a quieter time.";
    /// A token must not go to another host.
    FOREIGN_LINK = "rest_foreign_link",
        "A link to the next page leads to another host and was not followed.",
        "Nothing to do: pages are asked for by offset. Have the public host name of the server configured.";
    /// Smaller than what was received.
    WRONG_TOTAL = "rest_wrong_total",
        "The total that the server tells is smaller than the number of its records.",
        "Nothing to do: the total is not used.";
    /// Larger than what was received, on a server whose totals are known to be wrong.
    DOUBTED_TOTAL = "rest_doubted_total",
        "The total that the server tells is larger than the number of its records.",
        "Nothing to do; compare the number of records with the source once.";
    /// Everything came at once, or the last page again.
    OFFSET_IGNORED = "rest_offset_ignored",
        "The server repeats a page whatever offset is asked for.",
        "Compare the number of records with the source once.";
    /// By identifier.
    DUPLICATE_RECORDS = "rest_duplicate_records",
        "The server sends records more than once and counts them as often.",
        "Nothing to do: each is handed out once.";
    /// Found by halving.
    SMALLER_PAGES = "rest_smaller_pages",
        "The server cannot send pages as large as asked for.",
        "Set a smaller page size.";
    /// Sent beside the data.
    SERVER_WARNING = "rest_server_warning",
        "The server ignored a part of the request.",
        "Check sort and fields against what the server supports.";
    /// JSON forbids them; they are read as blanks.
    CONTROL_CHARACTERS = "rest_control_characters",
        "Texts hold line breaks or other control characters as they are.",
        "Nothing to do; report it to the operator of the server.";
    /// Such as `students` for `users`.
    ENVELOPE_NAME = "rest_envelope_name",
        "The records stand under another name than that of the standard.",
        "Nothing to do.";
}
