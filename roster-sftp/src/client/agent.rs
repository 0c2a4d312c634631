//! Logging in with the keys of an SSH agent.

use std::path::Path;

use russh::MethodSet;
use russh::client::Handle;

use super::connection::Callbacks;
use super::login::failure;
use super::target::Target;
use crate::error::Error;

#[cfg(unix)]
pub(super) async fn with_agent(
    target: &Target,
    session: &mut Handle<Callbacks>,
    offered: &MethodSet,
    socket: &Path,
) -> Result<(), Error> {
    use russh::MethodKind;
    use russh::client::AuthResult;
    use russh::keys::agent::AgentIdentity;
    use russh::keys::agent::client::AgentClient;

    use super::connection::within;
    use super::login::{conclude, demand, rsa_hash};
    use crate::error::Step;

    demand(target, offered, MethodKind::PublicKey)?;
    let no_agent = |error| {
        let detail = format!("no SSH agent answers at {}", socket.display());
        Error::Key(Box::new(
            failure(target, detail).caused_by(error).advise("start the agent, or give a private key"),
        ))
    };
    let mut agent = within(target, Step::Login, AgentClient::connect_uds(socket)).await?.map_err(no_agent)?;
    let identities = within(target, Step::Login, agent.request_identities()).await?.map_err(no_agent)?;
    for identity in identities {
        let AgentIdentity::PublicKey { key, .. } = identity else { continue };
        let hash = rsa_hash(target, session, key.algorithm().is_rsa()).await?;
        let signed = session.authenticate_publickey_with(target.user(), key, hash, &mut agent);
        match within(target, Step::Login, signed).await? {
            Ok(AuthResult::Failure { partial_success: false, .. }) => {}
            Ok(result) => return conclude(target, result, "key"),
            Err(error) => {
                let detail = "the agent could not sign, or the server ended the connection";
                return Err(Error::Refused(Box::new(failure(target, detail).caused_by(error))));
            }
        }
    }
    Err(Error::Refused(Box::new(failure(target, "none of the agent's keys was accepted"))))
}

#[cfg(not(unix))]
pub(super) async fn with_agent(
    target: &Target,
    _session: &mut Handle<Callbacks>,
    _offered: &MethodSet,
    _socket: &Path,
) -> Result<(), Error> {
    Err(Error::Configuration(Box::new(failure(target, "SSH agents are used on Unix alone"))))
}
