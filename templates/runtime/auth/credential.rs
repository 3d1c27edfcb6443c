//! The credentials of a client, and their providers.

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

/// Provides a credential that changes, such as an access token that expires.
///
/// The client requests it before every attempt, so a provider should cache it. The time that it takes counts towards
/// the time limit of the attempt. If it fails, the request fails without being sent.
///
/// A function that returns a future, such as `|| async { Ok(Secret::from("…")) }`, is a provider. For basic
/// authentication, the secret is `username:password`.
pub trait CredentialProvider: Send + Sync + 'static {
    /// Returns the current credential.
    fn credential(&self) -> BoxFuture<'_, Result<Secret, BoxError>>;

    /// Returns a new credential after the server has rejected the last one with status 401. By default, it calls
    /// [`credential`](Self::credential). If the new credential differs, the request is sent once more. This happens
    /// once per operation, whatever its method and retry policy. If the refresh fails, the call fails with the 401.
    ///
    /// Calls that are rejected at the same time share one refresh and its failure, across all clones of a client. A
    /// call that was rejected with a credential from before the last refresh uses the result of that refresh. A
    /// refresh continues as long as one call waits for it, and is dropped with the last of them. On `wasm32`, calls
    /// only share a refresh that has ended. A call that the refresh itself makes with a clone of the client does not
    /// wait for that refresh: if it is rejected, it fails with the 401.
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

/// A credential, or its provider.
#[derive(Clone)]
pub(crate) enum Credential {
    Value(Secret),
    Provider(Arc<Provided>),
}

impl Credential {
    pub(crate) fn provided(provider: impl CredentialProvider) -> Self {
        Self::Provider(Arc::new(Provided { provider: Box::new(provider), state: Mutex::new(State::new()) }))
    }

    /// Returns the current credential.
    pub(crate) async fn get(&self) -> Result<Held, BoxError> {
        match self {
            Self::Value(secret) => Ok(Held { secret: secret.clone(), requested: 0, given: 0 }),
            Self::Provider(provided) => provided.get().await,
        }
    }

    /// Returns the credential to use after `rejected`, if there is one.
    pub(crate) async fn renew(&self, rejected: &Held) -> Option<Held> {
        match self {
            Self::Value(_) => Some(rejected.clone()),
            Self::Provider(provided) => provided.renew(rejected).await,
        }
    }
}

/// A credential, and the number of completed refreshes when it was requested and when it was returned.
#[derive(Clone)]
pub(crate) struct Held {
    pub(crate) secret: Secret,
    pub(crate) requested: u64,
    pub(crate) given: u64,
}

/// A provider, and the result of its last refresh.
pub(crate) struct Provided {
    provider: Box<dyn CredentialProvider>,
    state: Mutex<State>,
}

struct State {
    /// The number of refreshes that have ended.
    ended: u64,
    /// The result of the last refresh.
    last: Renewed,
    /// The refresh in progress.
    #[cfg(not(target_arch = "wasm32"))]
    flight: std::sync::Weak<SingleFlight<Renewed>>,
}

/// The result of a refresh.
type Renewed = Result<Secret, Failed>;

/// A refresh that failed. The caller sees the 401 that made it necessary, not the reason.
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

    /// Returns the result of a refresh that ended after `rejected` was returned, if there was one.
    fn result_after(&self, rejected: &Held) -> Option<Renewed> {
        // A refresh that ended while the credential was requested may be the one that returned it.
        let other = || self.last.as_ref().is_ok_and(|last| *last != rejected.secret);
        let is_later = self.ended > rejected.given || (self.ended > rejected.requested && other());
        is_later.then(|| self.last.clone())
    }
}

impl Provided {
    async fn get(&self) -> Result<Held, BoxError> {
        let requested = self.state().ended;
        let secret = self.provider.credential().await?;
        Ok(Held { secret, requested, given: self.state().ended })
    }

    async fn renew(self: &Arc<Self>, rejected: &Held) -> Option<Held> {
        let known = self.state().result_after(rejected);
        let secret = match known {
            Some(known) => known.ok()?,
            None => self.join(rejected).await.ok()?,
        };
        let ended = self.state().ended;
        Some(Held { secret, requested: ended, given: ended })
    }

    /// Waits for the refresh in progress, or starts one.
    #[cfg(not(target_arch = "wasm32"))]
    async fn join(self: &Arc<Self>, rejected: &Held) -> Renewed {
        let flight = {
            let mut state = self.state();
            // It may have ended in the meantime.
            if let Some(known) = state.result_after(rejected) {
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

/// The credentials of a client, by scheme.
#[derive(Clone, Default)]
pub(crate) struct Credentials(Vec<(&'static str, Credential)>);

impl Credentials {
    /// Sets the credential of a scheme, and replaces an earlier one.
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
