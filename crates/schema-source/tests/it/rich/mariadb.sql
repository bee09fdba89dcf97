CREATE TABLE parent (
  id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
  code varchar(8) CHARACTER SET latin1 NOT NULL DEFAULT 'x''y\\z',
  part int NOT NULL,
  UNIQUE KEY parent_both (part, code),
  UNIQUE KEY parent_prefix (code(3)),
  KEY parent_part (part)
) COMMENT 'The "parents"
of all';
CREATE TABLE `T'able ``q`` ü` (
  `Id` int unsigned ZEROFILL NOT NULL,
  `it's` tinyint(1) NOT NULL DEFAULT TRUE COMMENT 'it''s a \\ "flag"',
  small tinyint DEFAULT NULL,
  word varchar(9) DEFAULT 'NULL',
  e enum('a','it''s','b,c','d\\e') NOT NULL DEFAULT 'it''s',
  s set('x','y') DEFAULT 'x,y',
  j json DEFAULT '{}',
  plain longtext,
  ts timestamp(3) NOT NULL DEFAULT current_timestamp(3) ON UPDATE current_timestamp(3),
  dt datetime DEFAULT '2020-01-01 00:00:00',
  amount decimal(10,2) DEFAULT 0.00,
  f float, d double, y year, bits bit(3) DEFAULT b'101', bin binary(2), vb varbinary(3), bl mediumblob,
  u uuid DEFAULT uuid(),
  ci varchar(5) COLLATE utf8mb4_bin,
  twice int GENERATED ALWAYS AS (`small` * 2) STORED,
  loud varchar(20) AS (upper(`word`)) VIRTUAL,
  place point NOT NULL,
  body text,
  parent_id bigint unsigned,
  other_id bigint unsigned,
  checked int CHECK (checked > 0 and checked < 10),
  hidden int INVISIBLE,
  PRIMARY KEY (`it's`, `Id`),
  KEY by_word (word DESC, body(10)),
  FULLTEXT KEY ft (body),
  SPATIAL KEY sp (place),
  CONSTRAINT `fk'1` FOREIGN KEY (parent_id) REFERENCES parent (id) ON DELETE SET NULL ON UPDATE CASCADE,
  FOREIGN KEY (other_id) REFERENCES parent (id) ON DELETE NO ACTION,
  CONSTRAINT named CHECK (small <> 3 or word <> ')')
) COLLATE utf8mb4_unicode_ci;
CREATE TABLE old (a int) ENGINE=Aria;
CREATE TABLE measure (at date NOT NULL, v int) PARTITION BY RANGE (year(at)) (PARTITION p0 VALUES LESS THAN (2024), PARTITION p1 VALUES LESS THAN MAXVALUE);
CREATE SEQUENCE numbers START 5 INCREMENT 3;
CREATE TABLE numbered (n bigint DEFAULT nextval(numbers));
CREATE VIEW v AS SELECT id, 'it''s' AS word FROM parent;
CREATE TRIGGER tr BEFORE INSERT ON parent FOR EACH ROW SET NEW.part = 1;
CREATE PROCEDURE pr() SELECT 1;
CREATE TABLE numbered_key (a int PRIMARY KEY);
CREATE TABLE `Case` (a int, b int, CONSTRAINT case_fk FOREIGN KEY (a) REFERENCES numbered_key (a));
CREATE TABLE `case` (a int);
