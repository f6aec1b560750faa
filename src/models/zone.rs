//! Time zones, as people name theirs.

use jiff::tz::TimeZone;

use crate::Problem;

/// Names in the database that are no zones.
const NO_ZONES: [&str; 2] = ["Etc/Unknown", "Factory"];

/// A zone's name as the database has it.
///
/// # Errors
/// `invalid_field`, of the field that it is.
pub fn zone(field: &'static str, name: &str) -> Result<String, Problem> {
    let is_none = NO_ZONES.iter().any(|none| none.eq_ignore_ascii_case(name));
    let found = TimeZone::get(name).ok().filter(|_| !is_none);
    found
        .as_ref()
        .and_then(TimeZone::iana_name)
        .map(str::to_owned)
        .ok_or_else(|| Problem::field(field, "invalid", "a time zone such as Europe/Zurich"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_called_as_the_database_has_it() {
        assert_eq!(zone("time_zone", "europe/zurich").unwrap(), "Europe/Zurich");
        assert_eq!(zone("time_zone", "UTC").unwrap(), "UTC");
        for wrong in [
            "",
            "Mars/Olympus",
            "../../etc/passwd",
            "+25:00",
            "etc/unknown",
        ] {
            let problem = zone("time_zone", wrong).unwrap_err();
            assert_eq!(problem.errors[0].field, "time_zone", "{wrong}");
        }
    }
}
