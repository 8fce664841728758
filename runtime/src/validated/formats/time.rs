//! Dates and times as RFC 3339 writes them.

use super::number;

/// Whether the text is a day, `2026-02-28`, that the calendar has (RFC 3339 `full-date`).
#[must_use]
pub fn date(text: &str) -> bool {
    let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text.as_bytes() else { return false };
    let (Some(year), Some(month), Some(day)) =
        (number(&[y1, y2, y3, y4]), number(&[m1, m2]), number(&[d1, d2]))
    else {
        return false;
    };
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        _ => return false,
    };
    (1..=days).contains(&day)
}

/// Whether the text is a time of day, `19:30:00` or `19:30:00.5+01:00` (RFC 3339 `partial-time`,
/// then a `time-offset` or nothing).
#[must_use]
pub fn time(text: &str) -> bool {
    time_of_day(text.as_bytes(), false)
}

/// Whether the text is a moment, `2026-02-28T19:30:00Z` (RFC 3339 `date-time`).
#[must_use]
pub fn datetime(text: &str) -> bool {
    let Some((day, rest)) = text.split_at_checked(10) else { return false };
    match rest.as_bytes() {
        [b'T' | b't', time @ ..] => date(day) && time_of_day(time, true),
        _ => false,
    }
}

fn time_of_day(text: &[u8], needs_offset: bool) -> bool {
    let &[h1, h2, b':', m1, m2, b':', s1, s2, ref rest @ ..] = text else { return false };
    let (Some(hour), Some(minute), Some(second)) =
        (number(&[h1, h2]), number(&[m1, m2]), number(&[s1, s2]))
    else {
        return false;
    };
    let rest = match rest {
        [b'.', fraction @ ..] => {
            let digits = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
            match fraction.get(digits..) {
                Some(rest) if digits > 0 => rest,
                _ => return false,
            }
        }
        rest => rest,
    };
    // minutes that the local time is ahead of UTC
    let ahead = match rest {
        [] if !needs_offset => 0,
        [b'Z' | b'z'] => 0,
        &[sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            match (number(&[h1, h2]), number(&[m1, m2])) {
                (Some(hours @ 0..=23), Some(minutes @ 0..=59)) => {
                    let minutes = hours.cast_signed() * 60 + minutes.cast_signed();
                    if sign == b'-' { -minutes } else { minutes }
                }
                _ => return false,
            }
        }
        _ => return false,
    };
    let in_utc = (hour.cast_signed() * 60 + minute.cast_signed() - ahead).rem_euclid(24 * 60);
    // a leap second is the last of a day in UTC (RFC 3339 section 5.7)
    let most = if in_utc == 24 * 60 - 1 { 60 } else { 59 };
    hour <= 23 && minute <= 59 && second <= most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_in_the_calendar() {
        for good in ["2024-02-29", "2000-02-29", "0000-01-01", "9999-12-31"] {
            assert!(date(good), "{good}");
        }
        for bad in [
            "",
            "2023-02-29",
            "1900-02-29",
            "2024-13-01",
            "2024-00-10",
            "2024-04-31",
            "2024-1-01",
            "24-01-01",
            "2024-01-00",
            "２024-01-1",
            "2024-01-01Z",
        ] {
            assert!(!date(bad), "{bad}");
        }
    }

    #[test]
    fn times_are_on_the_clock() {
        for good in [
            "00:00:00",
            "23:59:60",
            "23:59:60Z",
            "00:59:60+01:00",
            "12:00:00.123456789z",
            "15:59:60-08:00",
        ] {
            assert!(time(good), "{good}");
        }
        for bad in [
            "",
            "24:00:00",
            "12:60:00",
            "12:00:60",
            "12:00",
            "12:00:00.",
            "12:00:00+24:00",
            "12:00:00+1:00",
            "23:59:61",
            "12:00:00 Z",
            "23:59:60+01:00",
        ] {
            assert!(!time(bad), "{bad}");
        }
        assert!(datetime("1985-04-12T23:20:50.52Z") && datetime("1990-12-31t15:59:60-08:00"));
        for bad in ["", "1985-04-12", "1985-04-12T23:20:50", "1985-04-12 23:20:50Z", "1985-04-1ü"]
        {
            assert!(!datetime(bad), "{bad}");
        }
    }
}
