//! What is done every minute: uploads that nobody goes on with, files that are used nowhere, and
//! contents that no file has are taken away.
//!
//! *Invariant:* what is about to be deleted is marked in a transaction before, so that nobody gets hold
//! of it, and what owns an object is forgotten after it is gone. So each step can be done again.

use std::time::Duration;

use crate::{Error, Files, Result};

const EVERY: Duration = Duration::from_secs(60);
/// Rows that are written at a time, so that messages behind them don't wait long.
const TOGETHER: u32 = 500;
/// How long the store may take to say that it is there.
const ANSWERS_WITHIN: Duration = Duration::from_secs(2);

impl Files {
    /// Begins what is done again and again. `alone` says that no other server has this database, so
    /// that nobody sends what was being sent in one request.
    pub fn start(&self, alone: bool) {
        let (files, stop) = (self.clone(), self.inner.stop.clone());
        self.inner.tasks.spawn(async move {
            stop.run_until_cancelled(files.keep(alone)).await;
        });
    }

    async fn keep(&self, alone: bool) {
        if alone && let Err(error) = self.end_posts().await {
            tracing::warn!(%error, "uploads that a killed server took are ended later");
        }
        loop {
            if let Err(error) = self.collect().await {
                tracing::warn!(%error, "files that have expired are still there");
            }
            tokio::time::sleep(EVERY).await;
        }
    }

    async fn end_posts(&self) -> Result<u64> {
        let now = self.inner.clock.now();
        let write = self
            .inner
            .db
            .write::<_, Error>(move |conn| Box::pin(async move { Ok(conn.end_posts(now).await?) }));
        write.await
    }

    /// Takes everything away that nobody has any more.
    ///
    /// # Errors
    /// The database's, and the store's; what is left is taken next time.
    pub async fn collect(&self) -> Result<()> {
        while self.end_expired().await? >= u64::from(TOGETHER) {}
        while self.delete_ended().await? >= TOGETHER as usize {}
        while self.delete_expired().await? >= TOGETHER as usize {}
        while self.delete_dead().await? >= TOGETHER as usize {}
        Ok(())
    }

    /// Uploads that have expired come to nothing.
    async fn end_expired(&self) -> Result<u64> {
        let now = self.inner.clock.now();
        let write = self.inner.db.write::<_, Error>(move |conn| {
            Box::pin(async move { Ok(conn.end_expired_uploads(now, TOGETHER).await?) })
        });
        write.await
    }

    /// What there is of uploads that came to nothing goes.
    async fn delete_ended(&self) -> Result<usize> {
        let mut conn = self.inner.db.read().await?;
        let ended = conn.list_dead_uploads(TOGETHER).await?;
        drop(conn);
        let mut gone = Vec::with_capacity(ended.len());
        for (upload, kept) in ended {
            // Whoever still sends it leaves first.
            let Ok(_guard) = self.inner.busy.enter(upload.id).await else {
                continue;
            };
            self.discard(&upload, !kept).await?;
            gone.push(upload.id);
        }
        let count = gone.len();
        if count > 0 {
            let write = self.inner.db.write::<_, Error>(move |conn| {
                Box::pin(async move { Ok(conn.delete_uploads(&gone).await?) })
            });
            write.await?;
        }
        Ok(count)
    }

    /// Files that are used nowhere go, and with the last one its contents are marked.
    async fn delete_expired(&self) -> Result<usize> {
        let now = self.inner.clock.now();
        let write = self.inner.db.write::<_, Error>(move |conn| {
            Box::pin(async move {
                let blobs = conn.delete_expired_files(now, TOGETHER).await?;
                if !blobs.is_empty() {
                    conn.mark_blobs_dead(&blobs, now).await?;
                }
                Ok(blobs.len())
            })
        });
        write.await
    }

    /// Contents that are marked go.
    async fn delete_dead(&self) -> Result<usize> {
        let dead = self
            .inner
            .db
            .read()
            .await?
            .list_dead_blobs(TOGETHER)
            .await?;
        for blob in &dead {
            self.delete_objects(*blob).await?;
        }
        let count = dead.len();
        if count > 0 {
            metrics::counter!("snug_files_collected_total").increment(count as u64);
            let write = self.inner.db.write::<_, Error>(move |conn| {
                Box::pin(async move { Ok(conn.delete_blobs(&dead).await?) })
            });
            write.await?;
        }
        Ok(count)
    }

    /// Whether what keeps the files answers.
    ///
    /// # Errors
    /// When it does not, or not in time.
    pub async fn reachable(&self) -> Result<()> {
        let look = self.inner.storage.staging.reachable();
        let looked = tokio::time::timeout(ANSWERS_WITHIN, look).await;
        looked.unwrap_or_else(|_| Err(Error::Store("no answer within two seconds".into())))
    }
}
