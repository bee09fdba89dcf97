//! A binary of one's own: every verb, with a generator that is not bundled.

use seedbed_cli::Cli;
use seedbed_generators::{GenerateError, Generator, Rows, Span, Spec, Unit, Units};
use seedbed_schema_model::TableName;
use seedbed_testkit::Database;

use crate::command::Folder;

struct Reviews;

impl Generator for Reviews {
    fn spec(&self) -> Spec {
        let reviews = TableName::new("reviews");
        Spec::new("reviews", 1, Units::Fixed(50)).table(&reviews, "id", Span::PerUnit(1))
    }

    fn unit(&self, unit: Unit<'_>, rows: &mut Rows) -> Result<(), GenerateError> {
        let reviews = TableName::new("reviews");
        let stars = unit.cell("reviews", "stars", unit.index).range(1..=5);
        rows.push(&reviews, [("id", unit.key(&reviews, unit.index)?), ("stars", stars.into())])
    }
}

#[tokio::test]
async fn fills_its_table_once_on_every_engine() {
    let mut seeded = Vec::new();
    for database in Database::each().await {
        database
            .execute_script("create table reviews (id int primary key, stars int not null)")
            .await;
        let folder = Folder::new();
        folder.write(
            "seedbed.toml",
            &format!(
                "[env.here]\nurl = \"{}\"\n[seed]\ntoday = \"2025-12-11\"\n[seed.reviews]\n",
                database.url()
            ),
        );
        let config = folder.path().join("seedbed.toml").display().to_string();
        for _ in 0..2 {
            let words = ["seedbed", "--quiet", "--config", &config, "seed"].map(str::to_owned);
            let seed = move || Cli::new().generator(Reviews).run_from(words);
            // The command brings a runtime of its own.
            assert_eq!(tokio::task::spawn_blocking(seed).await.unwrap(), 0);
        }
        let text = "cast(sum(stars) as char(9))";
        let rows = database.query_text(&format!("select {text} from reviews")).await;
        let count = database.query_text("select cast(count(*) as char(9)) from reviews").await;
        assert_eq!(count[0][0].as_deref().map(str::trim), Some("50"));
        seeded.push(rows[0][0].clone().unwrap().trim().to_owned());
    }
    assert!(seeded.windows(2).all(|w| w[0] == w[1]), "engines differ: {seeded:?}");
}
