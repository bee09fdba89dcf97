PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE a(id integer primary key, txt text);
INSERT INTO a VALUES(1,'x''; CREATE TABLE nope(id);');
INSERT INTO a VALUES(2,replace('l1\nl2','\n',char(10)));
CREATE TABLE log(id INTEGER PRIMARY KEY, at TEXT);
PRAGMA writable_schema=ON;
INSERT INTO sqlite_schema(type,name,tbl_name,rootpage,sql)VALUES('table','fts','fts',0,'CREATE VIRTUAL TABLE fts USING fts5(x)');
CREATE VIRTUAL TABLE fts2 USING fts5(title, body);
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('a',2);
CREATE TRIGGER a_after AFTER UPDATE ON a WHEN new.txt <> old.txt BEGIN
  INSERT INTO log(at) VALUES(CASE WHEN new.id > 1 THEN 'x' ELSE 'y' END);
  UPDATE a SET txt = 'end;' WHERE id = new.id;
END;
CREATE INDEX log_at ON log(at);
PRAGMA writable_schema=OFF;
COMMIT;
.mode csv
.read more.sql
ATTACH 'other.db' AS other;
VACUUM INTO 'copy.db';
CREATE TEMP TABLE scratch(id);
