//! Who writes which upload: one at a time, and whoever comes last. A connection that is half dead
//! would hold an upload for minutes otherwise, and its client is the newcomer.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use models::{Code, FileId, Problem};
use parking_lot::Mutex;
use tokio::sync::{Mutex as Turn, OwnedMutexGuard};
use tokio_util::sync::CancellationToken;

/// How long a newcomer waits for the one before to put down what it has.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often it says so: others may have come before it meanwhile.
const SAY_EVERY: Duration = Duration::from_millis(250);

/// Who writes which upload.
#[derive(Clone, Default)]
pub(crate) struct Busy(Arc<Mutex<HashMap<FileId, Writer>>>);

struct Writer {
    turn: Arc<Turn<()>>,
    /// Of whoever's turn it is.
    leave: CancellationToken,
}

/// The one who writes.
pub(crate) struct Guard {
    id: FileId,
    busy: Busy,
    /// Somebody else has come.
    pub(crate) leave: CancellationToken,
    _turn: OwnedMutexGuard<()>,
}

impl Busy {
    /// Takes the place of whoever is there.
    ///
    /// # Errors
    /// `locked`, where they do not leave in time.
    pub(crate) async fn enter(&self, id: FileId) -> Result<Guard, Problem> {
        self.enter_within(id, PATIENCE).await
    }

    async fn enter_within(&self, id: FileId, patience: Duration) -> Result<Guard, Problem> {
        let mut waited = Duration::ZERO;
        while waited < patience {
            let turn = self.ask(id);
            if let Ok(turn) = tokio::time::timeout(SAY_EVERY, turn.lock_owned()).await {
                let leave = CancellationToken::new();
                if let Some(writer) = self.0.lock().get_mut(&id) {
                    writer.leave = leave.clone();
                }
                return Ok(Guard {
                    id,
                    busy: self.clone(),
                    leave,
                    _turn: turn,
                });
            }
            waited += SAY_EVERY;
        }
        Err(Code::Locked.into())
    }

    fn ask(&self, id: FileId) -> Arc<Turn<()>> {
        let mut writers = self.0.lock();
        let writer = writers.entry(id).or_insert_with(|| Writer {
            turn: Arc::default(),
            leave: CancellationToken::new(),
        });
        writer.leave.cancel();
        Arc::clone(&writer.turn)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        let mut writers = self.busy.0.lock();
        // One is here and one with us: nobody waits.
        if let Some(writer) = writers.get(&self.id)
            && Arc::strong_count(&writer.turn) == 2
        {
            writers.remove(&self.id);
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[tokio::test]
    async fn whoever_comes_last_writes_once_the_one_before_has_left() {
        let (busy, id) = (Busy::default(), FileId(Uuid::nil()));
        let first = busy.enter(id).await.unwrap();
        assert!(!first.leave.is_cancelled());
        let leaving = async {
            first.leave.cancelled().await;
            drop(first);
        };
        let (second, ()) = tokio::join!(busy.enter(id), leaving);
        let second = second.unwrap();
        assert!(!second.leave.is_cancelled());
        assert!(busy.enter(FileId(Uuid::max())).await.is_ok());
        drop(second);
        assert!(busy.0.lock().is_empty());
    }

    #[tokio::test]
    async fn one_who_does_not_leave_keeps_the_place() {
        let (busy, id) = (Busy::default(), FileId(Uuid::nil()));
        let first = busy.enter(id).await.unwrap();
        let locked = busy.enter_within(id, SAY_EVERY * 2).await.err();
        assert_eq!(locked.unwrap().code, Code::Locked);
        assert!(first.leave.is_cancelled());
        drop(first);
        assert!(busy.0.lock().is_empty());
        assert!(busy.enter(id).await.is_ok());
    }
}
