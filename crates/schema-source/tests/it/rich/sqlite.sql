CREATE TABLE "T'able" (
  "Übung ""x""" INTEGER PRIMARY KEY AUTOINCREMENT,
  [per cent %] varchar(20) NOT NULL DEFAULT 'it''s (a, b)' COLLATE NOCASE,
  `flag` boolean DEFAULT TRUE,
  amount decimal(10, 2) DEFAULT -1.50 CHECK (amount > -10), -- a comment, with ( and '
  note TEXT DEFAULT NULL,
  word TEXT DEFAULT 'NULL',
  stamp TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
  twice AS (amount * 2) STORED,
  lower_word TEXT GENERATED ALWAYS AS (lower(word)) VIRTUAL,
  "check" INT CONSTRAINT "uq check" UNIQUE,
  CONSTRAINT "word, or none" CHECK (word <> ')' AND length(word) > 1)
);
CREATE TABLE parent (a INT, b INT, note ANY, PRIMARY KEY (b, a)) STRICT, WITHOUT ROWID;
CREATE TABLE child (
  id INT PRIMARY KEY,
  B INT NOT NULL,
  A INT NOT NULL,
  up INTEGER REFERENCES "t'ABLE" ON DELETE SET NULL ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
  again INTEGER REFERENCES missing,
  CONSTRAINT to_parent FOREIGN KEY (B, A) REFERENCES Parent (B, a) ON DELETE CASCADE
  CONSTRAINT one UNIQUE (A, B)
);
CREATE TABLE no_alias (id INTEGER PRIMARY KEY DESC, v);
CREATE UNIQUE INDEX partial ON child (lower(A) DESC, B COLLATE RTRIM) WHERE up IS NOT NULL AND A > 1;
CREATE INDEX "plain, index" ON "T'able" ([per cent %], "check" DESC);
CREATE VIEW v (x) AS SELECT id FROM child;
CREATE VIEW w AS SELECT id FROM child;
CREATE TRIGGER tr AFTER INSERT ON child BEGIN UPDATE child SET A = 1; END;
CREATE VIRTUAL TABLE search USING fts5(body);
