//! What encrypting and signing a push costs the processor.

use std::time::Duration;

use anyhow::{Context, Result};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use db::Db;
use models::{Clock, Random};
use notification::{Keys, PushKey, Sealer};
use tests::process;
use tokio_util::task::TaskTracker;

use crate::Plan;
use crate::peer::scratch;
use crate::report::{Goal, Report, Row};

/// A browser's keys: the user agent's of RFC 8291, appendix A.
pub(crate) const P256DH: &str =
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
pub(crate) const AUTH: &str = "BTBZMqHH6r4Tts7J_aSIgg";

/// Bytes of a payload: a long message's.
const PAYLOAD: usize = 1_000;

pub(crate) async fn run(plan: &Plan, report: &mut Report) -> Result<()> {
    let (clock, random) = (Clock::system(), Random::system());
    let tasks = TaskTracker::new();
    let folder = scratch()?.join("seal");
    std::fs::create_dir_all(&folder)?;
    let db = Db::open(&db::Config::Sqlite(folder.join("seal.db")), &tasks).await?;
    let key = PushKey::load(&db, &random, clock.now()).await?;
    db.close().await;
    std::fs::remove_dir_all(folder).context("the key cannot be removed")?;
    let sealer = Sealer::new(key, "mailto:bench@example.org".to_owned(), clock);
    let keys = Keys {
        p256dh: URL_SAFE_NO_PAD.decode(P256DH)?,
        auth: URL_SAFE_NO_PAD.decode(AUTH)?,
    };
    let count = plan.size(10_000, 1_000);
    let before = own_cpu();
    for _ in 0..count {
        sealer.seal("https://push.example.org", &keys, &[b'x'; PAYLOAD])?;
    }
    let each = (own_cpu() - before).as_secs_f64() * 1e6 / f64::from(count);
    let row = Row::new("push", "encrypting and signing a push: CPU", "µs");
    report.add(row.goal(Goal::AtMost(150.0)).snug(each));
    Ok(())
}

fn own_cpu() -> Duration {
    process::cpu_time(std::process::id())
}
