//! A small disk of a scenario's own, which can be filled or made read-only.
//!
//! It is a file system in memory, mounted in a namespace of its own: whoever may mount (root) needs
//! nothing else, and whoever may not becomes root in a user namespace first. Processes that are
//! started in that namespace see it, and it is gone with the scenario, however that ends.

use std::fs::File;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

/// Mounts `$2` with `$1` bytes, says so, and goes on until nobody holds the pipe to it any more.
const KEEP: &str =
    r#"mount -t tmpfs -o "size=$1" snug-test "$2" && cd "$2" && echo ready && exec cat"#;

/// The disk. Servers on it must end before it is dropped.
#[derive(Debug)]
pub struct SmallDisk {
    /// Keeps the namespace.
    keeper: Child,
    /// Where it is mounted.
    place: TempDir,
}

impl SmallDisk {
    /// A disk with room for so many bytes.
    #[must_use]
    pub fn new(size_bytes: u64) -> Self {
        let place = tempfile::tempdir().expect("a temporary folder can be made");
        let mut unshare = Command::new("unshare");
        if !is_root() {
            unshare.args(["--user", "--map-root-user"]);
        }
        unshare.args(["--mount", "--", "sh", "-c", KEEP, "sh"]);
        unshare.arg(size_bytes.to_string()).arg(place.path());
        let mut keeper = unshare
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("there is unshare (on Debian in the package `util-linux`)");
        let (out, err) = (keeper.stdout.take(), keeper.stderr.take());
        let mut told = String::new();
        // Nothing to read is no word either.
        let _ = BufReader::new(out.expect("its output is piped")).read_line(&mut told);
        if told != "ready\n" {
            let _ = err.expect("its errors are piped").read_to_string(&mut told);
            panic!(
                "no file system can be mounted here, which this test cannot do without: be root \
                 with CAP_SYS_ADMIN, or allow user namespaces to everybody (sysctl \
                 user.max_user_namespaces, kernel.apparmor_restrict_unprivileged_userns): {told}"
            );
        }
        Self { keeper, place }
    }

    /// Where processes on it see it.
    pub(crate) fn path(&self) -> &Path {
        self.place.path()
    }

    /// Where this process sees a file on it.
    #[must_use]
    pub fn seen(&self, file: &str) -> PathBuf {
        let path = self.path().join(file);
        let path = path
            .strip_prefix("/")
            .expect("a temporary folder's path is whole");
        PathBuf::from(format!("/proc/{}/root", self.keeper.id())).join(path)
    }

    /// Fills it up to the last `free_bytes`, in whole pages.
    pub fn fill(&self, free_bytes: u64) {
        let reserve = vec![0; usize::try_from(free_bytes).expect("it fits into memory")];
        std::fs::write(self.seen("reserve"), reserve).expect("there is that much room");
        let mut ballast = File::create(self.seen("ballast")).expect("it takes another file");
        let error = loop {
            if let Err(error) = ballast.write_all(&[0; 4096]) {
                break error;
            }
        };
        assert_eq!(error.kind(), ErrorKind::StorageFull, "{error}");
        std::fs::remove_file(self.seen("reserve")).expect("it was written just now");
    }

    /// Takes away what it was filled with.
    pub fn make_room(&self) {
        std::fs::remove_file(self.seen("ballast")).expect("it was filled before");
    }

    /// Lets nobody write on it any more. Nobody may be writing.
    pub fn make_read_only(&self) {
        let mut remount = Command::new("mount");
        remount.args(["-o", "remount,bind,ro"]).arg(self.path());
        let output = self.inside(&remount).output().expect("there is nsenter");
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "it stays writable: {told}");
    }

    /// The command as it runs where the disk is.
    pub(crate) fn inside(&self, command: &Command) -> Command {
        let mut inside = Command::new("nsenter");
        if !is_root() {
            inside.args(["--user", "--preserve-credentials"]);
        }
        // The working directory becomes the keeper's, which is the disk.
        inside.args([
            "--mount",
            "--wd",
            "--target",
            &self.keeper.id().to_string(),
            "--",
        ]);
        inside.arg(command.get_program()).args(command.get_args());
        for (name, value) in command.get_envs() {
            match value {
                Some(value) => inside.env(name, value),
                None => inside.env_remove(name),
            };
        }
        inside
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Its end is the namespace's end, and with it the disk's.
        let _ = self.keeper.kill();
        let _ = self.keeper.wait();
    }
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}
