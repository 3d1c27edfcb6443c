//! Where a client's credentials come from.

use std::{fmt, future::Future, sync::Arc};

use super::{BoxError, BoxFuture, Secret};

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
    Provider(Arc<dyn CredentialProvider>),
}

impl Credential {
    pub(crate) async fn get(&self, refresh: bool) -> Result<Secret, BoxError> {
        match self {
            Self::Value(secret) => Ok(secret.clone()),
            Self::Provider(provider) if refresh => provider.refresh().await,
            Self::Provider(provider) => provider.credential().await,
        }
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
