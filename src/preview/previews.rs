//! From a message to what its links say: what is known is taken from the database, and what is not is asked,
//! each page once at a time, and kept.

use std::time::Duration;

use db::KnownPage;
use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, Shared, join_all};
use models::link::links;
use models::{Code, ConversationId, MessageId, UserId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::fetch::{Outcome, URL_BYTES};
use crate::{Previews as Service, Result};

/// Links of a message that are looked at.
const LINKS: usize = 3;
/// Pages that somebody may have this server ask, within a time.
const MOST: u32 = 200;
const WINDOW: Duration = Duration::from_secs(10 * 60);
/// How long is kept what a page says, that it says nothing, and that it did not answer.
const FOUND: Duration = Duration::from_secs(7 * 24 * 60 * 60);
const NOTHING: Duration = Duration::from_secs(24 * 60 * 60);
const FAILED: Duration = Duration::from_secs(60 * 60);

/// What becomes of a page that is being asked; none where nothing can be kept.
pub(crate) type Asking = Shared<BoxFuture<'static, Option<KnownPage>>>;

/// What the links of a message say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Previews)]
pub struct Previews {
    /// In the order of its links.
    pub previews: Vec<Preview>,
}

/// What a page says of itself: plain text, a stranger's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Preview {
    /// As the message has it.
    pub url: String,
    /// What it is called.
    pub title: String,
    /// What it is about.
    pub description: Option<String>,
    /// Whose it is.
    pub site: Option<String>,
}

impl Service {
    /// What the links of a message say, for somebody who can read it.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn of_message(
        &self,
        reader: UserId,
        conversation_id: ConversationId,
        id: MessageId,
    ) -> Result<Vec<Preview>> {
        let mut conn = self.inner.db.read().await?;
        // Whoever is not in it learns nothing, also not that there is such a message.
        conn.find_last_seq(conversation_id, reader)
            .await?
            .ok_or(Code::NotFound)?;
        let message = conn.find_message(conversation_id, id, reader).await?;
        let body = message.ok_or(Code::NotFound)?.body.unwrap_or_default();
        let urls = self.asked_for(&body);
        if urls.is_empty() {
            return Ok(Vec::new());
        }
        let now = self.inner.clock.now();
        let mut known = conn.list_known_pages(&urls, now).await?;
        drop(conn);
        let mut unknown = Vec::new();
        for url in &urls {
            let is_known = known.iter().any(|page| page.url == *url);
            if !is_known && self.may_ask(reader).await {
                unknown.push(self.ask(url));
            }
        }
        known.extend(join_all(unknown).await.into_iter().flatten());
        let in_order = urls
            .iter()
            .filter_map(|url| known.iter().find(|page| page.url == *url));
        Ok(in_order.filter_map(preview).collect())
    }

    /// The links of a text that are looked at, each once.
    fn asked_for(&self, body: &str) -> Vec<String> {
        let mut urls: Vec<String> = Vec::new();
        if !self.inner.config.enabled {
            return urls;
        }
        let own = self.inner.config.public_url.trim_end_matches('/');
        for url in links(body) {
            let is_own = url
                .strip_prefix(own)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']));
            if !is_own && url.len() <= URL_BYTES && !urls.iter().any(|held| held == url) {
                urls.push(url.to_owned());
            }
            if urls.len() == LINKS {
                break;
            }
        }
        urls
    }

    /// Whether somebody may have one more page asked; it is counted.
    async fn may_ask(&self, reader: UserId) -> bool {
        let (limiter, key) = (&self.inner.limiter, format!("previews:{reader}"));
        match limiter.check(&key, MOST, WINDOW).await {
            Ok(None) => {}
            Ok(Some(_)) => return false,
            Err(error) => tracing::warn!(%error, "previews cannot be counted"),
        }
        if let Err(error) = limiter.count(&key, WINDOW).await {
            tracing::warn!(%error, "a preview could not be counted");
        }
        true
    }

    /// Asks a page, or waits for whoever asks it already. It goes on where whoever waits goes.
    fn ask(&self, url: &str) -> Asking {
        let mut under_way = self.inner.under_way.lock();
        if let Some(asking) = under_way.get(url) {
            return asking.clone();
        }
        let (this, asked) = (self.clone(), url.to_owned());
        let task = self.inner.tasks.spawn(async move {
            let stop = this.inner.stop.clone();
            let page = stop.run_until_cancelled(this.fetch(&asked)).await;
            this.inner.under_way.lock().remove(&asked);
            page.flatten()
        });
        let asking = task.map(|done| done.ok().flatten()).boxed().shared();
        under_way.insert(url.to_owned(), asking.clone());
        asking
    }

    async fn fetch(&self, url: &str) -> Option<KnownPage> {
        // Never closed.
        let _turn = self.inner.turns.acquire().await.ok()?;
        let outcome = self.inner.fetcher.fetch(url).await;
        let now = self.inner.clock.now();
        let (page, kept) = match outcome {
            Outcome::Found(page) => (Some(page), FOUND),
            Outcome::Nothing => (None, NOTHING),
            Outcome::Failed => (None, FAILED),
        };
        let page = page.unwrap_or_default();
        let known = KnownPage {
            url: url.to_owned(),
            title: Some(page.title).filter(|title| !title.is_empty()),
            description: page.description,
            site: page.site,
            expires_at: now.plus(kept),
        };
        let keep = known.clone();
        let write = self.inner.db.write::<_, db::Error>(move |conn| {
            let keep = keep.clone();
            async move { conn.put_known_page(&keep).await }.boxed()
        });
        if let Err(error) = write.await
            && error.is_news()
        {
            tracing::warn!(%error, "a preview could not be kept");
        }
        Some(known)
    }
}

fn preview(page: &KnownPage) -> Option<Preview> {
    Some(Preview {
        url: page.url.clone(),
        title: page.title.clone()?,
        description: page.description.clone(),
        site: page.site.clone(),
    })
}
