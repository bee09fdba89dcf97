-- A literal that goes on on the next line is one.
CREATE TABLE t (a text DEFAULT 'a'
'b', b text CHECK (b <> 'x'
   'y''z'), c text DEFAULT E'a\n'
  'b\t');
COMMENT ON TABLE t IS 'one '
 'two';
CREATE TYPE e AS ENUM ('a'
'b', 'c');
CREATE FUNCTION f() RETURNS text LANGUAGE sql AS 'select '
'1::text';
