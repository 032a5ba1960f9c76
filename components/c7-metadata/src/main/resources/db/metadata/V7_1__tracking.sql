create table experiment (
  id ${identity},
  name varchar(500) not null unique,
  lifecycle varchar(16) not null,
  created_at bigint not null,
  updated_at bigint not null
);

create table run (
  id char(32) primary key,
  experiment_id bigint not null references experiment (id),
  name varchar(250) not null,
  user_name varchar(256) not null,
  status varchar(16) not null,
  lifecycle varchar(16) not null,
  started_at bigint not null,
  ended_at bigint
);
create index run_by_experiment on run (experiment_id, started_at desc, id);

create table run_param (
  run_id char(32) not null references run (id),
  key varchar(250) not null,
  value varchar(6000) not null,
  primary key (run_id, key)
);

create table run_tag (
  run_id char(32) not null references run (id),
  key varchar(250) not null,
  value varchar(8000) not null,
  primary key (run_id, key)
);

create table run_metric (
  run_id char(32) not null references run (id),
  key varchar(250) not null,
  timestamp_ms bigint not null,
  step bigint not null,
  value ${double} not null,
  is_nan integer not null,
  primary key (run_id, key, timestamp_ms, step, value, is_nan)
);

create table run_metric_latest (
  run_id char(32) not null references run (id),
  key varchar(250) not null,
  timestamp_ms bigint not null,
  step bigint not null,
  value ${double} not null,
  is_nan integer not null,
  primary key (run_id, key)
);

create table run_artifact (
  run_id char(32) not null references run (id),
  path varchar(1000) not null,
  digest char(64) not null,
  size bigint not null,
  primary key (run_id, path)
);
