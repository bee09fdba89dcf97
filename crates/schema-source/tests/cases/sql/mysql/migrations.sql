CREATE TABLE users (id INT AUTO_INCREMENT, email VARCHAR(100), name VARCHAR(50), role ENUM('a'), PRIMARY KEY(id), UNIQUE (email), KEY (name), INDEX (name, email));
CREATE TABLE `notes` (`id` serial, `user` int, `body` text, FOREIGN KEY (`user`) REFERENCES users (ID), CHECK (id > 0));
ALTER TABLE users ADD COLUMN age INT UNSIGNED NOT NULL DEFAULT 0 AFTER id, ADD first BOOL FIRST, MODIFY role ENUM('a','b') NOT NULL DEFAULT 'a' COMMENT 'what';
ALTER TABLE `users` CHANGE COLUMN `name` `full_name` varchar(80) CHARACTER SET utf8 NOT NULL;
ALTER TABLE users ADD (x int, y int unique), DROP INDEX name_2, RENAME INDEX email TO email_key, ADD FULLTEXT INDEX words (full_name);
ALTER TABLE notes DROP FOREIGN KEY notes_ibfk_1, DROP CHECK notes_chk_1;
ALTER TABLE notes ADD CONSTRAINT `notes_user` FOREIGN KEY (`user`) REFERENCES `users` (`id`) ON DELETE SET NULL, ADD INDEX `body_start` (`body`(20) DESC) USING BTREE;
ALTER TABLE notes MODIFY COLUMN body mediumtext, ALTER COLUMN user SET DEFAULT 1, ENGINE=Aria, COMMENT='n';
ALTER TABLE notes CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
ALTER TABLE users DROP COLUMN y, DROP PRIMARY KEY, ADD PRIMARY KEY USING BTREE (id, age);
RENAME TABLE notes TO remarks, users TO people;
CREATE UNIQUE INDEX people_age ON people (age, x);
CREATE UNIQUE INDEX people_name ON people (full_name(3));
DROP INDEX words ON people;
CREATE TABLE people_copy LIKE people;
CREATE TABLE inline (id int PRIMARY KEY, who int REFERENCES people (id), `weird``name` int COLUMN_FORMAT FIXED);
CREATE PROCEDURE no_delimiter() BEGIN DECLARE n INT; WHILE n > 0 DO SET n = IF(n > 1, 2, 0); CASE n WHEN 1 THEN SELECT 1; END CASE; END WHILE; DROP TABLE IF EXISTS zzz; END;
CREATE TABLE after_it (id int) # comment
;
SOURCE more.sql
LOAD DATA INFILE '/etc/passwd' INTO TABLE people;
