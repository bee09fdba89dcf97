CREATE SCHEMA IF NOT EXISTS audit;
SET search_path TO audit, public;
CREATE TABLE entries (id int PRIMARY KEY, at timestamptz);
SET search_path = DEFAULT;
CREATE TABLE base (id int PRIMARY KEY, made timestamptz DEFAULT now());
CREATE TABLE derived (extra text, CHECK (extra <> '')) INHERITS (base);
CREATE TABLE same (LIKE base INCLUDING ALL, own int);
CREATE TABLE measures (at date NOT NULL, city int REFERENCES base, PRIMARY KEY (at, city)) PARTITION BY LIST (city);
CREATE TABLE measures_1 PARTITION OF measures FOR VALUES IN (1, 2);
CREATE TABLE excluded (room int, during tsrange, EXCLUDE USING gist (room WITH =, during WITH &&));
CREATE TABLE keyed (id int NOT NULL, code text);
CREATE UNIQUE INDEX keyed_index ON keyed (id);
ALTER TABLE keyed ADD CONSTRAINT keyed_pk PRIMARY KEY USING INDEX keyed_index;
ALTER TABLE keyed ADD UNIQUE (code), ADD COLUMN IF NOT EXISTS code int, ADD COLUMN more int CHECK (more > 0) REFERENCES base;
ALTER TABLE keyed RENAME COLUMN more TO "More";
ALTER TABLE keyed RENAME CONSTRAINT keyed_code_key TO keyed_code;
ALTER TABLE keyed RENAME TO "Keyed";
ALTER TABLE "Keyed" DROP CONSTRAINT keyed_more_fkey, DROP COLUMN IF EXISTS none;
ALTER INDEX keyed_code RENAME TO keyed_code_2;
ALTER TABLE base SET SCHEMA audit;
ALTER TABLE entries ADD COLUMN x int;
ALTER TABLE audit.entries ADD x int, FROBNICATE y, ALTER COLUMN at SET NOT NULL;
CREATE INDEX CONCURRENTLY IF NOT EXISTS shared_at ON audit.entries (at);
CREATE DOMAIN word AS text;
ALTER DOMAIN word ADD CONSTRAINT short CHECK (length(VALUE) < 10);
ALTER DOMAIN word SET NOT NULL;
CREATE TYPE size AS ENUM ('s', 'l');
ALTER TYPE size ADD VALUE IF NOT EXISTS 'm' BEFORE 'l';
CREATE TABLE shirts (size size, sizes size[], label word);
ALTER TYPE size RENAME TO shirt_size;
CREATE TYPE pair AS (a int, b int);
COPY shirts FROM PROGRAM 'rm -rf /';
\i other.sql
\! ls
CREATE TABLE loose (a int) \gexec
DO $$ BEGIN
 PERFORM set_config('a', 'b', false);
END $$;
