//! Where a client's credentials come from.

use std::{
    fmt,
    future::Future,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::super::{
    time::{BoxError, BoxFuture},
    types::Secret,
};
#[cfg(not(target_arch = "wasm32"))]
use super::single_flight::SingleFlight;

/// Gives a credential that is not known once and for all, such as an access token that expires.
///
/// It is asked before every attempt, so it should keep what it has for as long as that is good. What it takes counts
/// towards the attempt's time limit. If it fails, so does the request, without being sent.
///
/// A function that returns a future, `|| async { Ok(Secret::from("…")) }`, is a provider too. For basic authentication,
/// the secret is `username:password`.
pub trait CredentialProvider: Send + Sync + 'static {
    /// The credential to use now.
    fn credential(&self) -> BoxFuture<'_, Result<Secret, BoxError>>;

    /// Another credential, after the server has refused the last one with status 401; by default,
    /// [`credential`](Self::credential) is asked again. The request is sent once more if this is a different one; that
    /// happens once for each operation, whatever its method and retry policy. If it fails, the 401 stands.
    ///
    /// Calls that are refused at the same time share one refresh, across all clones of a client, and share its failure.
    /// A call that was refused with a credential from before the last refresh takes the result of that one. A refresh
    /// goes on as long as one call waits for it, and is dropped with the last of them. On `wasm32`, calls share a
    /// refresh only after it has ended. A call that a refresh itself makes with a clone of the client never waits for that
    /// refresh: if it is refused, its 401 is its outcome.
    fn refresh(&self) -> BoxFuture<'_, Result<Secret, BoxError>> {
        self.credential()
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl<F, G> CredentialProvider for F
where
    F: Fn() -> G + Send + Sync + 'static,
    G: Future<Output = Result<Secret, BoxError>> + Send + 'static,
{
    fn credential(&self) -> BoxFuture<'_, Result<Secret, BoxError>> {
        Box::pin(self())
    }
}

/// A credential, or who knows it.
#[derive(Clone)]
pub(crate) enum Credential {
    Value(Secret),
    Provider(Arc<Provided>),
}

impl Credential {
    pub(crate) fn provided(provider: impl CredentialProvider) -> Self {
        Self::Provider(Arc::new(Provided { provider: Box::new(provider), state: Mutex::new(State::new()) }))
    }

    /// The credential to use now.
    pub(crate) async fn get(&self) -> Result<Held, BoxError> {
        match self {
            Self::Value(secret) => Ok(Held { secret: secret.clone(), asked: 0, given: 0 }),
            Self::Provider(provided) => provided.get().await,
        }
    }

    /// The credential to use after `refused`; nothing if there is none.
    pub(crate) async fn renew(&self, refused: &Held) -> Option<Held> {
        match self {
            Self::Value(_) => Some(refused.clone()),
            Self::Provider(provided) => provided.renew(refused).await,
        }
    }
}

/// A credential, and how many refreshes had ended when it was asked for and when it was given.
#[derive(Clone)]
pub(crate) struct Held {
    pub(crate) secret: Secret,
    pub(crate) asked: u64,
    pub(crate) given: u64,
}

/// A provider, and the result of its last refresh.
pub(crate) struct Provided {
    provider: Box<dyn CredentialProvider>,
    state: Mutex<State>,
}

struct State {
    /// How many refreshes have ended.
    ended: u64,
    /// The credential that the last one gave.
    last: Renewed,
    /// The one under way.
    #[cfg(not(target_arch = "wasm32"))]
    flight: std::sync::Weak<SingleFlight<Renewed>>,
}

/// What a refresh gave.
type Renewed = Result<Secret, Failed>;

/// That a refresh failed: the 401 says why it was needed, and is what the caller sees.
#[derive(Clone)]
struct Failed;

impl State {
    fn new() -> Self {
        Self {
            ended: 0,
            last: Err(Failed),
            #[cfg(not(target_arch = "wasm32"))]
            flight: std::sync::Weak::new(),
        }
    }

    /// The result of a refresh that ended after `refused` was given; nothing if there was none.
    fn result_after(&self, refused: &Held) -> Option<Renewed> {
        // One that ended while the credential was asked for may be the one that gave it.
        let other = || self.last.as_ref().is_ok_and(|last| *last != refused.secret);
        let is_later = self.ended > refused.given || (self.ended > refused.asked && other());
        is_later.then(|| self.last.clone())
    }
}

impl Provided {
    async fn get(&self) -> Result<Held, BoxError> {
        let asked = self.state().ended;
        let secret = self.provider.credential().await?;
        Ok(Held { secret, asked, given: self.state().ended })
    }

    async fn renew(self: &Arc<Self>, refused: &Held) -> Option<Held> {
        let known = self.state().result_after(refused);
        let secret = match known {
            Some(known) => known.ok()?,
            None => self.join(refused).await.ok()?,
        };
        let ended = self.state().ended;
        Some(Held { secret, asked: ended, given: ended })
    }

    /// Waits for the refresh under way, or begins one.
    #[cfg(not(target_arch = "wasm32"))]
    async fn join(self: &Arc<Self>, refused: &Held) -> Renewed {
        let flight = {
            let mut state = self.state();
            // It may have ended since.
            if let Some(known) = state.result_after(refused) {
                return known;
            }
            state.flight.upgrade().unwrap_or_else(|| {
                let flight = Arc::new(SingleFlight::new(Box::pin(self.clone().refresh())));
                state.flight = Arc::downgrade(&flight);
                flight
            })
        };
        flight.join().await.unwrap_or(Err(Failed))
    }

    #[cfg(target_arch = "wasm32")]
    async fn join(self: &Arc<Self>, _: &Held) -> Renewed {
        self.clone().refresh().await
    }

    async fn refresh(self: Arc<Self>) -> Renewed {
        let secret = self.provider.refresh().await.map_err(|_| Failed);
        let mut state = self.state();
        state.ended += 1;
        state.last.clone_from(&secret);
        #[cfg(not(target_arch = "wasm32"))]
        {
            state.flight = std::sync::Weak::new();
        }
        secret
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value(secret) => secret.fmt(f),
            Self::Provider(_) => f.write_str("CredentialProvider"),
        }
    }
}

/// The credentials that a client was given, by scheme.
#[derive(Clone, Default)]
pub(crate) struct Credentials(Vec<(&'static str, Credential)>);

impl Credentials {
    /// Keeps a credential, replacing the scheme's earlier one.
    pub(crate) fn set(&mut self, scheme: &'static str, credential: Credential) {
        self.0.retain(|(name, _)| *name != scheme);
        self.0.push((scheme, credential));
    }

    pub(crate) fn get(&self, scheme: &str) -> Option<&Credential> {
        self.0.iter().find(|(name, _)| *name == scheme).map(|(_, credential)| credential)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.0.iter().map(|(name, credential)| (name, credential))).finish()
    }
}
