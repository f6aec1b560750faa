//! Two replicas of a server on a PostgreSQL, a Redis and a RabbitMQ, which Snug's and Node's share: each has a
//! database and queues of its own there. The same people, with the same conversations, are in both.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use jsonwebtoken::{EncodingKey, Header};
use serde_json::json;
use tests::process::{self, Process};
use tests::wire::Options;
use tests::{Database, Shared, TestServer};
use uuid::Uuid;

use crate::ids::Ids;
use crate::peer::{self, Which, scratch};
use crate::sender::Sender;
use crate::stored;

/// How many people there are.
pub(crate) const PEOPLE: usize = 200;
/// How many of them share the room's sockets.
const IN_ROOM: usize = 20;
/// What Node's tokens are signed with.
const SECRET: &str = "a secret of the bench";

#[derive(Debug)]
pub(crate) struct Stack {
    replicas: [Replica; 2],
    // Dropped after them.
    pub(crate) database: Database,
    /// The people's access tokens.
    tokens: Vec<String>,
    /// A conversation of everybody alone.
    pub(crate) alone: Vec<Uuid>,
    /// One of each two who follow each other.
    pub(crate) pairs: Vec<Uuid>,
    pub(crate) room: Uuid,
    /// Numbers of senders are given once.
    next_sender: u32,
}

#[derive(Debug)]
enum Replica {
    Snug(Box<TestServer>),
    Node(Node),
}

#[derive(Debug)]
struct Node {
    process: Process,
    address: SocketAddr,
    frame_bytes: usize,
}

impl Stack {
    pub(crate) async fn snug() -> Result<Self> {
        let database = Database::create();
        let files = scratch()?.join("replicas-files");
        let mut servers = Vec::new();
        for number in 0..2 {
            let shared = Shared::get();
            let builder = peer::builder(&format!("replica-{number}"))?
                .env("SNUG_DATABASE__URL", database.url())
                .env("SNUG_BUS__REDIS_URL", &shared.redis_url)
                .env("SNUG_BUS__RABBITMQ_URL", &shared.rabbitmq_url)
                .env("SNUG_FILES__URL", files.display().to_string())
                .env("SNUG_FILES__SHARED", "true");
            servers.push(builder.start().await);
        }
        let people = peer::register(&servers[0], "person", PEOPLE).await;
        let (mut alone, mut pairs) = (Vec::new(), Vec::new());
        for person in &people {
            alone.push(person.group("Alone", &[]).await);
        }
        for two in people.chunks_exact(2) {
            pairs.push(two[0].group("The two", &[&two[1]]).await);
        }
        let others: Vec<_> = people[1..IN_ROOM].iter().collect();
        let room = people[0].group("The pond", &others).await;
        let [first, second] = <[TestServer; 2]>::try_from(servers)
            .ok()
            .context("there are two")?;
        Ok(Self {
            replicas: [first, second].map(|server| Replica::Snug(Box::new(server))),
            database,
            tokens: people.into_iter().map(|person| person.token).collect(),
            alone,
            pairs,
            room,
            next_sender: 1,
        })
    }

    /// Node's, whose frames are as long as it is told.
    pub(crate) async fn node(frame_bytes: usize) -> Result<Self> {
        let database = Database::create();
        let mut ids = Ids::new();
        let mut some = |count: usize| -> Vec<Uuid> { (0..count).map(|_| ids.next()).collect() };
        let (people, alone, pairs) = (some(PEOPLE), some(PEOPLE), some(PEOPLE / 2));
        let room = some(1)[0];
        let own = people.iter().zip(&alone);
        let shared = people
            .iter()
            .zip(pairs.iter().flat_map(|pair| [pair, pair]));
        let in_room = people[..IN_ROOM].iter().map(|person| (person, &room));
        let members = own.chain(shared).chain(in_room);
        let members: Vec<String> = members
            .map(|(person, conversation)| format!("('{conversation}', '{person}')"))
            .collect();
        let mut sql = std::fs::read_to_string(peer::node_folder()?.join("replica.sql"))?;
        sql += &format!("insert into members values {};\n", members.join(", "));
        sql += "insert into conversations (id) select distinct conversation_id from members;";
        drop(database.ask(&sql));
        let key = EncodingKey::from_secret(SECRET.as_bytes());
        let expires = Uuid::now_v7().get_timestamp().context("it has a time")?;
        let expires = expires.to_unix().0 + 3600;
        let token = |person: &Uuid| {
            let claims = json!({ "sub": person.to_string(), "exp": expires });
            jsonwebtoken::encode(&Header::default(), &claims, &key)
        };
        let replicas = [
            Node::start(0, &database, frame_bytes).await?,
            Node::start(1, &database, frame_bytes).await?,
        ];
        // Until each has what it takes over when the other dies.
        tokio::time::sleep(Duration::from_secs(4)).await;
        Ok(Self {
            replicas: replicas.map(Replica::Node),
            database,
            tokens: people.iter().map(token).collect::<Result<_, _>>()?,
            alone,
            pairs,
            room,
            next_sender: 1,
        })
    }

    pub(crate) fn which(&self) -> Which {
        match self.replicas[0] {
            Replica::Snug(_) => Which::Snug,
            Replica::Node(_) => Which::Node,
        }
    }

    /// Of the servers themselves, and of nothing that they stand on.
    pub(crate) fn cpu_time(&self) -> Duration {
        let pids = self.replicas.iter().map(Replica::pid);
        pids.map(process::cpu_time).sum()
    }

    pub(crate) fn rss_bytes(&self) -> u64 {
        let pids = self.replicas.iter().map(Replica::pid);
        pids.map(process::rss_bytes).sum()
    }

    /// How somebody's socket gets in at a replica.
    pub(crate) fn options(&self, person: usize, replica: usize) -> Options {
        Options::new(self.replicas[replica].address(), &self.tokens[person])
    }

    /// How so many sockets of the room's people get in, at the replicas in turn.
    pub(crate) fn room_options(&self, sockets: usize) -> Vec<Options> {
        let people = (0..IN_ROOM).cycle().take(sockets);
        // Each person is at both.
        let all = people.enumerate();
        all.map(|(turn, person)| self.options(person, (turn + turn / IN_ROOM) % 2))
            .collect()
    }

    /// A sender for each person, at the replicas in turn, in a conversation of theirs.
    pub(crate) async fn senders(&mut self, in_pairs: bool) -> Result<Vec<Sender>> {
        let mut senders = Vec::new();
        for person in 0..PEOPLE {
            let ways = [person, person + 1].map(|turn| self.options(person, turn % 2));
            let conversation = if in_pairs {
                self.pairs[person / 2]
            } else {
                self.alone[person]
            };
            senders.push(Sender::open(self.next_sender, ways, conversation).await?);
            self.next_sender += 1;
        }
        Ok(senders)
    }

    /// Waits until so many messages are stored, or nothing more is.
    pub(crate) async fn settle(&self, messages: u64) -> Result<u64> {
        let (mut before, mut progress) = (0, Instant::now());
        loop {
            let now = stored::count(&self.database)?;
            if now >= messages || progress.elapsed() > Duration::from_secs(20) {
                return Ok(now);
            }
            if now > before {
                (before, progress) = (now, Instant::now());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// SIGKILL for the first replica.
    pub(crate) fn kill(&mut self) {
        match &mut self.replicas[0] {
            Replica::Snug(server) => server.kill(),
            Replica::Node(node) => node.process.kill(),
        }
    }

    /// Starts it again.
    pub(crate) async fn restart(&mut self) -> Result<()> {
        match &mut self.replicas[0] {
            Replica::Snug(server) => {
                server.restart().await;
            }
            Replica::Node(node) => {
                *node = Node::start(0, &self.database, node.frame_bytes).await?;
            }
        }
        Ok(())
    }
}

impl Replica {
    fn address(&self) -> SocketAddr {
        match self {
            Self::Snug(server) => server.address(),
            Self::Node(node) => node.address,
        }
    }

    fn pid(&self) -> u32 {
        match self {
            Self::Snug(server) => server.pid(),
            Self::Node(node) => node.process.id(),
        }
    }
}

impl Node {
    async fn start(number: usize, database: &Database, frame_bytes: usize) -> Result<Self> {
        let shared = Shared::get();
        let settings = [
            ("REPLICA", number.to_string()),
            ("DATABASE_URL", database.url()),
            ("REDIS_URL", shared.redis_url.clone()),
            ("RABBITMQ_URL", shared.rabbitmq_url.clone()),
            ("JWT_SECRET", SECRET.to_owned()),
            ("PEER_FRAME_BYTES", frame_bytes.to_string()),
        ];
        let (process, address) = peer::start_node("replica", &settings).await?;
        Ok(Self {
            process,
            address,
            frame_bytes,
        })
    }
}
