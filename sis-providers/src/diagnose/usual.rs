use super::{HintRule, Stage, SymptomKind};

/// What failures usually mean, whatever the system; from the particular to the general.
pub fn usual_rules() -> impl Iterator<Item = HintRule> {
    let demographics = HintRule::new(
        Stage::Collection,
        "demographics have a scope of their own, roster-demographics.readonly: ask for it and have it granted, if they \
         are needed",
    )
    .for_statuses(&[401, 403])
    .for_collections(&[crate::Collection::Demographics]);
    let table = RULES.iter().map(|(stage, statuses, kinds, texts, hint)| {
        HintRule::new(*stage, *hint).for_statuses(statuses).for_kinds(kinds).for_texts(texts)
    });
    std::iter::once(demographics).chain(table)
}

type Row = (Stage, &'static [u16], &'static [SymptomKind], &'static [&'static str], &'static str);

use Stage::{Collection, Delta, Dns, Filter, Paging, Scope, Settings, Tcp, Tls, Token, Write};
use SymptomKind as Kind;

#[rustfmt::skip]
static RULES: &[Row] = &[
    (Settings, &[], &[], &[], "correct the settings as the text says; nothing was sent yet"),

    (Dns, &[], &[], &[], "the host name has no address: check its spelling, or whether it is known only inside the district's network"),

    (Tcp, &[], &[Kind::Refused], &[], "the host is up but refuses the port: check the port, and whether the service runs"),
    (Tcp, &[], &[Kind::Timeout], &[], "no answer: a firewall probably lets in listed addresses alone; have the address of this machine added"),
    (Tcp, &[], &[], &[], "the host cannot be reached from here: check network, proxy and firewall"),

    (Tls, &[], &[Kind::Insecure], &["expired"], "the certificate of the server has expired: the district has to renew it; check the clock of this machine too"),
    (Tls, &[], &[Kind::Insecure], &["unknownissuer", "unknown issuer", "causedasendentity", "self-signed", "self signed"], "the certificate is from an unknown authority or its chain is incomplete: have the chain completed, or give the authority's certificate as trusted"),
    (Tls, &[], &[Kind::Insecure], &["notvalidforname", "not valid for"], "the certificate is for another host: use the host name that is in the certificate"),
    (Tls, &[], &[Kind::Insecure], &[], "certificate or protocol do not fit: check chain, host name and whether the server speaks TLS 1.2"),
    (Tls, &[], &[Kind::Timeout], &[], "the server does not answer after connecting: check whether a proxy or firewall inspects traffic"),
    (Tls, &[], &[], &[], "the connection breaks off during the handshake: check port and proxy"),

    (Token, &[], &[], &["invalid_scope"], "the server does not know one of the scopes, or has not granted it to these credentials: ask for fewer or have them granted"),
    (Token, &[], &[], &["unauthorized_client"], "these credentials may not use this grant type: have the client set up for server-to-server access (client credentials)"),
    (Token, &[], &[], &["unsupported_grant_type"], "the server wants another grant type: see the documentation of the vendor"),
    (Token, &[], &[], &["invalid_client"], "client id or secret are wrong, or the server wants them in another place (HTTP Basic or form)"),
    (Token, &[400], &[], &[], "the server does not understand the token request: check scopes, grant type and whether id and secret belong in HTTP Basic or in the form"),
    (Token, &[401, 403], &[], &[], "client id or secret are not accepted: check for blanks at the ends, an expired secret, and whether they belong in HTTP Basic or in the form"),
    (Token, &[404, 410], &[], &[], "there is no token endpoint at this URL: check sub-directory and letter case of the base URL, or give the token URL"),
    (Token, &[405], &[], &[], "the token endpoint wants another method (GET or POST)"),
    (Token, &[415], &[], &[], "the token endpoint wants its parameters in another form"),
    (Token, &[429], &[], &[], "too many token requests: wait, and use one connection instead of many"),
    (Token, &[500, 502, 503, 504], &[], &[], "the token service has a fault of its own: try again later, then tell the operator of the server"),
    (Token, &[], &[Kind::WebPage], &[], "a web page answers where the token should come from: the URL leads to a sign-in page; check the token URL"),
    (Token, &[], &[Kind::Unreadable], &[], "the answer holds no token: check that the token URL is that of the API"),
    (Token, &[], &[Kind::Redirect], &[], "the token URL redirects: use the URL it leads to"),
    (Token, &[], &[Kind::Timeout, Kind::Refused, Kind::UnknownHost, Kind::Insecure], &[], "the token host cannot be reached: check the token URL and the firewall"),
    (Token, &[], &[], &[], "no token: check token URL, id, secret and scopes"),

    (Scope, &[], &[], &[], "the server granted less than asked for: have the missing scopes granted to these credentials"),

    (Collection, &[], &[Kind::Empty], &[], "no records: the credentials may see no school, or the school year has not begun"),
    (Collection, &[401], &[], &[], "the token is not accepted here: check whether it is meant for this host, and the kind of authentication"),
    (Collection, &[403], &[], &[], "the credentials do not cover this collection: have it granted"),
    (Collection, &[404], &[], &[], "the collection is not at this URL: check the root (letter case, sub-directory, version), or the system does not offer it"),
    (Collection, &[405, 501], &[], &[], "the system does not offer this collection"),
    (Collection, &[429], &[], &[], "too many requests: lower the rate"),
    (Collection, &[500], &[], &[], "the server fails on this collection: try smaller pages, then report the path to the operator of the server"),
    (Collection, &[502, 503, 504], &[], &[], "the server is overloaded or down: try again off peak"),
    (Collection, &[], &[Kind::WebPage], &[], "a web page answers instead of data: the URL is that of the pages for people, not of the API"),
    (Collection, &[], &[Kind::Redirect], &[], "the URL redirects: use the URL that the server really answers on"),
    (Collection, &[], &[Kind::Unreadable], &[], "the answer is not a OneRoster collection: check that the root is that of the OneRoster service and of the right version"),
    (Collection, &[], &[Kind::Timeout], &[], "the collection takes too long: try smaller pages or off peak"),
    (Collection, &[], &[], &[], "the collection cannot be read"),

    (Paging, &[400], &[], &[], "the page is larger than the server allows: set a smaller page size"),
    (Paging, &[], &[Kind::Inconsistent], &[], "pages overlap or contradict the total: records can be missed; tell the vendor, and compare numbers once"),
    (Paging, &[], &[Kind::Ignored], &[], "the server ignores limit or offset: everything comes at once, which is slow for large districts"),
    (Paging, &[], &[], &[], "pages cannot be read one after the other: set a smaller page size"),

    (Filter, &[], &[Kind::Ignored], &[], "the server ignores the filter: everything is read and filtered on this side"),
    (Filter, &[], &[], &[], "the server refuses the filter: everything is read and filtered on this side"),

    (Delta, &[], &[Kind::Ignored], &[], "the server ignores the date of change: every pull has to be a full one"),
    (Delta, &[], &[], &[], "the server refuses filters on the date of change: every pull has to be a full one"),

    (Write, &[401, 403], &[], &[], "writing is not granted: check scopes and licence"),
    (Write, &[], &[], &[], "the server does not accept the object"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnose::Symptom;

    #[test]
    fn every_stage_has_a_last_resort() {
        for stage in Stage::ALL {
            let symptom = Symptom::new(*stage, SymptomKind::Inconsistent).with_status(418);
            assert!(
                usual_rules().filter(|rule| rule.stage == *stage).any(|rule| rule.status.is_empty()
                    && rule.kinds.is_empty()
                    && rule.text.is_empty()
                    && rule.fits(&symptom))
                    || *stage == Stage::Paging,
                "{stage}"
            );
        }
    }

    #[test]
    fn rules_that_can_never_speak_do_not_exist() {
        let rules: Vec<HintRule> = usual_rules().collect();
        for (index, rule) in rules.iter().enumerate() {
            let hidden = rules[..index].iter().find(|earlier| {
                earlier.stage == rule.stage
                    && earlier.status.is_empty()
                    && earlier.kinds.is_empty()
                    && earlier.collections.is_empty()
                    && earlier.text.is_empty()
            });
            assert!(hidden.is_none(), "{} is hidden by {:?}", rule.hint, hidden.map(|rule| &rule.hint));
        }
    }
}
