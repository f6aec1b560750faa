//! What cannot be stored by a defect is kept, looked at and dealt with by whoever runs the replicas.

use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use tests::{TestServer, eventually, new_id};

/// A defect: the database refuses what begins so.
const DEFECT: &str = "CREATE FUNCTION defect() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
    IF NEW.body LIKE 'A defect%' THEN RAISE 'a defect'; END IF; RETURN NEW; END $$; \
    CREATE TRIGGER defect BEFORE INSERT ON messages FOR EACH ROW EXECUTE FUNCTION defect()";

async fn change(server: &TestServer, sql: &'static str) {
    let database = server.postgres_url().expect("replicas have one");
    let mut conn = PgConnection::connect(&database).await.expect("it is there");
    let done = sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut conn).await;
    done.expect("it is done");
}

/// What a command prints.
fn run(server: &TestServer, arguments: &[&str]) -> String {
    let output = server.run(arguments);
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {error}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The dead letters, once there are so many.
async fn letters(server: &TestServer, count: usize) -> Vec<Value> {
    eventually("they are listed", async || {
        let listed = run(server, &["queue", "dead", "list"]);
        let lines = listed.lines().map(serde_json::from_str);
        let letters: Vec<Value> = lines.map(|line| line.expect("JSON")).collect();
        (letters.len() == count).then_some(letters)
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_could_not_be_stored_is_stored_after_all_or_let_go_of() {
    let mut server = TestServer::builder().replicas(2).on_disk().start().await;
    let alice = server.user("alice").await;
    let pond = alice.group("The pond", &[]).await;
    assert_eq!(run(&server, &["queue", "dead", "list"]), "");
    change(&server, DEFECT).await;
    let mut socket = alice.connect().await;
    let ids = [new_id(), new_id(), new_id()];
    for (number, id) in ids.iter().enumerate() {
        let body = format!("A defect {number}");
        let message = json!({ "id": id, "conversation_id": pond, "body": body });
        socket.emit_with_ack("message:send", message).await;
        socket
            .expect_event("message:rejected", |it| it["id"] == json!(id))
            .await;
    }
    let dead = letters(&server, 3).await;
    for (letter, id) in dead.iter().zip(ids) {
        assert_eq!(letter["job"]["message_id"], json!(id), "{letter}");
        let queue = letter["queue"].as_str().expect("it came from one");
        assert!(queue.contains(".changes."), "{queue}");
    }
    assert_eq!(server.metric("snug_jobs_failed_total").await, 3);

    // It is mended: one is stored, one is let go of.
    change(&server, "DROP TRIGGER defect ON messages").await;
    let id = |number: usize| dead[number]["id"].as_str().expect("it has one");
    let told = run(&server, &["queue", "dead", "retry", id(1)]);
    assert_eq!(told, "1 wait to be stored again.\n");
    eventually("it is stored", async || {
        let history = alice.history(pond).await;
        history
            .iter()
            .find(|it| it["id"] == json!(ids[1]))
            .map(drop)
    })
    .await;
    let told = run(&server, &["queue", "dead", "drop", id(0)]);
    assert_eq!(told, "1 dropped.\n");
    let left = letters(&server, 1).await;
    assert_eq!(left[0]["job"]["message_id"], json!(ids[2]));

    // Nobody leaves behind what is left without a word.
    server.terminate().await;
    let to = tempfile::tempdir().expect("a folder");
    let command = ["move", "--to", to.path().to_str().expect("it is text")];
    let line = eventually("RabbitMQ counts nobody any more", async || {
        let output = server.run(&command);
        let line = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success(), "it was left behind");
        (!line.contains("counts a replica")).then_some(line)
    })
    .await;
    assert!(line.contains("1 changes"), "{line}");
    assert!(line.contains("`snug queue dead list`"), "{line}");
    let told = run(&server, &["queue", "dead", "drop", "--all"]);
    assert_eq!(told, "1 dropped.\n");
    let output = server.run(&command);
    let line = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{line}");
}
