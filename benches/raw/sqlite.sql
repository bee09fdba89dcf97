-- What a drift tool has to ask of SQLite's catalog at the least: the pragmas, over all tables at once.
SELECT type, name, tbl_name, sql FROM sqlite_schema;
SELECT m.name, x.* FROM sqlite_schema m JOIN pragma_table_xinfo(m.name) x WHERE m.type = 'table';
SELECT m.name, l.* FROM sqlite_schema m JOIN pragma_index_list(m.name) l WHERE m.type = 'table';
SELECT m.name, l.name, x.* FROM sqlite_schema m JOIN pragma_index_list(m.name) l
JOIN pragma_index_xinfo(l.name) x WHERE m.type = 'table';
SELECT m.name, f.* FROM sqlite_schema m JOIN pragma_foreign_key_list(m.name) f
WHERE m.type = 'table';
