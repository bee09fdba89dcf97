//! Times as people work: business hours on weekdays, children after parents, nothing after today.
//!
//! All functions are pure in their cell; "now" is 18:00 of the world's `today`.

use chrono::{Datelike, Days, Duration, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Weekday};

use crate::Cell;

/// The first and last hour of a working day; the last minute is before `CLOSE`.
const OPEN: u32 = 8;
const CLOSE: u32 = 18;

/// What counts as now: the end of the working day `today`. Nothing that happened lies after it.
pub fn now(today: NaiveDate) -> NaiveDateTime {
    at(today, CLOSE * 3600)
}

/// A moment in the business hours of a day, not after [`now`].
pub fn on(day: NaiveDate, today: NaiveDate, cell: &mut Cell) -> NaiveDateTime {
    let second = cell.range(i64::from(OPEN) * 3600..=i64::from(CLOSE) * 3600 - 1);
    at(day, u32::try_from(second).unwrap_or(OPEN * 3600)).min(now(today))
}

/// A moment in business hours, `days` days before today; at a weekend, the Friday before.
pub fn ago(days: u64, today: NaiveDate, cell: &mut Cell) -> NaiveDateTime {
    on(workday_before(today.checked_sub_days(Days::new(days)).unwrap_or(today)), today, cell)
}

/// A moment after `start`, at most `within` later and not after [`now`]; in business hours where the
/// interval has any. When `start` is not before [`now`], `start` itself.
pub fn after(
    start: NaiveDateTime,
    within: Duration,
    today: NaiveDate,
    cell: &mut Cell,
) -> NaiveDateTime {
    let end = start.checked_add_signed(within).unwrap_or(start).min(now(today));
    between(start, end, cell)
}

/// A moment in `start..=end`, in business hours where the interval has any; `start` when the
/// interval is empty.
pub fn between(start: NaiveDateTime, end: NaiveDateTime, cell: &mut Cell) -> NaiveDateTime {
    let width = (end - start).num_seconds();
    if width <= 0 {
        return start;
    }
    let mut moment = start;
    // A few draws: the edges of the interval may lie in a night or a weekend.
    for _ in 0..8 {
        moment = start + Duration::seconds(cell.range(1..=width));
        if is_working(moment) {
            break;
        }
        let worked = to_business_hours(moment);
        if worked > start && worked <= end {
            return worked;
        }
    }
    moment
}

/// Whether the moment lies in business hours.
fn is_working(moment: NaiveDateTime) -> bool {
    moment.date() == workday_before(moment.date()) && (OPEN..CLOSE).contains(&moment.hour())
}

/// The day itself, or the Friday before it.
pub fn workday_before(day: NaiveDate) -> NaiveDate {
    let back = match day.weekday() {
        Weekday::Sat => 1,
        Weekday::Sun => 2,
        _ => 0,
    };
    day.checked_sub_days(Days::new(back)).unwrap_or(day)
}

/// The day itself, or the Monday after it.
pub fn workday_after(day: NaiveDate) -> NaiveDate {
    let ahead = match day.weekday() {
        Weekday::Sat => 2,
        Weekday::Sun => 1,
        _ => 0,
    };
    day.checked_add_days(Days::new(ahead)).unwrap_or(day)
}

/// The moment folded into the business hours of its day, or of the Friday before a weekend.
fn to_business_hours(moment: NaiveDateTime) -> NaiveDateTime {
    let second = moment.time().num_seconds_from_midnight();
    // Ten hours out of twenty-four, keeping the order within the day.
    let folded = OPEN * 3600 + second / 24 * (CLOSE - OPEN);
    at(workday_before(moment.date()), folded)
}

fn at(day: NaiveDate, second: u32) -> NaiveDateTime {
    let time = NaiveTime::from_num_seconds_from_midnight_opt(second.min(86_399), 0);
    day.and_time(time.unwrap_or(NaiveTime::MIN))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2025, 12, 11).unwrap()
    }

    proptest! {
        #[test]
        fn between_stays_between(from in -5_000_000i64..5_000_000, width in 0i64..9_000_000, row: u64) {
            let start = now(today()) + Duration::seconds(from);
            let end = start + Duration::seconds(width);
            let moment = between(start, end, &mut Cell::new(1, "t", "c", row));
            prop_assert!(moment >= start && moment <= end);
            let later = after(start, Duration::seconds(width), today(), &mut Cell::new(1, "t", "c", row));
            prop_assert!(later >= start && later <= now(today()).max(start));
        }

        #[test]
        fn ago_is_a_working_moment_before_now(days in 0u64..800, row: u64) {
            let moment = ago(days, today(), &mut Cell::new(1, "t", "c", row));
            prop_assert!(moment <= now(today()));
            prop_assert!(!matches!(moment.weekday(), Weekday::Sat | Weekday::Sun));
            prop_assert!((8..=18).contains(&moment.hour()));
        }
    }

    #[test]
    fn most_moments_of_a_long_interval_are_working_hours() {
        let start = ago(60, today(), &mut Cell::new(1, "t", "c", 0));
        let working = (0..1000u64)
            .map(|row| between(start, now(today()), &mut Cell::new(1, "t", "c", row)))
            .filter(|m| is_working(*m))
            .count();
        assert!(working > 980, "{working}");
    }

    #[test]
    fn weekends_move_to_working_days() {
        let day = |d| NaiveDate::from_ymd_opt(2025, 12, d).unwrap();
        assert_eq!(workday_before(day(14)), day(12));
        assert_eq!(workday_after(day(13)), day(15));
        assert_eq!(workday_after(day(15)), day(15));
    }
}
