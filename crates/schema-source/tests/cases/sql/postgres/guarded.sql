-- Migrations that look before they define, as people write them.
CREATE SCHEMA stock
    CREATE TABLE bins (id serial PRIMARY KEY, code text UNIQUE)
    CREATE TABLE moves (bin integer NOT NULL REFERENCES stock.bins (id), at timestamptz DEFAULT now())
    CREATE INDEX moves_at ON moves (at);
CREATE TYPE phase AS ENUM ('open', 'halfway_there', 'closed');
CREATE TABLE parents (id integer PRIMARY KEY, at phase NOT NULL DEFAULT 'halfway_there');
CREATE TABLE children (id integer PRIMARY KEY, parent_id integer, label text);
ALTER TYPE phase RENAME VALUE 'halfway_there' TO 'halfway';

DO $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'children_parent_fk') THEN
        ALTER TABLE children
            ADD CONSTRAINT children_parent_fk FOREIGN KEY (parent_id) REFERENCES parents (id);
    END IF;
    -- Now it is there.
    IF NOT EXISTS (
        SELECT 1 FROM information_schema.table_constraints
        WHERE table_name = 'children' AND constraint_name = 'children_parent_fk'
    ) THEN
        ALTER TABLE children ADD CONSTRAINT children_parent_fk FOREIGN KEY (id) REFERENCES parents (id);
    END IF;
END $$;

DO $body$
DECLARE
    words text[] := ARRAY['a', 'b'];
    n bigint;
BEGIN
    ALTER TABLE children ADD COLUMN code text;
    UPDATE children SET code = words[1] WHERE code IS NULL;
    SELECT count(*) INTO n FROM children;
    IF n > 0 THEN
        RAISE NOTICE 'changed %', n;
    END IF;
    CREATE UNIQUE INDEX children_code ON children (code);
END
$body$ LANGUAGE plpgsql;

DO $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM information_schema.columns WHERE table_name = 'children' AND column_name = 'label'
    ) THEN
        ALTER TABLE children RENAME COLUMN label TO title;
    ELSE
        ALTER TABLE children ADD COLUMN title text;
    END IF;
    IF EXISTS (SELECT 1 FROM pg_indexes WHERE indexname = 'no_such_index') THEN
        EXECUTE 'ALTER INDEX no_such_index RENAME TO other_index';
    END IF;
    IF EXISTS (SELECT FROM pg_class WHERE relname = 'children_code') THEN
        EXECUTE 'ALTER INDEX children_code RENAME TO children_by_code';
    END IF;
END $$;

DO $$
DECLARE
    orphan record;
BEGIN
    FOR orphan IN SELECT id FROM children WHERE parent_id IS NULL LOOP
        RAISE WARNING 'child % has no parent', orphan.id;
        DELETE FROM children WHERE id = orphan.id;
    END LOOP;
    IF (SELECT count(*) FROM children) <> (SELECT count(*) FROM parents) THEN
        RAISE NOTICE 'they differ';
    END IF;
END $$;

CREATE TEMPORARY TABLE mapping (a integer, b integer);
CREATE INDEX mapping_a ON mapping (a);
ALTER TABLE mapping ADD COLUMN c integer;
ALTER INDEX IF EXISTS never_there RENAME TO neither;
