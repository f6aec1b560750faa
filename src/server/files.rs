//! `snug files`: what is kept of files, looked at from the command line, beside a running server.

use anyhow::{Result, bail};
use tokio_util::sync::CancellationToken;

use crate::app::Core;
use crate::cli;
use crate::config::Config;
use crate::say::say;

/// Does what was asked.
///
/// # Errors
/// Why it cannot be done, and where something is not as it has to be.
pub(crate) async fn run(command: cli::Files, config: &Config) -> Result<()> {
    let core = Core::open_beside(config).await?;
    let done = match core.files(config, CancellationToken::new()).await {
        Ok(files) => apply(command, &files).await,
        Err(error) => Err(error),
    };
    core.close().await;
    done
}

async fn apply(command: cli::Files, files: &file::Files) -> Result<()> {
    match command {
        cli::Files::Verify => {
            let verified = files.verify(say).await?;
            let (blobs, bytes) = (verified.blobs, verified.bytes);
            if verified.findings > 0 {
                bail!("{} of these are not as they have to be", verified.findings);
            }
            say(format_args!(
                "All is well: {blobs} contents, {bytes} bytes."
            ));
        }
        cli::Files::Gc { dry_run } => {
            let collected = files.gc(dry_run).await?;
            let (objects, bytes) = (collected.objects, collected.bytes);
            let would = if dry_run { "would be" } else { "were" };
            say(format_args!(
                "{objects} objects that belonged to nobody, {bytes} bytes, {would} deleted."
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use http::{Method, Request, StatusCode, header};

    use super::*;
    use crate::testing::start;

    /// Files below a folder.
    fn files_in(folder: &Path) -> Vec<std::path::PathBuf> {
        let mut found = Vec::new();
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => found.extend(files_in(&path)),
                false => found.push(path),
            }
        }
        found
    }

    #[tokio::test]
    async fn what_is_lost_is_found_and_what_belongs_to_nobody_goes_unless_one_only_asks() {
        let mut config = Config::default();
        let server = start(|server| {
            server
                .server
                .data_dir
                .clone_into(&mut config.server.data_dir);
        })
        .await;
        let token = server.register("alice").await;
        let request = Request::builder()
            .method(Method::POST)
            .uri("/api/files?name=a")
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .body("hello".into())
            .unwrap();
        assert_eq!(server.ask(request).await.status, StatusCode::CREATED);
        run(cli::Files::Verify, &config).await.unwrap();

        let objects = config.server.data_dir.join("files/objects");
        let object = files_in(&objects).pop().unwrap();
        let stray = objects.join("00").join("0".repeat(32));
        fs::create_dir_all(stray.parent().unwrap()).unwrap();
        fs::rename(object, &stray).unwrap();
        let error = run(cli::Files::Verify, &config).await.unwrap_err();
        assert!(error.to_string().starts_with("2 of these"), "{error}");
        run(cli::Files::Gc { dry_run: true }, &config)
            .await
            .unwrap();
        assert!(stray.exists());
        run(cli::Files::Gc { dry_run: false }, &config)
            .await
            .unwrap();
        assert!(!stray.exists());
    }
}
