//! What to do about errors of servers and of connections to them.
//!
//! The libraries often know more about the case at hand; what they say goes first.

use super::advice::{ErrorCode, code};

/// Every error code of the commands that speak to a server.
pub(super) static ERRORS: &[ErrorCode] = &[
    code(
        "configuration",
        "roster.toml or the settings of a connection cannot be used.",
        "Correct the place that is named; unknown keys are refused so that a typing error cannot hide.",
    ),
    code(
        "unknown_provider",
        "There is no profile with this key.",
        "Use `other` and give the token URL for systems without a profile.",
    ),
    code(
        "profile",
        "A profile or what replaces its fields cannot be used.",
        "Correct the field that is named.",
    ),
    code("url", "The URL cannot be that of the system.", "Copy the URL as the system shows it."),
    code(
        "missing_setting",
        "The system needs a setting that was not given.",
        "Give it with --setting NAME=VALUE, or in the table of settings of the connection.",
    ),
    code(
        "client",
        "A setting cannot be sent as it is.",
        "Look for line breaks and other odd characters in it.",
    ),
    code("options", "What was asked for cannot be done.", "Leave one of the options out."),
    code(
        "unsupported",
        "The version of the server does not have what was asked for.",
        "Use a server with the other version.",
    ),
    code(
        "connection",
        "The server cannot be reached, or the connection breaks off every time.",
        "Check host name, port, firewall and proxy, and whether the server is up: roster check.",
    ),
    code(
        "tls",
        "There is no secure connection.",
        "Check the host name and the clock of this machine, and which authority signed the certificate.",
    ),
    code("timeout", "A time limit passed.", "Ask for smaller pages, or try off peak."),
    code(
        "token",
        "The server gives out no token.",
        "Check token URL, client id, secret and scopes: roster check tries other ways, too.",
    ),
    code(
        "unauthorized",
        "The credentials are not accepted.",
        "Check the credentials and whether they have expired.",
    ),
    code(
        "forbidden",
        "The credentials do not cover a collection that a roster needs.",
        "Ask the district to grant it, or go on without it: --optional COLLECTION.",
    ),
    code(
        "not_found",
        "There is nothing at the URL.",
        "Check the URL; upper and lower case matter. If the system does not have the collection: --optional COLLECTION.",
    ),
    code("conflict", "The data were changed by someone else meanwhile.", "Run the command again."),
    code(
        "rejected",
        "The server does not accept the request.",
        "Check filter and page size against what the server supports: roster check.",
    ),
    code(
        "throttled",
        "The server refuses because of too many requests.",
        "Try later; lower rate and concurrency: --set limits.concurrency=1.",
    ),
    code("unavailable", "The server is overloaded or down.", "Try again later."),
    code(
        "server",
        "The server fails.",
        "Try smaller pages: --set paging.max_size=100. If it stays, tell its operator time and path.",
    ),
    code("redirected", "The server leads elsewhere.", "Use the URL that the server really answers on."),
    code(
        "decode",
        "The answer is not that of a OneRoster server.",
        "Check that the URL is that of the interface and not of a web page.",
    ),
    code(
        "too_large",
        "An answer is longer than allowed.",
        "Ask for smaller pages: --set paging.max_size=100.",
    ),
    code(
        "incomplete",
        "A collection cannot be read to its end.",
        "Try again, off peak if the data are being changed; nothing was written.",
    ),
    code("endless", "A collection goes on beyond every limit.", "Report it to the operator of the server."),
    code(
        "bad_records",
        "Records cannot be read, more than is bearable or any at all with --strict.",
        "Have them corrected in the source.",
    ),
    code("stopped", "The package was no longer written.", "Run the command again; nothing was written."),
    code("sandbox_io", "The sandbox cannot be started.", "Choose another address with --listen."),
    code(
        "sandbox_personality",
        "No sandbox behaves like this system.",
        "Choose one of those that are named.",
    ),
    code("sandbox_faults", "The list of faults cannot be read.", "Write it as in `roster sandbox --help`."),
    code("sandbox_package", "The package cannot be served.", "Check it with roster validate."),
];
