-- A schema that gets another name.
CREATE SCHEMA a; CREATE TYPE a.m AS ENUM ('x'); CREATE FUNCTION a.f(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'select 1';
CREATE TABLE a.t (id serial PRIMARY KEY, m a.m DEFAULT 'x'::a.m, CHECK (a.f(id) > 0)); CREATE VIEW a.v AS SELECT * FROM a.t; CREATE TABLE u (t int REFERENCES a.t);
ALTER SCHEMA a RENAME TO b;
