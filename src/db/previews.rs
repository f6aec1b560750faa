//! What pages say of themselves, kept for a while.

use models::Timestamp;

use crate::conn::on;
use crate::{Conn, Result};

/// What is known of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownPage {
    /// As it was linked to.
    pub url: String,
    /// Whose it is, as it says.
    pub site: Option<String>,
    /// What it is called; none where there is nothing to show.
    pub title: Option<String>,
    /// What it is about.
    pub description: Option<String>,
    /// When it is to be asked again.
    pub expires_at: Timestamp,
}

#[derive(sqlx_macros::FromRow)]
struct PageRow {
    url: String,
    site: Option<String>,
    title: Option<String>,
    description: Option<String>,
    expires_at: i64,
}

impl Conn {
    /// What is known of these pages now, in no order.
    ///
    /// # Errors
    /// The database's.
    pub async fn list_known_pages(
        &mut self,
        urls: &[String],
        now: Timestamp,
    ) -> Result<Vec<KnownPage>> {
        let sql = self.pick(
            "SELECT url, site, title, description, expires_at FROM previews \
             WHERE expires_at > $2 AND url IN (SELECT value FROM json_each($1))",
            "SELECT url, site, title, description, expires_at FROM previews \
             WHERE expires_at > $2 AND url IN (SELECT json_array_elements_text($1::json))",
        );
        let json = serde_json::to_string(urls)?;
        let rows: Vec<PageRow> = on!(self, c => sqlx::query_as(sql)
            .bind(json).bind(now.0).fetch_all(c).await)?;
        let page = |row: PageRow| KnownPage {
            url: row.url,
            site: row.site,
            title: row.title,
            description: row.description,
            expires_at: Timestamp(row.expires_at),
        };
        Ok(rows.into_iter().map(page).collect())
    }

    /// Keeps what is known of a page, in place of what was.
    ///
    /// # Errors
    /// The database's.
    pub async fn put_known_page(&mut self, page: &KnownPage) -> Result<()> {
        on!(self, c => sqlx::query(
            "INSERT INTO previews (url, site, title, description, expires_at) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (url) DO UPDATE SET site = excluded.site, \
             title = excluded.title, description = excluded.description, \
             expires_at = excluded.expires_at")
            .bind(&page.url)
            .bind(page.site.as_deref())
            .bind(page.title.as_deref())
            .bind(page.description.as_deref())
            .bind(page.expires_at.0)
            .execute(c).await.map(drop))?;
        Ok(())
    }

    /// Forgets up to `limit` pages that are to be asked again; how many.
    ///
    /// # Errors
    /// The database's.
    pub async fn delete_expired_pages(&mut self, now: Timestamp, limit: u32) -> Result<u64> {
        Ok(on!(self, c => sqlx::query(
            "DELETE FROM previews WHERE url IN \
             (SELECT url FROM previews WHERE expires_at <= $1 LIMIT $2)")
            .bind(now.0).bind(i64::from(limit)).execute(c).await
            .map(|done| done.rows_affected()))?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{on_both, write};

    fn page(url: &str, title: Option<&str>, expires_at: i64) -> KnownPage {
        KnownPage {
            url: url.into(),
            site: None,
            title: title.map(Into::into),
            description: None,
            expires_at: Timestamp(expires_at),
        }
    }

    #[tokio::test]
    async fn what_a_page_says_is_kept_until_it_is_asked_again() {
        on_both(async |db| {
            let (one, two) = ("https://a.example/'\"", "https://b.example/");
            for it in [
                page(one, Some("old"), 10),
                page(one, Some("new"), 20),
                page(two, None, 10),
            ] {
                write!(db, conn => conn.put_known_page(&it).await).unwrap();
            }
            let known = async |now| {
                let urls = [one.to_owned(), two.to_owned(), "https://c.example/".into()];
                let mut conn = db.read().await.unwrap();
                let mut known = conn.list_known_pages(&urls, Timestamp(now)).await.unwrap();
                known.sort_by(|a, b| a.url.cmp(&b.url));
                known
            };
            assert_eq!(
                known(9).await,
                [page(one, Some("new"), 20), page(two, None, 10)]
            );
            assert_eq!(known(10).await, [page(one, Some("new"), 20)]);
            let gone = write!(db, conn => conn.delete_expired_pages(Timestamp(10), 9).await);
            assert_eq!(gone.unwrap(), 1);
            assert_eq!(known(0).await, [page(one, Some("new"), 20)]);
        })
        .await;
    }
}
