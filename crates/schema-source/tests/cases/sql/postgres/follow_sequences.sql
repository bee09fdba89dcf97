-- Sequences, also those that a serial column made.
CREATE SEQUENCE s;
CREATE TABLE t (a int DEFAULT nextval('s'), b serial, c bigint DEFAULT nextval('s'::regclass) + 1);
ALTER SEQUENCE s RENAME TO s2;
ALTER SEQUENCE t_b_seq RENAME TO bb;
ALTER TABLE s2 RENAME TO s3;
CREATE SCHEMA app; ALTER SEQUENCE s3 SET SCHEMA app;
