    i integer, big bigint, sm smallint, n numeric(10,2), nn numeric, d double precision, r real,
    v varchar(20), x text, xc text COLLATE "C", ch char(3), bp bpchar, qc "char", nm name, ci citext,
    b boolean, dt date, tm time, tmz timetz, ts timestamp, ts3 timestamp(3), tz timestamptz,
    iv interval, j jsonb, jn json, u uuid, arr text[], va varchar(9)[], ia integer[], mat integer[][],
    by bytea, bt bit(3), vb bit varying(5), ip inet, cd cidr, mo money, e mood, oe other.color,
    dm posint, dv shorttext, ir int4range, tsr tsrange, pt point, tsv tsvector, xmlcol xml,
    cmp cmptype, hs hstore, lt ltree, deleted_at timestamptz, "Quoted" integer, "select" integer
