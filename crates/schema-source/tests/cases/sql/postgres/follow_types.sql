-- Types, their labels, the rows of tables.
CREATE TYPE m AS ENUM ('a','b');
CREATE DOMAIN d AS m DEFAULT 'a';
CREATE TYPE c AS (x m, y d[]);
CREATE TABLE t (a m DEFAULT 'a'::m, b m[] DEFAULT '{a}'::m[], c c, d d, CHECK (a <> 'b'::m), CHECK (a = ANY (ARRAY['a'::m])));
CREATE FUNCTION f(x m, y d DEFAULT 'a', OUT z c) LANGUAGE sql AS 'select null::c';
CREATE FUNCTION g(x t) RETURNS SETOF m LANGUAGE sql AS 'select null::m';
CREATE INDEX i ON t (a) WHERE a = 'a'::m;
ALTER TYPE m RENAME TO m2; ALTER DOMAIN d RENAME TO d2; ALTER TYPE c RENAME TO c2; ALTER TYPE m2 RENAME VALUE 'a' TO 'aa';
ALTER TABLE t RENAME TO tt;
CREATE SCHEMA app; ALTER TYPE m2 SET SCHEMA app; ALTER DOMAIN d2 SET SCHEMA app;
