create table raw_file (
  product varchar(64) not null,
  source varchar(64) not null,
  revision bigint not null,
  name varchar(255) not null,
  digest varchar(64) not null,
  size bigint not null,
  uploaded_at bigint not null,
  uploaded_by varchar(256) not null,
  primary key (product, source, revision)
);
create index raw_file_by_digest on raw_file (digest);

create table analysis (
  product varchar(64) not null,
  source varchar(64) not null,
  digest char(64) not null,
  request text not null,
  report text not null,
  finished_at bigint not null,
  primary key (product, source, digest, request)
);
