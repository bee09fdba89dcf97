-- Names that differ in case only, spellings of types that few know, partitions.
drop table if exists Tw;
create table Tw (a int primary key);
drop table if exists tw;
create table tw (b int, foreign key (b) references Tw (a));
create table spelled (
  a nvarchar(10), b national character varying(10), c character varying(10), d dec(6,2), e fixed(5,1),
  f int4, g long varchar, h bool, i real, j double precision, k numeric, l char byte, m nchar(5),
  n serial, o middleint, p float8, q long varbinary, r text(32)
);
create table parted (id int not null, on_day date not null, primary key (id, on_day))
  partition by range (year(on_day)) (
    partition old values less than (2000) engine = InnoDB,
    partition young values less than maxvalue engine = InnoDB
  );
