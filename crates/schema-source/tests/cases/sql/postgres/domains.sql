-- What ALTER DOMAIN does, also to names that were made up.
CREATE DOMAIN d AS int CHECK (VALUE > 0) CHECK (VALUE < 10) NOT NULL DEFAULT 3;
CREATE DOMAIN e AS text CONSTRAINT named CHECK (VALUE ~ '^a') COLLATE "C";
CREATE TABLE t (a d, b e);
ALTER DOMAIN d DROP CONSTRAINT d_check1;
ALTER DOMAIN d ADD CHECK (VALUE <> 5);
ALTER DOMAIN d ADD CONSTRAINT nn CHECK (VALUE <> 6) NOT VALID;
ALTER DOMAIN e RENAME CONSTRAINT named TO other;
ALTER DOMAIN d DROP NOT NULL; ALTER DOMAIN d SET DEFAULT 4; ALTER DOMAIN d VALIDATE CONSTRAINT nn; ALTER DOMAIN d DROP CONSTRAINT IF EXISTS nope;
ALTER DOMAIN d OWNER TO CURRENT_USER;
CREATE DOMAIN long_name_of_a_domain_that_is_rather_long_indeed_and_goes_on AS text CHECK (VALUE <> '');
ALTER DOMAIN long_name_of_a_domain_that_is_rather_long_indeed_and_goes_on DROP CONSTRAINT long_name_of_a_domain_that_is_rather_long_indeed_and_goes_check;
