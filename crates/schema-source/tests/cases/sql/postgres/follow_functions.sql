-- Wherever a function is called, its new name is followed.
CREATE FUNCTION f(x int) RETURNS int LANGUAGE sql IMMUTABLE AS 'select x';
CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS $$begin return new; end$$;
CREATE TABLE t (a int DEFAULT f(1), b int CHECK (f(b) > 0), g int GENERATED ALWAYS AS (f(1)) STORED);
CREATE INDEX i ON t (f(a)) WHERE f(b) > 1;
CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW WHEN (f(new.a) > 0) EXECUTE FUNCTION tf();
CREATE DOMAIN d AS int CHECK (f(VALUE) > 0);
ALTER FUNCTION f(int) RENAME TO f2;
ALTER FUNCTION tf() RENAME TO tf2;
CREATE SCHEMA app; 
ALTER FUNCTION f2(int) SET SCHEMA app;
ALTER FUNCTION tf2 SET SCHEMA app;
