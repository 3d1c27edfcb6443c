//! A hand-written client for these two operations, with the same fields and formats.
#![expect(dead_code, reason = "fields are read into, and that is all")]

use std::error::Error;
use std::time::Duration;

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value};

pub(crate) const API_KEY: &str = "sk_live_correct-horse-battery-staple";

#[derive(Debug, Deserialize)]
pub(crate) struct Page<T> {
    pub(crate) status_code: i64,
    pub(crate) status: String,
    pub(crate) service: String,
    pub(crate) resource: String,
    pub(crate) operation: String,
    pub(crate) data: T,
    pub(crate) meta: Option<Meta>,
    pub(crate) links: Option<Links>,
    #[serde(rename = "_raw")]
    pub(crate) raw: Option<Map<String, Value>>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Meta {
    items_on_page: Option<i64>,
    cursors: Option<Cursors>,
    total_count: Option<i64>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Cursors {
    previous: Option<String>,
    current: Option<String>,
    next: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Links {
    previous: Option<String>,
    current: Option<String>,
    next: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Ticket {
    id: String,
    parent_id: Option<String>,
    collection_id: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    subject: Option<String>,
    description: Option<String>,
    status: Option<String>,
    priority: Option<Priority>,
    assignees: Option<Vec<Assignee>>,
    updated_at: Option<Timestamp>,
    created_at: Option<Timestamp>,
    created_by: Option<String>,
    due_date: Option<Timestamp>,
    completed_at: Option<Timestamp>,
    tags: Option<Vec<Tag>>,
    custom_mappings: Option<Map<String, Value>>,
    pass_through: Option<Vec<Value>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Priority {
    Low,
    Normal,
    High,
    Urgent,
}

#[derive(Debug, Deserialize)]
struct Assignee {
    id: String,
    username: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Tag {
    id: Option<String>,
    name: Option<String>,
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
        let response = self
            .http
            .get(format!("{}/issue-tracking/collections/{collection}/tickets/{id}", self.url))
            .bearer_auth(API_KEY)
            .header("accept", "application/json")
            .header("x-apideck-app-id", "my-app")
            .header("x-apideck-consumer-id", "test-consumer")
            .send()
            .await?
            .error_for_status()?;
        Ok(serde_json::from_slice(&response.bytes().await?)?)
    }
}
