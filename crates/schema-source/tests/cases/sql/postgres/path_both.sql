-- The same name in two schemas.
CREATE TYPE mood AS ENUM ('x');
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'select 1';
CREATE SCHEMA app;
SET search_path TO app, public;
CREATE TABLE t (m mood, k int DEFAULT f(2), CHECK (f(k) > 0));
CREATE TYPE mood AS ENUM ('y');
CREATE TABLE t2 (m mood, k public.mood, n int DEFAULT public.f(2));
SET search_path TO public;
CREATE TABLE t3 (m mood, k app.mood);
RESET search_path;
CREATE TABLE t4 (m mood, k app.mood);
