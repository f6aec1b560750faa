//! Passwords on their way in: from a prompt that does not show them, or from a pipe. Never from
//! the arguments, which every user of the machine can read.

use std::io::{self, BufRead as _, IsTerminal as _};

use anyhow::{Context as _, Result, ensure};

/// Asks for the password of `username`: twice where somebody types it.
///
/// # Errors
/// When the two differ, or there is none to be read.
pub(crate) fn ask(username: &str) -> Result<String> {
    if !io::stdin().is_terminal() {
        let mut line = String::new();
        io::stdin()
            .lock()
            .read_line(&mut line)
            .context("the password cannot be read")?;
        let password = line.trim_end_matches(['\r', '\n']);
        ensure!(!password.is_empty(), "no password came from standard input");
        return Ok(password.to_owned());
    }
    let prompt =
        |text: String| rpassword::prompt_password(text).context("the password cannot be read");
    let password = prompt(format!("Password of {username}: "))?;
    ensure!(
        password == prompt("Once more: ".to_owned())?,
        "the two passwords differ"
    );
    Ok(password)
}
