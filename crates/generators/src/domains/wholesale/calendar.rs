//! The two years a wholesale world has behind it, counted in working seconds.
//!
//! A moment is a number of seconds of working time (Monday to Friday, 08:00 to 18:00) since the
//! first stock arrived. Counting that way keeps every order of events under adding and comparing, and
//! nothing falls on a Sunday night.

use chrono::{Datelike, Days, Duration, Months, NaiveDate, NaiveDateTime, NaiveTime};

/// The working seconds of a day.
pub(super) const DAY: i64 = 10 * 3600;
/// The working seconds of an hour.
pub(super) const HOUR: i64 = 3600;
/// Stock arrives for so many working days (two months) before the first order.
const STOCKING_DAYS: i64 = 43;
/// The world's age: 22 months of orders after two months of stocking.
const MONTHS: u32 = 24;

/// A moment in working seconds since the first stock arrived; negative before.
pub(super) type Moment = i64;

/// Working days up to and including `today`, which counts as one even on a Sunday.
#[derive(Debug, Clone, Copy)]
pub(super) struct Calendar {
    monday: NaiveDate,
    days: i64,
    today: NaiveDate,
}

impl Calendar {
    /// The calendar of a world seen at the end of `today`.
    pub(super) fn new(today: NaiveDate) -> Self {
        let start = today.checked_sub_months(Months::new(MONTHS)).unwrap_or(today);
        let back = Days::new(u64::from(start.weekday().num_days_from_monday()));
        let monday = start.checked_sub_days(back).unwrap_or(start);
        let span = (today - monday).num_days();
        let days = (span / 7 * 5 + (span % 7).min(5)).max(STOCKING_DAYS + 1);
        Self { monday, days, today }
    }

    /// When today begins.
    pub(super) fn today(&self) -> Moment {
        self.days * DAY
    }

    /// The end of today: nothing that happened lies after it.
    pub(super) fn now(&self) -> Moment {
        self.today() + DAY - 1
    }

    /// When the first order may come.
    pub(super) fn opening(&self) -> Moment {
        STOCKING_DAYS * DAY
    }

    /// The date-time of a moment, not after [`Calendar::now`].
    pub(super) fn at(&self, moment: Moment) -> NaiveDateTime {
        let moment = moment.min(self.now());
        let (day, second) = (moment.div_euclid(DAY), moment.rem_euclid(DAY));
        let date = if day >= self.days {
            self.today
        } else {
            let weekdays = day.div_euclid(5) * 7 + day.rem_euclid(5);
            self.monday.checked_add_signed(Duration::days(weekdays)).unwrap_or(self.monday)
        };
        date.and_time(NaiveTime::MIN) + Duration::seconds(8 * 3600 + second)
    }

    /// The date of a moment.
    pub(super) fn date(&self, moment: Moment) -> NaiveDate {
        self.at(moment).date()
    }

    /// Where an event at a share of all events, in `[0, 1)`, falls in `start..end`: business grows,
    /// from 0.7 to 1.3 of its average.
    pub(super) fn spread(start: Moment, end: Moment, share: f64) -> Moment {
        let grown = ((0.49 + 1.2 * share).sqrt() - 0.7) / 0.6;
        start + (grown * (end - start) as f64) as i64
    }

    /// The share of all events that fell before a moment: the inverse of [`Calendar::spread`].
    pub(super) fn share(start: Moment, end: Moment, moment: Moment) -> f64 {
        let grown = (moment - start).max(0) as f64 / (end - start).max(1) as f64;
        ((0.6 * grown + 0.7).powi(2) - 0.49) / 1.2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn moments_are_working_time_and_keep_their_order() {
        for today in ["2025-12-11", "2025-12-13", "2024-02-29"].map(day) {
            let calendar = Calendar::new(today);
            let mut last = calendar.at(-1);
            for moment in (0..calendar.now()).step_by(1801) {
                let at = calendar.at(moment);
                assert!(at > last);
                assert!(at.date() == today || at.weekday().number_from_monday() <= 5, "{at}");
                last = at;
            }
            assert_eq!(calendar.date(calendar.now()), today);
            assert_eq!(calendar.date(calendar.today()), today);
            assert!(calendar.date(calendar.today() - 1) < today);
            assert!(calendar.date(i64::MAX) == today);
        }
    }

    #[test]
    fn spreading_grows_and_stays_inside() {
        let at = |share| Calendar::spread(100, 10_100, share);
        assert_eq!(at(0.0), 100);
        assert!(at(0.999) < 10_100);
        assert!(at(0.5) - at(0.0) > at(1.0) - at(0.5), "the second half takes less time");
        for share in [0.0, 0.1, 0.55, 0.9] {
            assert!((Calendar::share(100, 10_100, at(share)) - share).abs() < 0.001);
        }
    }
}
