create table delivery (
  id varchar(64) primary key,
  product varchar(64) not null,
  kind varchar(16) not null,
  event_id varchar(64) not null unique,
  actor varchar(256) not null,
  commit_id varchar(64) not null,
  model varchar(128),
  version integer,
  run_id varchar(64),
  state varchar(16) not null,
  artifact varchar(80),
  started_at bigint not null,
  ended_at bigint
);
create index delivery_by_product on delivery (product, id desc);
create index delivery_by_state on delivery (product, kind, state, id);
create index delivery_by_run on delivery (run_id);
create index delivery_by_artifact on delivery (artifact);

-- A row for each product that has delivered: how many artifacts it has, and what is registered now.
create table delivery_product (
  product varchar(64) primary key,
  artifacts bigint not null,
  commit_id varchar(64),
  artifact varchar(80)
);

create table delivery_artifact (
  product varchar(64) not null,
  version integer not null,
  commit_id varchar(64) not null,
  digest varchar(80) not null,
  size bigint not null,
  delivered_at bigint not null,
  primary key (product, version),
  unique (product, digest)
);
create index delivery_artifact_by_digest on delivery_artifact (digest);
