//! What an answer of a push service means for what is owed, and when it is tried again.

use std::time::Duration;

use models::{Random, Timestamp};

use crate::client::Answer;

/// After the first failure; doubled after each, with as much again at random as a fourth of it.
const FIRST: Duration = Duration::from_secs(5);
/// The same where a push service asked for less: what strangers ask for is no reason to call them all the
/// time.
const LEAST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(60 * 60);
/// However long a push service asks to be left alone.
pub(crate) const PATIENCE: Duration = Duration::from_secs(24 * 60 * 60);

/// What becomes of a push.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The push service has it.
    Done,
    /// The browser's subscription is no more.
    Ended,
    /// The push service does not take pushes of this server.
    Refused,
    /// The push is larger than it takes.
    TooLarge,
    /// Another time; where it said so, not before this has passed.
    Later(Option<Duration>),
    /// Never: it is wrong in a way that no repetition mends.
    Never,
}

/// What an answer means. 404 and 410 alone end a subscription (RFC 8030, section 7.3): what else a
/// push service says may be the fault of this server's key, or of the weather. 406 is what Windows' push
/// service says to who sends too much.
pub(crate) fn verdict(answer: &Answer, now: Timestamp) -> Verdict {
    match answer.status {
        Some(200..=299) => Verdict::Done,
        Some(404 | 410) => Verdict::Ended,
        Some(401 | 403) => Verdict::Refused,
        Some(413) => Verdict::TooLarge,
        Some(400 | 405 | 407 | 411 | 412 | 414..=424 | 426 | 428 | 431 | 451) => Verdict::Never,
        _ => Verdict::Later(retry_after(answer, now)),
    }
}

/// A number of seconds, or a date (RFC 9110, section 10.2.3).
fn retry_after(answer: &Answer, now: Timestamp) -> Option<Duration> {
    let text = answer.retry_after.as_deref()?.trim();
    let wait = match text.parse() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => {
            let at = httpdate::parse_http_date(text).ok()?;
            let at = at.duration_since(std::time::UNIX_EPOCH).ok()?;
            at.saturating_sub(now.since(Timestamp(0)))
        }
    };
    Some(wait.min(PATIENCE))
}

/// How long to wait after so many failures in a row, at least one: as long as a push service asked for, if
/// it did.
pub(crate) fn wait(asked: Option<Duration>, failures: u32, random: &Random) -> Duration {
    match asked {
        Some(asked) => asked.max(doubled(LEAST, failures)),
        None => backoff(failures, random),
    }
}

/// The same where nothing was asked for.
pub(crate) fn backoff(failures: u32, random: &Random) -> Duration {
    let wait = doubled(FIRST, failures);
    let quarter = u64::try_from(wait.as_millis() / 4).unwrap_or(u64::MAX);
    wait + Duration::from_millis(random.jitter_ms(quarter))
}

fn doubled(first: Duration, failures: u32) -> Duration {
    (first * 2_u32.pow(failures.saturating_sub(1).min(16))).min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(784_111_777_000);

    fn said(status: u16, retry_after: Option<&str>) -> Verdict {
        let answer = Answer {
            status: (status > 0).then_some(status),
            retry_after: retry_after.map(str::to_owned),
            detail: String::new(),
        };
        verdict(&answer, NOW)
    }

    #[test]
    fn only_404_and_410_end_a_subscription() {
        let ending: Vec<u16> = (0..1_000)
            .filter(|status| said(*status, None) == Verdict::Ended)
            .collect();
        assert_eq!(ending, [404, 410]);
    }

    #[test]
    fn what_may_pass_is_tried_again() {
        for status in [
            0, 100, 302, 402, 406, 408, 425, 429, 500, 502, 503, 599, 999,
        ] {
            assert_eq!(said(status, None), Verdict::Later(None), "{status}");
        }
    }

    #[test]
    fn retry_after_is_read_in_both_of_its_forms() {
        let later = |text| said(429, Some(text));
        let secs = |secs| Verdict::Later(Some(Duration::from_secs(secs)));
        assert_eq!(later("120"), secs(120));
        assert_eq!(later("Sun, 06 Nov 1994 08:50:37 GMT"), secs(60));
        assert_eq!(later("Sun, 06 Nov 1994 08:40:37 GMT"), secs(0));
        assert_eq!(later("99999999"), secs(24 * 60 * 60));
        assert_eq!(later("soon"), Verdict::Later(None));
        assert_eq!(later("-1"), Verdict::Later(None));
    }

    #[test]
    fn the_wait_doubles_from_five_seconds_to_an_hour() {
        let random = Random::seeded(1);
        for (failures, least) in [
            (1, 5),
            (2, 10),
            (3, 20),
            (10, 2_560),
            (11, 3_600),
            (99, 3_600),
        ] {
            let wait = backoff(failures, &random);
            let least = Duration::from_secs(least);
            assert!(
                least <= wait && wait <= least * 5 / 4,
                "{failures}: {wait:?}"
            );
        }
    }

    #[test]
    fn who_asks_to_be_called_at_once_is_called_less_and_less() {
        let random = Random::seeded(1);
        for (asked, failures, expected) in [
            (0, 1, 1),
            (0, 2, 2),
            (0, 5, 16),
            (0, 99, 3_600),
            (1, 1, 1),
            (600, 3, 600),
        ] {
            let asked = Some(Duration::from_secs(asked));
            let expected = Duration::from_secs(expected);
            assert_eq!(wait(asked, failures, &random), expected, "{failures}");
        }
    }
}
