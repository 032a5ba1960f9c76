alter table raw_file add column row_count bigint not null default 0;

create table feature_declaration (
  product varchar(64) not null,
  revision bigint not null,
  commit_id varchar(128) not null,
  document text not null,
  applied_at bigint not null,
  applied_by varchar(256) not null,
  primary key (product, revision)
);

-- What the newest declarations of each product say, feature by feature: to be searched.
create table declared_feature (
  product varchar(64) ${bytewise} not null,
  view_name varchar(64) ${bytewise} not null,
  name varchar(256) ${bytewise} not null,
  type varchar(16) ${bytewise} not null,
  source varchar(64) ${bytewise} not null,
  entity varchar(64) ${bytewise} not null,
  commit_id varchar(128) ${bytewise} not null,
  declared_at bigint not null,
  primary key (product, view_name, name)
) ${clustered};
create index declared_feature_by_time on declared_feature (declared_at);

create table pushed_source (
  product varchar(64) not null,
  source varchar(64) not null,
  end_offset bigint not null,
  row_count bigint not null,
  rejected bigint not null,
  rejected_end bigint not null,
  entity varchar(64) not null,
  event_time varchar(64) not null,
  primary key (product, source)
);

-- How far a file's rows were taken in, for each form of the mapping: what a restart goes on from.
create table file_ingest (
  product varchar(64) not null,
  source varchar(64) not null,
  digest char(64) not null,
  mapping char(32) not null,
  ordinal bigint not null,
  accepted bigint not null,
  rejected bigint not null,
  repeated bigint not null,
  finished_at bigint,
  primary key (product, source, digest, mapping)
);

create table feature_table (
  product varchar(64) not null,
  view_name varchar(64) not null,
  metadata text not null,
  snapshot bigint not null,
  row_count bigint not null,
  primary key (product, view_name)
);
