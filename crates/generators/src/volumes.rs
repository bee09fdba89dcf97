//! Volumes at another scale.

use crate::domains::{Domain, DomainOptions};

/// So many rows times a factor: at least one, where there was one.
pub fn scaled(rows: u64, factor: f64) -> u64 {
    if rows == 0 || factor == 1.0 {
        return rows;
    }
    ((rows as f64 * factor).round() as u64).max(1)
}

/// What a domain counts for each row of something else: widgets of a layout.
const PER_ROW: &[&str] = &["widgets"];

/// A domain's volumes times a factor, those it has by default too.
pub fn of_domain(domain: &Domain, options: &DomainOptions, factor: f64) -> DomainOptions {
    let mut options = options.clone();
    if factor == 1.0 {
        return options;
    }
    for (name, default) in domain.volumes.iter().filter(|(name, _)| !PER_ROW.contains(name)) {
        let given = options.volumes.get(*name).copied();
        if let Some(rows) = given.or(*default) {
            options.volumes.insert((*name).to_owned(), scaled(rows, factor));
        }
    }
    options
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domains;

    #[test]
    fn defaults_are_scaled_with_what_is_given() {
        let todos = domains::find("todos").unwrap();
        let given =
            DomainOptions { volumes: [("tasks".to_owned(), 50)].into(), ..Default::default() };
        let ten = of_domain(todos, &given, 10.0);
        assert_eq!(ten.volumes, [("lists".to_owned(), 300), ("tasks".to_owned(), 500)].into());
        assert_eq!(of_domain(todos, &given, 1.0), given);
        assert_eq!((scaled(3, 0.1), scaled(0, 10.0), scaled(7, 10.0)), (1, 0, 70));
    }
}
