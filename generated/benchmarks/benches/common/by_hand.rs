//! A hand-written client, with the same fields and formats.

use std::error::Error;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Map, Value};

pub(crate) const API_KEY: &str = "sk_live_correct-horse-battery-staple";

/// The largest body, in bytes. The other client has such a limit, too.
const MAX_BODY: usize = 32 << 20;

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Page<T> {
    pub(crate) status_code: i64,
    pub(crate) status: String,
    pub(crate) service: String,
    pub(crate) resource: String,
    pub(crate) operation: String,
    pub(crate) data: T,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) meta: Option<Meta>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) links: Option<Links>,
    #[serde(rename = "_raw")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) raw: Option<Map<String, Value>>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Meta {
    #[serde(skip_serializing_if = "Option::is_none")]
    items_on_page: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cursors: Option<Cursors>,
    #[serde(skip_serializing_if = "Option::is_none")]
    total_count: Option<i64>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Cursors {
    #[serde(skip_serializing_if = "Option::is_none")]
    previous: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    current: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Links {
    #[serde(skip_serializing_if = "Option::is_none")]
    previous: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    current: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Ticket {
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    collection_id: Option<String>,
    #[serde(rename = "type")]
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    priority: Option<Priority>,
    #[serde(skip_serializing_if = "Option::is_none")]
    assignees: Option<Vec<Assignee>>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "milliseconds")]
    updated_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "milliseconds")]
    created_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    created_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "milliseconds")]
    due_date: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "milliseconds")]
    completed_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tags: Option<Vec<Tag>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    custom_mappings: Option<Map<String, Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pass_through: Option<Vec<Value>>,
}

/// Writes a timestamp with milliseconds, as the document's examples have them.
#[expect(clippy::ref_option, reason = "serde passes this")]
fn milliseconds<S: Serializer>(value: &Option<Timestamp>, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => serializer.collect_str(&format_args!("{value:.3}")),
        None => serializer.serialize_none(),
    }
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Priority {
    Low,
    Normal,
    High,
    Urgent,
}

#[derive(Debug, Serialize, Deserialize)]
struct Assignee {
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    username: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Tag {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    custom_mappings: Option<Map<String, Value>>,
}

pub(crate) struct Client {
    http: reqwest::Client,
    url: String,
}

impl Client {
    pub(crate) fn new(url: &str) -> Self {
        let http = reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(10))
            .timeout(Duration::from_secs(30))
            .user_agent("by-hand/1.0")
            .build()
            .expect("a client");
        Self { http, url: url.to_owned() }
    }

    pub(crate) async fn ticket(&self, collection: &str, id: &str) -> Result<Page<Ticket>, Box<dyn Error>> {
        let mut response = self
            .http
            .get(format!("{}/issue-tracking/collections/{collection}/tickets/{id}", self.url))
            .bearer_auth(API_KEY)
            .header("accept", "application/json")
            .header("x-apideck-app-id", "my-app")
            .header("x-apideck-consumer-id", "test-consumer")
            .send()
            .await?
            .error_for_status()?;
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            if body.len() + chunk.len() > MAX_BODY {
                return Err("the body is too large".into());
            }
            body.extend_from_slice(&chunk);
        }
        Ok(serde_json::from_slice(&body)?)
    }
}
