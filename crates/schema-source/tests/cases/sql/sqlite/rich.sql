-- Everything SQLite says in a definition, for reading here and in a real database.
PRAGMA foreign_keys = ON;
CREATE TABLE parent (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    code TEXT NOT NULL UNIQUE,
    "select" VARCHAR(20) COLLATE NOCASE DEFAULT 'it''s',
    made DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    amount DECIMAL(10, 2) DEFAULT -1.5,
    on_off BOOLEAN NOT NULL DEFAULT true,
    note DEFAULT NULL,
    later INT DEFAULT (1 + 2)
);
CREATE TABLE IF NOT EXISTS parent (ignored INT);
CREATE TABLE "T'able" (a [my type] NOT NULL, 'b' TEXT, `c d` BLOB);
CREATE TABLE child (
    a INT NOT NULL,
    b TEXT NOT NULL,
    parent_id INTEGER REFERENCES PARENT ON DELETE CASCADE ON UPDATE SET NULL DEFERRABLE INITIALLY DEFERRED,
    code TEXT CONSTRAINT fk_code REFERENCES parent (CODE),
    price REAL CHECK (price >= 0),
    total REAL GENERATED ALWAYS AS (price * 2) STORED,
    label TEXT AS (upper(b)),
    CONSTRAINT pk PRIMARY KEY (a, b),
    CONSTRAINT one_code UNIQUE (code, A),
    CONSTRAINT sane CHECK (a > 0 AND b <> '' /* never */),
    FOREIGN KEY (a) REFERENCES parent (id) ON DELETE RESTRICT
);
CREATE TABLE odd_key (k TEXT PRIMARY KEY ON CONFLICT REPLACE, v, UNIQUE (v) ON CONFLICT IGNORE);
CREATE TABLE down (id INTEGER PRIMARY KEY DESC, v);
CREATE TABLE int_key (id INT PRIMARY KEY);
CREATE TABLE packed (k TEXT PRIMARY KEY, v INTEGER) WITHOUT ROWID;
CREATE TABLE tight (id INTEGER NOT NULL, k TEXT, v ANY, PRIMARY KEY (k, id)) STRICT;
CREATE TABLE table_key (id INTEGER, b TEXT, PRIMARY KEY (id AUTOINCREMENT));
CREATE TABLE no_commas (a INTEGER, b TEXT, PRIMARY KEY (a) UNIQUE (b) CHECK (a > 1));
CREATE TABLE "order" (id INTEGER PRIMARY KEY, "from" INTEGER, FOREIGN KEY ("from") REFERENCES "order");
CREATE UNIQUE INDEX child_price ON child (price DESC, b COLLATE NOCASE);
CREATE INDEX IF NOT EXISTS parent_lower ON parent (lower(code), "select") WHERE amount > 0;
CREATE INDEX main.parent_made ON parent (made) WHERE (on_off = 1);
CREATE INDEX parent_expr ON parent (amount * 2);
CREATE VIEW live AS SELECT id, code FROM parent WHERE on_off;
INSERT INTO parent (code) VALUES ('a;b'), ('--');
