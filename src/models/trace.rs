//! One message's way through all replicas, for operators: the name under which it goes on in jobs and
//! events, and the spans that tell how long each step took.
//!
//! Most messages are not followed, and where no collector is set none is: then nothing is drawn, kept or
//! sent. A span holds ids, counts and words of ours, and by its types never what somebody wrote.

use std::fmt;
use std::num::NonZeroU64;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Instant;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

use crate::{Clock, Random};

/// A span that others go on from: W3C's `traceparent`, of spans that are followed alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Traceparent {
    /// What all spans of a trace share.
    pub trace_id: u128,
    /// Which of them.
    pub span_id: NonZeroU64,
}

impl fmt::Display for Traceparent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "00-{:032x}-{:016x}-01", self.trace_id, self.span_id)
    }
}

/// It is of a form that this version does not know, or of a trace that is not followed.
#[derive(Debug, thiserror::Error)]
#[error("not a traceparent that is followed")]
pub struct NotFollowed;

impl FromStr for Traceparent {
    type Err = NotFollowed;

    fn from_str(text: &str) -> Result<Self, NotFollowed> {
        Self::read(text).ok_or(NotFollowed)
    }
}

impl Traceparent {
    /// By W3C's *Trace Context*, section 3.2; later versions may have more behind it.
    fn read(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let mut hex = |len: usize| {
            let part = parts.next().filter(|part| part.len() == len)?;
            let is_hex = part.bytes().all(|byte| byte.is_ascii_hexdigit());
            is_hex.then(|| u128::from_str_radix(part, 16).ok())?
        };
        let (version, trace_id) = (hex(2)?, hex(32)?);
        let span_id = NonZeroU64::new(u64::try_from(hex(16)?).ok()?)?;
        let flags = hex(2)?;
        let is_known = version != 0xff && (version != 0 || parts.next().is_none());
        let is_followed = flags & 1 == 1 && trace_id != 0;
        (is_known && is_followed).then_some(Self { trace_id, span_id })
    }
}

impl Serialize for Traceparent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Of a job or an event: one that cannot be read is none, since a message goes its way all the same.
pub(crate) fn if_known<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Traceparent>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    Ok(text.and_then(|text| text.parse().ok()))
}

/// Which part a span has in handing messages on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It hands something on, and does not wait for what becomes of it.
    Producer,
    /// It takes what was handed on.
    Consumer,
}

/// What is told of a span. There is none for texts: those are people's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    /// Which one.
    Id(Uuid),
    /// How many.
    Count(usize),
    /// One of our own words.
    Word(&'static str),
}

/// A step that has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// What others go on from.
    pub own: Traceparent,
    /// The span that it goes on from; the first has none.
    pub parent_id: Option<NonZeroU64>,
    /// Which step.
    pub name: &'static str,
    /// Its part.
    pub role: Role,
    /// Nanoseconds since 1970-01-01T00:00:00Z.
    pub begun_ns: u64,
    /// The same, by a clock that is never set back meanwhile.
    pub ended_ns: u64,
    /// What is told of it.
    pub facts: Vec<(&'static str, Fact)>,
    /// A span of another trace that goes on with what this one did.
    pub link: Option<Traceparent>,
    /// The code of the problem that it ended with.
    pub error: Option<&'static str>,
}

/// What happens to a span that has ended. It must neither wait nor fail.
type Sink = Box<dyn Fn(Span) + Send + Sync>;

/// Decides which messages are followed, and takes their spans. Off by default; cheap to clone.
#[derive(Clone, Default)]
pub struct Traces(Option<Arc<Following>>);

struct Following {
    /// Of 2^64 messages.
    followed: u64,
    clock: Clock,
    random: Random,
    sink: Sink,
}

impl Traces {
    /// Follows `ratio` of all messages, from 0 to 1. Each span that has ended is given to `sink`.
    #[must_use]
    pub fn new(
        ratio: f64,
        clock: Clock,
        random: Random,
        sink: impl Fn(Span) + Send + Sync + 'static,
    ) -> Self {
        // A cast of floats saturates, and a ratio needs no more digits.
        let followed = (ratio * u64::MAX as f64) as u64;
        let sink = Box::new(sink);
        Self(Some(Arc::new(Following {
            followed,
            clock,
            random,
            sink,
        })))
    }

    /// The first span of a message that has just come in, if it is one that is followed.
    #[must_use]
    pub fn begin(&self, name: &'static str, role: Role) -> Option<Step> {
        let following = self.0.as_ref()?;
        let trace_id = u128::from_le_bytes(following.random.bytes());
        // Its lower half decides, which is as random as the other.
        if following.followed == 0 || trace_id as u64 > following.followed {
            return None;
        }
        let begun = Instant::now();
        Some(Step::new(following, trace_id, None, (name, role), begun))
    }

    /// A span of what was handed on with `parent`, since `begun`.
    #[must_use]
    pub fn go_on(
        &self,
        parent: Option<Traceparent>,
        name: &'static str,
        role: Role,
        begun: Instant,
    ) -> Option<Step> {
        let (following, parent) = (self.0.as_ref()?, parent?);
        let Traceparent { trace_id, span_id } = parent;
        Some(Step::new(
            following,
            trace_id,
            Some(span_id),
            (name, role),
            begun,
        ))
    }
}

/// A span that has not ended; it does when this is dropped. One pointer, so that whoever is not
/// followed carries nothing.
pub struct Step(Box<Open>);

struct Open {
    following: Arc<Following>,
    begun: Instant,
    span: Span,
}

impl Step {
    fn new(
        following: &Arc<Following>,
        trace_id: u128,
        parent_id: Option<NonZeroU64>,
        (name, role): (&'static str, Role),
        begun: Instant,
    ) -> Self {
        let span_id = NonZeroU64::new(u64::from_le_bytes(following.random.bytes()));
        let span_id = span_id.unwrap_or(NonZeroU64::MIN);
        let since = u64::try_from(begun.elapsed().as_nanos()).unwrap_or(0);
        let begun_ns = following.clock.now_ns().saturating_sub(since);
        Self(Box::new(Open {
            following: Arc::clone(following),
            begun,
            span: Span {
                own: Traceparent { trace_id, span_id },
                parent_id,
                name,
                role,
                begun_ns,
                ended_ns: begun_ns,
                facts: Vec::new(),
                link: None,
                error: None,
            },
        }))
    }

    /// What others go on from.
    #[must_use]
    pub fn own(&self) -> Traceparent {
        self.0.span.own
    }

    /// Tells more of it.
    pub fn tell(&mut self, facts: impl IntoIterator<Item = (&'static str, Fact)>) {
        self.0.span.facts.extend(facts);
    }

    /// What follows is in another trace.
    pub fn link(&mut self, to: Traceparent) {
        self.0.span.link = Some(to);
    }

    /// It has come to nothing.
    pub fn fail(&mut self, code: &'static str) {
        self.0.span.error = Some(code);
    }
}

impl Drop for Step {
    fn drop(&mut self) {
        let Open {
            following,
            begun,
            span,
        } = &mut *self.0;
        let took = u64::try_from(begun.elapsed().as_nanos()).unwrap_or(u64::MAX);
        span.ended_ns = span.begun_ns.saturating_add(took);
        (following.sink)(span.clone());
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::Timestamp;

    const PARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    fn traces(ratio: f64) -> (Traces, Arc<Mutex<Vec<Span>>>) {
        let spans = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&spans);
        let clock = Clock::manual(Timestamp(1_000));
        let sink = move |span| kept.lock().unwrap().push(span);
        (Traces::new(ratio, clock, Random::seeded(1), sink), spans)
    }

    #[test]
    fn a_traceparent_reads_as_w3c_writes_it_and_others_are_none() {
        let parent: Traceparent = PARENT.parse().unwrap();
        assert_eq!(parent.to_string(), PARENT);
        let later = PARENT.replacen("00", "01", 1) + "-more";
        assert_eq!(later.parse::<Traceparent>().unwrap(), parent);
        let zeros = PARENT.replace("b7ad6b7169203331", "0000000000000000");
        let not_followed = PARENT.replace("-01", "-00");
        let longer = format!("{PARENT}-more");
        let of_ff = PARENT.replacen("00", "ff", 1);
        let signed = PARENT.replace("-b7", "-+7");
        for text in ["", "x", &zeros, &not_followed, &longer, &of_ff, &signed] {
            assert!(text.parse::<Traceparent>().is_err(), "{text}");
        }
    }

    #[test]
    fn as_many_are_followed_as_were_asked_for() {
        for (ratio, least, most) in [(0.0, 0, 0), (0.25, 200, 300), (1.0, 1_000, 1_000)] {
            let (traces, spans) = traces(ratio);
            for _ in 0..1_000 {
                drop(traces.begin("a step", Role::Producer));
            }
            let count = spans.lock().unwrap().len();
            assert!((least..=most).contains(&count), "{ratio}: {count}");
        }
        assert!(Traces::default().begin("a step", Role::Producer).is_none());
    }

    #[test]
    fn what_goes_on_is_of_the_same_trace_and_knows_its_parent() {
        let (traces, spans) = traces(1.0);
        let first = traces.begin("first", Role::Producer).unwrap();
        let since = Instant::now();
        let second = traces.go_on(Some(first.own()), "second", Role::Consumer, since);
        assert!(traces.go_on(None, "none", Role::Consumer, since).is_none());
        drop((first, second));
        let spans = spans.lock().unwrap();
        let [first, second] = &spans[..] else {
            panic!("{spans:?}")
        };
        assert_eq!(first.own.trace_id, second.own.trace_id);
        assert_eq!(
            (first.parent_id, second.parent_id),
            (None, Some(first.own.span_id))
        );
        assert!(first.ended_ns >= first.begun_ns);
    }
}
