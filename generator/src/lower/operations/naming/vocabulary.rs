//! Words with a meaning in the names of operations.

use crate::names::singular;

/// Words between a verb and the resource: `list_actions_for_server`. A name may not end in one.
pub(super) const PREPOSITIONS: &[&str] = &["at", "for", "from", "in", "into", "of", "on", "to", "within"];

/// Words that need the word after them, even if it is the resource: `list_by_customer`.
pub(super) const BINDING: &[&str] = &["and", "as", "by", "like", "or", "per", "via", "with", "without"];

/// Words that belong to the resource after them, so that both stay: `get_current_user_profile`.
pub(super) const ATTRIBUTES: &[&str] = &["and", "authenticated", "current", "if", "or", "whether"];

/// Words between a verb and the resource that are clear without it: `list_all_pets`. Others are nouns: `create_api_key`.
pub(super) const ADJECTIVES: &[&str] = &[
    "active",
    "all",
    "archived",
    "available",
    "current",
    "deleted",
    "featured",
    "followed",
    "latest",
    "many",
    "more",
    "multiple",
    "new",
    "one",
    "own",
    "popular",
    "recent",
    "related",
    "several",
    "single",
    "top",
    "trending",
];

/// Words for one item of a resource that are verbs, too, if no other verb comes after them: `invite_user`.
pub(super) const HOMONYMS: &[&str] =
    &["block", "download", "export", "import", "invite", "share", "test", "upload"];

pub(super) const VERBS: &[&str] = &[
    "accept", "add", "all", "cancel", "create", "decline", "delete", "destroy", "find", "get", "list", "one",
    "read", "reject", "remove", "resolve", "retrieve", "revoke", "search", "set", "show", "update",
];

pub(super) const ARTICLES: &[&str] = &["a", "an", "the"];

/// Verbs that name an action at the end of a path: `POST /servers/{id}/reset`.
const ACTIONS: &[&str] = &[
    "accept",
    "acknowledge",
    "activate",
    "add",
    "apply",
    "approve",
    "archive",
    "assign",
    "attach",
    "authenticate",
    "authorize",
    "ban",
    "block",
    "bookmark",
    "cancel",
    "capture",
    "change",
    "claim",
    "clear",
    "clone",
    "close",
    "complete",
    "confirm",
    "connect",
    "convert",
    "copy",
    "create",
    "deactivate",
    "decline",
    "delete",
    "deliver",
    "deploy",
    "detach",
    "disable",
    "disconnect",
    "dismiss",
    "duplicate",
    "enable",
    "erase",
    "evaluate",
    "execute",
    "expire",
    "favorite",
    "favourite",
    "finalize",
    "find",
    "finish",
    "flag",
    "follow",
    "fulfill",
    "generate",
    "hide",
    "import",
    "invalidate",
    "invite",
    "join",
    "kill",
    "leave",
    "like",
    "lock",
    "login",
    "logout",
    "mark",
    "merge",
    "migrate",
    "move",
    "mute",
    "notify",
    "pause",
    "pin",
    "ping",
    "play",
    "poweroff",
    "poweron",
    "preview",
    "promote",
    "protect",
    "publish",
    "purge",
    "query",
    "reactivate",
    "reblog",
    "reboot",
    "rebuild",
    "recover",
    "redact",
    "refresh",
    "refund",
    "regenerate",
    "register",
    "reject",
    "release",
    "reload",
    "remove",
    "rename",
    "renew",
    "reopen",
    "replay",
    "request",
    "resend",
    "reset",
    "resize",
    "resolve",
    "restart",
    "restore",
    "resume",
    "retry",
    "revert",
    "revoke",
    "rollback",
    "rotate",
    "run",
    "save",
    "send",
    "set",
    "share",
    "shutdown",
    "sign",
    "star",
    "start",
    "stop",
    "submit",
    "subscribe",
    "suspend",
    "switch",
    "sync",
    "synchronize",
    "terminate",
    "transfer",
    "trigger",
    "unarchive",
    "unassign",
    "unban",
    "unblock",
    "unbookmark",
    "unfavorite",
    "unfavourite",
    "unfollow",
    "unhide",
    "unlike",
    "unlock",
    "unmute",
    "unpin",
    "unprotect",
    "unpublish",
    "unreblog",
    "unstar",
    "unsubscribe",
    "unsuspend",
    "unwatch",
    "update",
    "upgrade",
    "upload",
    "validate",
    "verify",
    "void",
    "vote",
    "watch",
    "withdraw",
];

/// Actions that are nouns before another noun: `login_links`.
const NOUNS: &[&str] = &[
    "archive", "block", "bookmark", "claim", "copy", "deploy", "flag", "follow", "import", "join", "login",
    "logout", "merge", "preview", "query", "refund", "release", "request", "share", "sign", "star", "switch",
    "sync", "transfer", "trigger", "update", "upgrade", "upload", "vote", "watch",
];

/// Whether a word is a verb that names an action at the end of a path.
pub(super) fn is_action(word: &str) -> bool {
    ACTIONS.binary_search(&word).is_ok()
}

/// Whether the words of the last segment of a path name an action.
pub(super) fn names_action(words: &[String]) -> bool {
    let [first, rest @ ..] = words else { return false };
    let is_thing = || singular(rest.last().unwrap_or(first)).is_some() && NOUNS.contains(&first.as_str());
    is_action(first) && (rest.is_empty() || !is_thing())
}

#[cfg(test)]
mod tests {
    use super::ACTIONS;

    #[test]
    fn actions_are_sorted() {
        assert!(ACTIONS.is_sorted());
    }
}
