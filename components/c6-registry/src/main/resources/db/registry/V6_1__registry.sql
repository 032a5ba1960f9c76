create table model_version (
  product varchar(64) not null,
  model varchar(128) not null,
  version integer not null,
  source_run varchar(64) not null,
  stage varchar(16) not null,
  created_at bigint not null,
  created_by varchar(256) not null,
  document text not null,
  primary key (product, model, version),
  unique (product, model, source_run)
);

create table model_alias (
  product varchar(64) not null,
  model varchar(128) not null,
  alias varchar(64) not null,
  version integer not null,
  primary key (product, model, alias)
);

create table model_change (
  id ${identity},
  product varchar(64) not null,
  model varchar(128) not null,
  version integer not null,
  at bigint not null,
  event_time bigint not null,
  actor varchar(256) not null,
  change varchar(64) not null,
  evidence text not null
);
create index model_change_by_version on model_change (product, model, version, id);
