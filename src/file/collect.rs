//! Takes away what is there and belongs to nobody, which only a defect or a restored backup leaves.
//!
//! *Invariant:* objects are listed before rows are read. A row is written before its first object and
//! forgotten after its last, so what has none by then has had none for good.

use db::Conn;
use futures_util::{StreamExt as _, TryStreamExt as _};
use object_store::path::Path;
use object_store::{ObjectMeta, ObjectStoreExt as _};
use uuid::Uuid;

use crate::staging::UPLOADS;
use crate::{Files, Result, key};

/// Objects whose owners are looked up together.
const TOGETHER: usize = 500;

/// What was, or would be, taken away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Collected {
    /// How many objects.
    pub objects: u64,
    /// How many bytes.
    pub bytes: u64,
}

impl Files {
    /// Takes everything away that nobody has, and what belongs to nobody; with `dry_run` only the
    /// latter is counted, and nothing done. It may run beside a server.
    ///
    /// # Errors
    /// The database's, and the store's.
    pub async fn gc(&self, dry_run: bool) -> Result<Collected> {
        if !dry_run {
            self.collect().await?;
        }
        let mut collected = Collected::default();
        let store = &self.inner.storage.store;
        let mut found = store.list(None).try_chunks(TOGETHER);
        while let Some(some) = found.next().await {
            for object in self.unowned(some.map_err(|error| error.1)?).await? {
                collected.objects += 1;
                collected.bytes += object.size;
                if !dry_run {
                    store.delete(&object.location).await?;
                }
            }
        }
        Ok(collected)
    }

    /// Those of these that belong to nobody. What we have not named is not ours to judge.
    pub(crate) async fn unowned(&self, found: Vec<ObjectMeta>) -> Result<Vec<ObjectMeta>> {
        let ids: Vec<Uuid> = found
            .iter()
            .filter_map(|object| id_of(&object.location))
            .collect();
        let owned = owners(&mut self.inner.db.read().await?, &ids).await?;
        let is_unowned = |object: &ObjectMeta| {
            id_of(&object.location).is_some_and(|id| owned.binary_search(&id).is_err())
        };
        Ok(found.into_iter().filter(is_unowned).collect())
    }
}

async fn owners(conn: &mut Conn, ids: &[Uuid]) -> Result<Vec<Uuid>> {
    let mut owned = conn.list_owners_of_objects(ids).await?;
    owned.sort_unstable();
    Ok(owned)
}

/// Whose it is, or was: an object's, or what is not whole yet.
fn id_of(path: &Path) -> Option<Uuid> {
    if let Some((blob, _)) = key::parse(path) {
        return Some(blob);
    }
    let mut parts = path.parts();
    (parts.next()?.as_ref() == UPLOADS).then_some(())?;
    Uuid::try_parse(parts.next()?.as_ref()).ok()
}
