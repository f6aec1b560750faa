//! What is read, what wins, and how what is wrong is told.

use super::*;

fn load(text: &str, environment: &[(&str, &str)]) -> Result<Config> {
    let environment = environment
        .iter()
        .map(|(name, value)| (name.into(), value.into()));
    Config::from(Some((Path::new("snug.toml"), text)), environment)
}

fn refusal(text: &str, environment: &[(&str, &str)]) -> String {
    let refusal = format!("{:#}", load(text, environment).unwrap_err());
    assert!(!refusal.contains('\n'), "one line: {refusal}");
    refusal
}

#[test]
fn without_anything_said_it_serves_this_machine_alone() {
    let config = load("", &[]).unwrap();
    assert_eq!(config.server.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.server.public_url().as_str(), "http://127.0.0.1:8080");
    assert_eq!(config.server.data_dir, Path::new("data"));
    assert_eq!(config.limits.messages_per_second, 20);
}

#[test]
fn the_environment_overrides_the_file() {
    let text = "[server]\nlisten = \"127.0.0.1:1\"\n[limits]\nmessages_per_second = 5\n";
    let environment = [
        ("SNUG_SERVER__LISTEN", "[::1]:2"),
        ("SNUG_SERVER__TRUSTED_PROXIES", "10.0.0.0/8, ::1"),
        ("SNUG_LIMITS__REQUESTS_PER_SECOND", "7"),
        ("SNUG_FILES__URL", "s3://snug"),
        ("SNUG_FILES__QUOTA_BYTES", "10737418240"),
        ("SNUG_FILES__REDIRECT", "true"),
        ("SNUG_FILES__PATH_STYLE", "true"),
    ];
    let config = load(text, &environment).unwrap();
    assert_eq!(config.server.listen.to_string(), "[::1]:2");
    assert_eq!(config.server.trusted_proxies.len(), 2);
    assert_eq!(config.limits.messages_per_second, 5);
    assert_eq!(config.limits.requests_per_second, 7);
    assert_eq!(config.files.quota_bytes, Some(10_737_418_240));
    assert!(config.files.redirect && config.files.path_style == Some(true));
}

#[test]
fn names_without_a_section_are_somebody_elses() {
    let environment = [
        ("SNUG_PORT", "tcp://10.0.0.1:80"),
        ("SNUG_CONFIG", "x"),
        ("SNUGGLE__A", "b"),
    ];
    load("", &environment).unwrap();
}

#[test]
fn an_unknown_key_is_named_wherever_it_stands() {
    assert!(refusal("[server]\nlisten_on = 1", &[]).contains("`server.listen_on`"));
    assert!(refusal("[sever]\nport = 1", &[]).contains("`sever.port`"));
    assert!(refusal("[sever]", &[]).contains("`sever`"));
    assert!(refusal("verbose = true", &[]).contains("`verbose`"));
    let refusal = refusal("", &[("SNUG_SERVER__LISTN", "x")]);
    assert!(refusal.contains("SNUG_SERVER__LISTN"), "{refusal}");
    assert!(
        refusal.contains("did you mean `server.listen`?"),
        "{refusal}"
    );
}

#[test]
fn replicas_need_postgres_and_shared_files() {
    let bus = "[bus]\nredis_url = \"redis://x\"\nrabbitmq_url = \"amqp://x\"\n";
    let refused = refusal(bus, &[]);
    assert!(refused.contains("`database.url`"), "{refused}");
    let postgres = format!("{bus}[database]\nurl = \"postgres://x/y\"\n");
    let refused = refusal(&postgres, &[]);
    assert!(refused.contains("`files.shared = true`"), "{refused}");
    for files in ["url = \"s3://x\"", "url = \"/mnt/x\"\nshared = true"] {
        load(&format!("{postgres}[files]\n{files}"), &[]).unwrap();
    }
}

#[test]
fn a_wrong_value_is_refused_with_its_key() {
    for (text, key) in [
        ("[server]\nlisten = \"everywhere\"", "server.listen"),
        ("[server]\nlisten = 8080", "server.listen"),
        ("[server]\npublic_url = \"ftp://x\"", "server.public_url"),
        (
            "[server]\npublic_url = \"https://x/chat\"",
            "server.public_url",
        ),
        (
            "[server]\ntrusted_proxies = [\"proxy\"]",
            "server.trusted_proxies",
        ),
        (
            "[server]\nallowed_origins = [\"*\"]",
            "server.allowed_origins",
        ),
        ("[server]\ndata_dir = \"\"", "server.data_dir"),
        ("[database]\nurl = \"mysql://x\"", "database.url"),
        ("[auth]\nregistration = \"maybe\"", "auth.registration"),
        (
            "[limits]\nmessages_per_second = -1",
            "limits.messages_per_second",
        ),
        (
            "[limits]\nmessages_per_second = \"many\"",
            "limits.messages_per_second",
        ),
        (
            "[limits]\nmessages_per_second = 1.5",
            "limits.messages_per_second",
        ),
        (
            "[limits]\nmessages_per_second = true",
            "limits.messages_per_second",
        ),
        (
            "[limits]\nmessages_per_second = 99999999999",
            "limits.messages_per_second",
        ),
        ("[server]\ntrusted_proxies = 5", "server.trusted_proxies"),
        ("[server.listen]\nport = 1", "server.listen"),
        ("server = 5", "`server` is a section"),
        (
            "[[server]]\nlisten = \"127.0.0.1:1\"",
            "`server` is a section",
        ),
        ("[log]\nformat = \"xml\"", "log.format"),
        ("[files]\nmax_size_bytes = -1", "files.max_size_bytes"),
        ("[files]\nmax_size_bytes = \"1 GB\"", "files.max_size_bytes"),
        ("[files]\nquota_bytes = 1.5", "files.quota_bytes"),
        ("[files]\nredirect = \"perhaps\"", "files.redirect"),
        ("[mail]\nsmtp_url = \"mail.example.org\"", "mail.smtp_url"),
        ("[mail]\nsmtp_url = \"https://x\"", "mail.smtp_url"),
        ("[mail]\nfrom = \"a@example.org\"", "mail.from"),
        (
            "[mail]\nsmtp_url = \"smtp://x\"\nfrom = \"nobody\"",
            "mail.from",
        ),
        ("[mail]\nafter_seconds = 0", "mail.after_seconds"),
        ("[mail]\nevery_seconds = 99999999", "mail.every_seconds"),
    ] {
        let refusal = refusal(text, &[]);
        assert!(refusal.contains(key), "{text}: {refusal}");
    }
}

#[test]
fn broken_toml_is_refused_with_its_line() {
    let refusal = refusal("[server]\nlisten = \"127.0.0.1:1\"\ndata_dir = data\n", &[]);
    assert!(refusal.starts_with("snug.toml, line 3: "), "{refusal}");
}

#[test]
fn a_password_in_the_databases_url_is_never_printed() {
    let config = load("[database]\nurl = \"postgres://snug:secret@db/snug\"", &[]).unwrap();
    assert!(!format!("{config:?}").contains("secret"));
}

#[test]
fn a_password_in_the_mail_servers_url_is_never_printed() {
    let config = load("[mail]\nsmtp_url = \"smtps://snug:secret@mail\"", &[]).unwrap();
    assert!(!format!("{config:?}").contains("secret"));
    let mail = config.mail.config(&config.server.public_url()).unwrap();
    assert!(!format!("{mail:?}").contains("secret"));
    let refusal = refusal("[mail]\nsmtp_url = \"smtp://secret@mail\"", &[]);
    assert!(!refusal.contains("secret"), "{refusal}");
}
