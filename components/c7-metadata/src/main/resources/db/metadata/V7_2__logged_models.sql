create table logged_model (
  no ${identity},
  id varchar(34) ${bytewise} not null unique,
  experiment_id bigint not null references experiment (id),
  name varchar(250) ${bytewise} not null,
  model_type varchar(500) ${bytewise} not null,
  source_run_id varchar(64) ${bytewise} not null,
  status varchar(32) ${bytewise} not null,
  created_at bigint not null,
  updated_at bigint not null,
  deleted_at bigint,
  imported integer not null default 0
);
create index logged_model_by_creation on logged_model (experiment_id, created_at desc, id);
create index logged_model_by_run on logged_model (source_run_id);

create table logged_model_param (
  model_no bigint not null,
  key varchar(250) ${bytewise} not null,
  value text ${bytewise} not null,
  primary key (model_no, key)
) ${clustered};

create table logged_model_tag (
  model_no bigint not null,
  key varchar(250) ${bytewise} not null,
  value text ${bytewise} not null,
  primary key (model_no, key)
) ${clustered};

-- In the order of time, so that the latest point is found by one seek. Without a dataset its name
-- and digest are empty.
create table logged_model_metric (
  model_no bigint not null,
  key_no bigint not null,
  at bigint not null,
  step bigint not null,
  run_no bigint not null,
  dataset_name varchar(500) ${bytewise} not null,
  dataset_digest varchar(36) ${bytewise} not null,
  value ${double} not null,
  is_nan integer not null,
  primary key (model_no, key_no, at, step, run_no, dataset_name, dataset_digest)
) ${clustered};

-- Models that a run read and made, in the order in which it told of them.
create table run_model (
  no ${identity},
  run_no bigint not null,
  is_output integer not null,
  model_id varchar(100) ${bytewise} not null,
  step bigint not null,
  unique (run_no, is_output, model_id)
);
create index run_model_by_model on run_model (model_id, run_no);
