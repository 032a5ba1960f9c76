-- What collections removed for good: lineage still names it, and its folder takes no more files.
create table metadata_removed (
  kind varchar(32) ${bytewise} not null,
  id varchar(64) ${bytewise} not null,
  name varchar(500) ${bytewise} not null,
  experiment varchar(500) ${bytewise} not null,
  -- Of a dataset; empty for others.
  digest varchar(36) ${bytewise} not null,
  -- Empty where its files lie elsewhere.
  root varchar(4000) ${bytewise} not null,
  removed_at bigint not null,
  primary key (kind, id)
) ${clustered};
create index metadata_removed_by_root on metadata_removed (root);
