-- Everything MariaDB says in a definition, for reading here and in a real database.
CREATE TABLE parent (
  id INT UNSIGNED NOT NULL AUTO_INCREMENT,
  code VARCHAR(20) NOT NULL,
  name NVARCHAR(40) DEFAULT 'it''s',
  latin VARCHAR(10) CHARACTER SET latin1,
  bin VARCHAR(10) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
  kind ENUM('a','b''c') NOT NULL DEFAULT 'a',
  flags SET('x','y'),
  yes BOOLEAN NOT NULL DEFAULT TRUE,
  small TINYINT DEFAULT 0,
  amount DECIMAL(10,2) DEFAULT 1.50,
  ratio DOUBLE DEFAULT 1e3,
  made TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  exact DATETIME(3) DEFAULT NOW(3),
  day DATE,
  at TIME,
  y YEAR,
  doc JSON,
  txt TEXT COMMENT 'a comment; with ''quotes''',
  raw VARBINARY(16),
  bits BIT(3) DEFAULT b'101',
  nothing INT DEFAULT NULL,
  token CHAR(36) DEFAULT (UUID()),
  twice DECIMAL(10,2) AS (amount * 2) STORED,
  upper_code VARCHAR(20) GENERATED ALWAYS AS (upper(code)) VIRTUAL,
  zero INT(5) ZEROFILL,
  price INT CHECK (price > 0),
  PRIMARY KEY (id),
  UNIQUE KEY (code),
  UNIQUE name_part (name(5)),
  KEY (kind, yes),
  KEY made_desc (made DESC),
  FULLTEXT KEY words (txt),
  CONSTRAINT sane CHECK (small < 100),
  CHECK (amount >= 0 AND small <> 5)
) ENGINE=InnoDB COMMENT='the one above';
CREATE TABLE child (
  a INT NOT NULL,
  b INT NOT NULL,
  parent_id INT UNSIGNED,
  code VARCHAR(20) COLLATE utf8mb4_general_ci REFERENCES parent (code) ON DELETE CASCADE,
  boss_a INT, boss_b INT,
  PRIMARY KEY (a, b),
  CONSTRAINT child_parent FOREIGN KEY (parent_id) REFERENCES parent (ID) ON DELETE SET NULL ON UPDATE CASCADE,
  FOREIGN KEY own_name (boss_a, boss_b) REFERENCES child (a, b),
  KEY parent_first (parent_id, a)
) COLLATE=utf8mb4_bin;
CREATE TABLE archive (id SERIAL, v VARCHAR(5) UNIQUE) ENGINE=MyISAM DEFAULT CHARSET=latin1;
CREATE TABLE `Mixed Case` (`Id` INT PRIMARY KEY, `we``ird` INT);
CREATE OR REPLACE TABLE replaced (id INT PRIMARY KEY);
CREATE UNIQUE INDEX child_boss ON child (boss_a, boss_b);
ALTER TABLE child ADD COLUMN note VARCHAR(9) NOT NULL DEFAULT '' AFTER b, ADD INDEX note_start (note(3));
ALTER TABLE replaced ADD COLUMN IF NOT EXISTS id INT, ADD COLUMN x INT;
ALTER TABLE replaced RENAME COLUMN x TO z, ADD UNIQUE INDEX (z);
CREATE VIEW codes AS SELECT id, code FROM parent;
CREATE SEQUENCE numbers START WITH 5 INCREMENT BY 2;
