-- Names are flat, as in MLflow; a product's models are those named product.<name>.
create table registered_model (
  no ${identity},
  name varchar(256) ${bytewise} not null unique,
  product varchar(64) ${bytewise} not null,
  description text not null,
  -- The number that the next version gets; never given twice, whatever is deleted.
  next_version integer not null,
  created_at bigint not null,
  updated_at bigint not null,
  -- 1 where an import made it: an import changes no others. So in the tables below.
  imported integer not null default 0
);
create index registered_model_by_product on registered_model (product, name);

create table model_tag (
  model_no bigint not null,
  key varchar(250) ${bytewise} not null,
  value text not null,
  primary key (model_no, key)
) ${clustered};
create index model_tag_by_key on model_tag (key, model_no);

-- Deleted versions stay, so that nothing that names them leads nowhere.
create table model_version (
  model_no bigint not null,
  version integer not null,
  source varchar(2000) ${bytewise} not null,
  place varchar(2000) ${bytewise} not null,
  run_id varchar(500) ${bytewise} not null,
  run_link text not null,
  logged_model_id varchar(500) ${bytewise} not null,
  description text,
  stage varchar(64) ${bytewise} not null,
  user_name varchar(256) ${bytewise} not null,
  created_at bigint not null,
  updated_at bigint not null,
  deleted_at bigint,
  -- The pipeline run that registered it; that run again registers nothing.
  source_run varchar(64) ${bytewise},
  -- REQUESTED, PROMOTED or REJECTED; each step is a compare-and-set.
  decision varchar(16),
  requested_by varchar(256),
  card_revision integer not null,
  -- What is served and what it was made from; null for versions from elsewhere.
  document text,
  -- What the model says of itself in its MLmodel file.
  passport text,
  imported integer not null default 0,
  primary key (model_no, version),
  unique (model_no, source_run)
);
create index model_version_by_stage on model_version (model_no, stage, version)
  where deleted_at is null;
create index model_version_by_decision on model_version (decision, model_no, version)
  where decision is not null and deleted_at is null;
create index model_version_deleted on model_version (deleted_at) where deleted_at is not null;
create index model_version_by_update on model_version (updated_at desc);
create index model_version_by_run on model_version (run_id);
create index model_version_by_logged_model on model_version (logged_model_id);

create table model_version_tag (
  model_no bigint not null,
  version integer not null,
  key varchar(250) ${bytewise} not null,
  value text not null,
  primary key (model_no, version, key)
) ${clustered};
create index model_version_tag_by_key on model_version_tag (key, model_no, version);

-- A version's files as they were when it was registered.
create table model_file (
  model_no bigint not null,
  version integer not null,
  path varchar(2000) ${bytewise} not null,
  digest varchar(80) not null,
  size bigint not null,
  primary key (model_no, version, path)
) ${clustered};
create index model_file_by_digest on model_file (digest);

-- What a version's document names beside its files: the training set, the build.
create table model_version_blob (
  model_no bigint not null,
  version integer not null,
  digest varchar(64) not null,
  primary key (digest, model_no, version)
);
create index model_version_blob_by_version on model_version_blob (model_no, version);

create table model_alias (
  model_no bigint not null,
  alias varchar(255) ${bytewise} not null,
  version integer not null,
  primary key (model_no, alias)
) ${clustered};
create index model_alias_by_version on model_alias (model_no, version);

-- Append-only; outlives what it tells of. Version 0 is the model itself.
create table model_change (
  id ${identity},
  model_no bigint not null,
  model varchar(256) ${bytewise} not null,
  version integer not null,
  at bigint not null,
  event_time bigint not null,
  actor varchar(256) not null,
  change varchar(64) not null,
  evidence text not null
);
create index model_change_by_version on model_change (model_no, version, id);
create index model_change_by_model on model_change (model_no, id);
create index model_change_by_name on model_change (model, id);

-- Which version was in which stage from when until when, on the wall clock and in event time;
-- outlives versions and models, and follows a rename.
create table stage_period (
  id ${identity},
  model_no bigint not null,
  model varchar(256) ${bytewise} not null,
  version integer not null,
  stage varchar(64) ${bytewise} not null,
  since bigint not null,
  until bigint,
  event_since bigint not null,
  event_until bigint
);
create index stage_period_by_model on stage_period (model, stage, since);
create index stage_period_by_number on stage_period (model, id);
create index stage_period_open on stage_period (model_no, version) where until is null;

create table model_card (
  model_no bigint not null,
  version integer not null,
  revision integer not null,
  at bigint not null,
  actor varchar(256) not null,
  document text not null,
  primary key (model_no, version, revision)
);
create index model_card_by_time on model_card (model_no, at desc);
