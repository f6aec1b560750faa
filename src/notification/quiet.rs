//! Quiet hours: each day from one time of somebody's clock to another.

use jiff::civil::Time;
use jiff::tz::TimeZone;
use models::zone::zone;
use models::{Problem, QuietHours, Timestamp};

/// How a time of the clock is written.
const FORM: &str = "%H:%M";

/// Whether these hours are ones that can be kept.
pub(crate) fn check(hours: &QuietHours) -> Result<(), Problem> {
    let wrong = |field, detail| Err(Problem::field(field, "invalid", detail));
    if time(&hours.from).is_none() {
        return wrong("quiet_hours.from", "a time such as 22:00");
    }
    if time(&hours.to).is_none() {
        return wrong("quiet_hours.to", "a time such as 07:00");
    }
    zone("quiet_hours.time_zone", &hours.time_zone).map(drop)
}

/// Whether it is quiet now. Hours that begin when they end are all day.
pub(crate) fn is_quiet(hours: &QuietHours, now: Timestamp) -> bool {
    let (Some(from), Some(to)) = (time(&hours.from), time(&hours.to)) else {
        return false;
    };
    let at = jiff::Timestamp::from_millisecond(now.0);
    let (Ok(at), Ok(zone)) = (at, TimeZone::get(&hours.time_zone)) else {
        return false;
    };
    let now = zone.to_datetime(at).time();
    if from < to {
        from <= now && now < to
    } else {
        from <= now || now < to
    }
}

fn time(text: &str) -> Option<Time> {
    // The library takes `7:5` and ` 7:05` as well.
    let is_digit = |at: usize| text.as_bytes()[at].is_ascii_digit();
    let is_whole =
        text.len() == 5 && text.as_bytes()[2] == b':' && [0, 1, 3, 4].map(is_digit) == [true; 4];
    Time::strptime(FORM, text).ok().filter(|_| is_whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(from: &str, to: &str, time_zone: &str) -> QuietHours {
        QuietHours {
            from: from.to_owned(),
            to: to.to_owned(),
            time_zone: time_zone.to_owned(),
        }
    }

    fn at(text: &str) -> Timestamp {
        Timestamp(text.parse::<jiff::Timestamp>().unwrap().as_millisecond())
    }

    #[test]
    fn hours_go_past_midnight_by_the_clock_of_their_zone() {
        let night = hours("22:00", "07:00", "Europe/Zurich");
        // Zurich is two hours ahead in July and one in January.
        for (time, quiet) in [
            ("2026-07-01T19:59:59Z", false),
            ("2026-07-01T20:00:00Z", true),
            ("2026-07-02T04:59:59Z", true),
            ("2026-07-02T05:00:00Z", false),
            ("2026-01-01T20:59:59Z", false),
            ("2026-01-01T21:00:00Z", true),
        ] {
            assert_eq!(is_quiet(&night, at(time)), quiet, "{time}");
        }
    }

    #[test]
    fn hours_within_a_day_end_before_they_begin_again() {
        let noon = hours("12:00", "13:30", "UTC");
        assert!(!is_quiet(&noon, at("2026-07-01T11:59:00Z")));
        assert!(is_quiet(&noon, at("2026-07-01T13:29:59Z")));
        assert!(!is_quiet(&noon, at("2026-07-01T13:30:00Z")));
        assert!(is_quiet(
            &hours("08:00", "08:00", "UTC"),
            at("2026-07-01T03:00:00Z")
        ));
    }

    #[test]
    fn what_is_no_time_or_no_zone_is_refused_with_its_field() {
        let field = |hours: QuietHours| check(&hours).unwrap_err().errors[0].field.clone();
        for wrong in [
            "", "7:00", "24:00", "12:60", "12-00", "noon", "１2:0", " 2:00", "12: 5", "+2:00",
        ] {
            assert_eq!(field(hours(wrong, "07:00", "UTC")), "quiet_hours.from");
            assert_eq!(field(hours("07:00", wrong, "UTC")), "quiet_hours.to");
        }
        for wrong in [
            "",
            "Mars/Olympus",
            "../../etc/passwd",
            "+25:00",
            "Etc/Unknown",
            "etc/unknown",
            "Factory",
        ] {
            assert_eq!(
                field(hours("07:00", "08:00", wrong)),
                "quiet_hours.time_zone"
            );
        }
        assert!(check(&hours("22:00", "07:00", "America/St_Johns")).is_ok());
    }
}
