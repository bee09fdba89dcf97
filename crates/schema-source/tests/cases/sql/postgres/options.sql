-- The options of functions, and changes of them.
CREATE TABLE zz (a int);
CREATE FUNCTION a() RETURNS SETOF int LANGUAGE sql ROWS 50 COST 12.5 PARALLEL RESTRICTED LEAKPROOF AS 'select 1';
CREATE FUNCTION b() RETURNS int LANGUAGE 'plpgsql' IMMUTABLE RETURNS NULL ON NULL INPUT EXTERNAL SECURITY DEFINER WINDOW AS $$begin return 1; end$$;
CREATE FUNCTION c() RETURNS int LANGUAGE sql COST 0.5 SET DateStyle TO iso, dmy SET "app.x" = 'a,b' SET app.y = a AS 'select 1';
CREATE FUNCTION d() RETURNS int AS 'select 1' LANGUAGE SQL;
ALTER FUNCTION d() SET timezone = 'Europe/Berlin';
ALTER FUNCTION d() STABLE COST 3;
CREATE FUNCTION e() RETURNS int LANGUAGE sql AS 'select 1'; ALTER FUNCTION e SECURITY DEFINER; ALTER FUNCTION e SET search_path TO DEFAULT; ALTER FUNCTION e RESET ALL;
CREATE FUNCTION f() RETURNS int LANGUAGE sql SET search_path = a, "B c", pg_temp AS 'select 1';
CREATE FUNCTION g() RETURNS int LANGUAGE sql SET search_path = "$user", public AS 'select 1';
CREATE FUNCTION h() RETURNS int LANGUAGE sql SET standard_conforming_strings = on SET lock_timeout = '5s' SET jit = 'off' AS 'select 1';
