//! Reviews of products: a table of one's own in less than thirty lines.
use sea_orm::IdenStatic;
use seedbed_generators::Columns;

use crate::review::Column as Review;

/// 300 reviews. A column that the entity does not have does not compile.
pub fn reviews() -> Columns {
    Columns::new("reviews", 1, 300)
        .key(Review::Id.as_str())
        .anchor("product", "products", "id", &["created_at"])
        .refers(Review::ProductId.as_str(), "product")
        .column(Review::Stars.as_str(), |d| *d.cell().weighted(WEIGHTS).unwrap_or(&5))
        .column(Review::Body.as_str(), |d| match d.int("stars") {
            4.. => {
                d.pick(&["Sold out in two days.", "Arrived cold, as promised.", "Again, please."])
            }
            _ => d.pick(&["Two of twelve were broken.", "Came a week late."]),
        })
        .column(Review::WrittenAt.as_str(), |d| d.after("product", "created_at", 90))
        .check(
            "stars",
            "Stars are one to five.",
            "SELECT COUNT(*) FROM reviews WHERE stars NOT BETWEEN 1 AND 5",
        )
}

const WEIGHTS: &[(i64, u32)] = &[(1, 4), (2, 6), (3, 15), (4, 35), (5, 40)];
