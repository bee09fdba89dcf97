//! The run itself: chunk after chunk, each one transaction with its line in the ledger.

use std::{collections::BTreeMap, ops::Range};

use chrono::SecondsFormat;
use sea_orm::{DatabaseConnection, DbErr, TransactionTrait};
use seedbed_generators::{Anchors, Generator, KeyBlock, Rows, World, generate};
use seedbed_schema_model::{Schema, TableName};

use super::{
    Event, PreservedProof, RunError, RunOptions, RunOutcome, TableOutcome, error::ChunkError,
};
use crate::{
    Clearance, Plan, PlannedGenerator, anchors,
    checksum::{self, Content, Sum},
    ledger::{self, ChunkEntry, RunEntry, RunState},
    load::{self, Late},
    plan::{FirstKey, free_key, rows, world},
};

struct Run<'r> {
    clearance: &'r Clearance<'r>,
    schema: &'r Schema,
    on: &'r DatabaseConnection,
    /// The plan carried out: on resuming, the one the run was begun with.
    plan: Plan,
    generators: Vec<&'r dyn Generator>,
    options: &'r RunOptions<'r>,
    order: Vec<TableName>,
    late: Late,
    id: String,
    done: Vec<ChunkEntry>,
    preserved: Vec<Content>,
}

pub(super) async fn run(
    clearance: &Clearance<'_>,
    plan: &Plan,
    generators: &[&dyn Generator],
    options: &RunOptions<'_>,
) -> Result<RunOutcome, RunError> {
    if !clearance.is_for(plan) {
        return Err(RunError::OtherPlan);
    }
    let generators = matching(plan, generators)?;
    let target = clearance.target();
    let schema = clearance.schema();
    let runs = ledger::runs(target).await?;
    let resumed = runs.iter().rev().find(|r| r.state == RunState::Running).or_else(|| {
        let unverified = |r: &&RunEntry| r.state != RunState::Verified;
        let last = runs.iter().rev().find(|r| r.plan_hash == plan.hash());
        last.filter(unverified).filter(|_| options.unverified)
    });
    if let Some(other) = resumed.filter(|r| r.plan_hash != plan.hash()) {
        let (run, plan_hash) = (other.run.clone(), other.plan_hash.clone());
        return Err(RunError::Unfinished { run, plan_hash });
    }
    let finished =
        runs.iter().rev().find(|r| r.state != RunState::Running && r.recipe == plan.recipe());
    if let Some(there) = finished.filter(|_| resumed.is_none() && !options.again) {
        return Err(RunError::AlreadySeeded { run: there.run.clone() });
    }
    if resumed.is_none()
        && !options.again
        && let Some(error) = seeded_otherwise(&runs, plan)
    {
        return Err(error);
    }
    let (on, dialect) = (target.connection(), target.dialect());
    let (id, plan, done) = match resumed {
        Some(r) => {
            let stored = ledger::plan(on, dialect, &r.run).await?;
            (r.run.clone(), stored, ledger::chunks(on, dialect, &r.run).await?)
        }
        None => {
            let taken: Vec<&str> = runs.iter().map(|r| r.run.as_str()).collect();
            (new_id(plan, options, &taken), plan.clone(), Vec::new())
        }
    };
    let order: Vec<TableName> = plan.tables.iter().map(|t| t.table.clone()).collect();
    let late = load::late(schema, &order);
    let resumed = resumed.is_some();
    let mut run = Run {
        clearance,
        schema,
        on,
        plan,
        generators,
        options,
        order,
        late,
        id,
        done,
        preserved: Vec::new(),
    };
    run.carry_out(resumed).await
}

/// A finished run of another recipe that wrote to tables of this plan.
fn seeded_otherwise(runs: &[RunEntry], plan: &Plan) -> Option<RunError> {
    let recipe = plan.recipe();
    runs.iter().rev().filter(|r| r.recipe != recipe).find_map(|r| {
        let both = plan.tables.iter().map(|t| t.table.to_string());
        let tables: Vec<_> = both.filter(|t| r.rows.get(t).is_some_and(|n| *n > 0)).collect();
        (!tables.is_empty()).then(|| RunError::SeededOtherwise { run: r.run.clone(), tables })
    })
}

/// The generators of the plan, in its order.
fn matching<'g>(
    plan: &Plan,
    given: &[&'g dyn Generator],
) -> Result<Vec<&'g dyn Generator>, RunError> {
    let one = |p: &PlannedGenerator| {
        given
            .iter()
            .copied()
            .find(|g| {
                let spec = g.spec();
                spec.name == p.name && spec.version == p.version && spec.options == p.options
            })
            .ok_or_else(|| RunError::Generator { name: p.name.clone(), version: p.version })
    };
    plan.generators.iter().map(one).collect()
}

fn new_id(plan: &Plan, options: &RunOptions<'_>, taken: &[&str]) -> String {
    let hash = plan.hash();
    let start = options.started.format("%Y%m%dT%H%M%S");
    let id = format!("{start}-{}", hash.get(..8).unwrap_or_default());
    let free = |id: &String| !taken.contains(&id.as_str());
    (1u32..)
        .map(|n| if n == 1 { id.clone() } else { format!("{id}-{n}") })
        .find(free)
        .unwrap_or(id.clone())
}

impl Run<'_> {
    async fn carry_out(&mut self, resumed: bool) -> Result<RunOutcome, RunError> {
        let dialect = self.schema.dialect;
        let ranges = self.ranges();
        // What is all there refers to nothing any more.
        let complete = resumed && ranges.is_empty();
        let worlds = if complete { Vec::new() } else { self.worlds(resumed).await? };
        if !resumed {
            self.keys_are_free().await?;
            for i in 0..self.plan.tables.len() {
                let table = self.plan.tables[i].table.clone();
                let count = rows(self.clearance.target(), self.schema, &table).await;
                self.plan.tables[i].before = count.map_err(|e| self.failed("count rows", e))?;
            }
        }
        self.preserved = self.content(&self.plan.preserve.clone()).await?;
        if !resumed {
            self.clearance.recheck(self.on).await.map_err(ledger::LedgerError::from)?;
            ledger::create(self.on, dialect).await?;
            let started = self.options.started.to_rfc3339_opts(SecondsFormat::Secs, true);
            let identity = self.clearance.target().identity();
            ledger::begin(self.on, dialect, &self.id, &self.plan, identity, &started).await?;
        }
        let already = self.done.len() as u64;
        let chunks = already + ranges.len() as u64;
        self.tell(&Event::Begun { run: &self.id, chunks, done: already });
        for (i, (generator, units)) in ranges.iter().enumerate() {
            // Preserved tables are compared where a difference can still be rolled back: in each
            // generator's first chunk, which shows what its tables' triggers do, and in the last.
            let first = i == 0 || ranges[i - 1].0 != *generator;
            let last = i + 1 == ranges.len();
            let world = &worlds[*generator];
            self.chunk(*generator, world, units.clone(), first || last).await?;
        }
        self.tell(&Event::Loaded);
        self.finish(resumed).await
    }

    /// The units still to be made, by generator, cut into chunks.
    fn ranges(&self) -> Vec<(usize, Range<u64>)> {
        let mut ranges = Vec::new();
        for (i, generator) in self.plan.generators.iter().enumerate() {
            let done = self.done.iter().filter(|c| c.generator == generator.name);
            let mut next = done.map(|c| c.units.1).max().unwrap_or(0);
            let step = self.options.chunk_units.unwrap_or(generator.chunk_units).max(1);
            while next < generator.units {
                let end = next.saturating_add(step).min(generator.units);
                ranges.push((i, next..end));
                next = end;
            }
        }
        ranges
    }

    /// The world of each generator, with the existing rows as they were when the run began.
    async fn worlds(&self, resumed: bool) -> Result<Vec<World>, RunError> {
        let mut own: BTreeMap<TableName, Vec<KeyBlock>> = BTreeMap::new();
        for table in self.plan.generators.iter().flat_map(|g| &g.tables) {
            if let Some(key) = table.key.as_ref().filter(|_| resumed) {
                own.entry(table.table.clone()).or_default().push(key.first.block());
            }
        }
        let mut hash = blake3::Hasher::new();
        let mut worlds = Vec::new();
        for (planned, generator) in self.plan.generators.iter().zip(&self.generators) {
            let spec = generator.spec();
            hash.update(spec.name.as_bytes());
            let mut all = BTreeMap::new();
            for anchor in &spec.anchors {
                let own = own.get(&anchor.table).map_or(&[][..], Vec::as_slice);
                let read = anchors::read(self.on, self.schema, anchor, own).await;
                let table = read.map_err(|e| self.failed("read existing rows", e))?;
                anchors::fingerprint(&mut hash, anchor, &table);
                all.insert(anchor.name.clone(), table);
            }
            worlds.push(world(self.plan.seed, self.plan.today, planned, Anchors(all)));
        }
        if hash.finalize().to_hex()[..32] != *self.plan.anchors_fingerprint {
            let advice = if resumed {
                "the run cannot go on with other rows than it began with"
            } else {
                "make the plan again"
            };
            return Err(RunError::AnchorsChanged { advice });
        }
        Ok(worlds)
    }

    /// Nobody took the keys that were set aside.
    async fn keys_are_free(&self) -> Result<(), RunError> {
        let mut least: BTreeMap<(&TableName, &str), i64> = BTreeMap::new();
        for table in self.plan.generators.iter().flat_map(|g| &g.tables) {
            if let Some(key) = &table.key
                && let FirstKey::Number { first, .. } = key.first
            {
                let known = least.entry((&table.table, &key.column)).or_insert(first);
                *known = first.min(*known);
            }
        }
        for ((table, column), first) in least {
            let free = free_key(self.clearance.target(), self.schema, table, column).await;
            if free.map_err(|e| self.failed("look for free keys", e))? > first {
                return Err(RunError::Moved { table: table.clone() });
            }
        }
        Ok(())
    }

    async fn chunk(
        &mut self,
        generator: usize,
        world: &World,
        units: Range<u64>,
        compare: bool,
    ) -> Result<(), RunError> {
        let name = self.plan.generators[generator].name.clone();
        let number = self.done.len() as u64 + 1;
        let range = (units.start, units.end);
        match self.write(generator, world, units, number, compare).await {
            Ok(entry) => {
                let rows = entry.rows.values().sum();
                self.done.push(entry);
                self.tell(&Event::Chunk { generator: &name, units: range, rows });
                Ok(())
            }
            Err(source) => Err(RunError::Chunk {
                run: self.id.clone(),
                number,
                generator: name,
                units: range,
                committed: number - 1,
                source: Box::new(source),
            }),
        }
    }

    /// One transaction: the rows and the ledger's line, or neither.
    async fn write(
        &self,
        generator: usize,
        world: &World,
        units: Range<u64>,
        number: u64,
        compare: bool,
    ) -> Result<ChunkEntry, ChunkError> {
        let range = (units.start, units.end);
        let made = generate(self.generators[generator], world, units, self.options.threads)?;
        let failed = |what| move |source: DbErr| ChunkError::Database { what, source };
        let on = self.on.begin().await.map_err(failed("beginning a transaction"))?;
        self.clearance.recheck(&on).await?;
        if let Some(defer) = self.late.defer {
            let deferred = sea_orm::ConnectionTrait::execute_unprepared(&on, defer).await;
            deferred.map_err(failed("deferring foreign keys"))?;
        }
        for table in &self.order {
            if let Some(rows) = made.table(table) {
                load::load(&on, self.schema, rows, self.late.of(table)).await?;
            }
        }
        load::fill(&on, self.schema, &self.late, &made).await?;
        if compare {
            self.preserved_unchanged(&on).await?;
        }
        let entry = ChunkEntry {
            generator: self.plan.generators[generator].name.clone(),
            units: range,
            rows: made.tables().iter().map(|t| (t.table.to_string(), t.len() as u64)).collect(),
            checksum: checksum_of(&made),
        };
        ledger::chunk(&on, self.schema.dialect, &self.id, number, &entry).await?;
        // A dropped transaction rolls back; only this makes it stay.
        on.commit().await.map_err(failed("committing"))?;
        Ok(entry)
    }

    async fn preserved_unchanged(
        &self,
        on: &impl sea_orm::ConnectionTrait,
    ) -> Result<(), ChunkError> {
        for before in &self.preserved {
            let after = checksum::of(on, self.schema, &before.table).await;
            let what = "comparing preserved tables";
            let after = after.map_err(|source| ChunkError::Database { what, source })?;
            if after != *before {
                return Err(ChunkError::Preserved { before: before.clone(), after });
            }
        }
        Ok(())
    }

    async fn finish(&self, resumed: bool) -> Result<RunOutcome, RunError> {
        for table in &self.order {
            let advanced = load::advance(self.on, self.schema, table).await;
            advanced.map_err(|e| self.failed("advance sequences", e))?;
        }
        let contents = self.content(&self.order).await?;
        let inserted = |table: &TableName| -> u64 {
            self.done.iter().filter_map(|c| c.rows.get(&table.to_string())).sum()
        };
        let tables = self.plan.tables.iter().zip(contents).map(|(t, now)| TableOutcome {
            before: t.before,
            inserted: inserted(&t.table),
            after: now.rows,
            checksum: now.checksum,
            table: now.table,
        });
        let tables = tables.collect();
        ledger::set_state(self.on, self.schema.dialect, &self.id, RunState::Done).await?;
        let proof = |c: &Content| PreservedProof {
            table: c.table.clone(),
            rows: c.rows,
            checksum: c.checksum.clone(),
        };
        Ok(RunOutcome {
            run: self.id.clone(),
            identity: self.clearance.target().identity().clone(),
            plan_hash: self.plan.hash(),
            recipe: self.plan.recipe(),
            fingerprint: self.clearance.fingerprint().clone(),
            resumed,
            chunks: self.done.len() as u64,
            tables,
            preserved: self.preserved.iter().map(proof).collect(),
            streams: self.streams(),
        })
    }

    /// One checksum a generator, of its chunks in order of their units.
    fn streams(&self) -> BTreeMap<String, String> {
        let mut hashes: BTreeMap<String, Sum> = BTreeMap::new();
        for chunk in &self.done {
            hashes.entry(chunk.generator.clone()).or_default().add_sum(&chunk.checksum);
        }
        hashes.into_iter().map(|(name, sum)| (name, sum.to_string())).collect()
    }

    async fn content(&self, tables: &[TableName]) -> Result<Vec<Content>, RunError> {
        let mut all = Vec::with_capacity(tables.len());
        for table in tables {
            self.tell(&Event::Counting { table });
            let content = checksum::of(self.on, self.schema, table).await;
            all.push(content.map_err(|e| self.failed(&format!("sum up {table}"), e))?);
        }
        Ok(all)
    }

    fn tell(&self, event: &Event<'_>) {
        if let Some(observer) = self.options.observer {
            observer.event(event);
        }
    }

    fn failed(&self, what: &str, source: DbErr) -> RunError {
        RunError::Database {
            run: self.id.clone(),
            what: what.to_owned(),
            committed: self.done.len() as u64,
            source,
        }
    }
}

/// The rows of a chunk as one number: a sum over rows, so that how units are cut does not count.
fn checksum_of(rows: &Rows) -> String {
    let mut sum = Sum::default();
    for table in rows.tables() {
        let name = table.table.to_string();
        for row in table.rows() {
            let cells: Vec<String> =
                table.columns.iter().zip(row).map(|(c, v)| format!("{c}={v:?}")).collect();
            sum.add(std::iter::once(name.as_str()).chain(cells.iter().map(String::as_str)));
        }
    }
    sum.to_string()
}
