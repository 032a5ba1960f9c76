-- Versions of labels: what was known of a key (or of one prediction) from known_at until replaced_at.
create table monitoring_label (
  product varchar(128) not null,
  key varchar(256) not null,
  prediction varchar(64) not null,
  version integer not null,
  positive integer not null,
  known_at bigint not null,
  replaced_at bigint,
  primary key (product, key, prediction, version)
);

create table monitoring_monitor (
  product varchar(128) not null,
  endpoint varchar(128) not null,
  spec text not null,
  commit_id varchar(128) not null,
  failure text,
  primary key (product, endpoint)
);

create table monitoring_cursor (
  product varchar(128) not null,
  endpoint varchar(128) not null,
  position bigint not null,
  first_version varchar(128) not null,
  primary key (product, endpoint)
);

-- A row whose ripeness is not known has no ripe_at, and never counts.
create table monitoring_prediction (
  product varchar(128) not null,
  endpoint varchar(128) not null,
  position bigint not null,
  id varchar(128) not null,
  key varchar(256) not null,
  time bigint not null,
  ripe_at bigint,
  version varchar(128) not null,
  score ${double} not null,
  served_score ${double} not null,
  first_score ${double},
  challenger varchar(128),
  challenger_score ${double},
  primary key (product, endpoint, position)
);
create index monitoring_prediction_ripe on monitoring_prediction (product, endpoint, ripe_at);
create index monitoring_prediction_time on monitoring_prediction (product, endpoint, time);

create table monitoring_day (
  product varchar(128) not null,
  endpoint varchar(128) not null,
  version varchar(128) not null,
  day bigint not null,
  counts text not null,
  primary key (product, endpoint, version, day)
);

-- The newest evaluation of each day.
create table monitoring_drift (
  product varchar(128) not null,
  endpoint varchar(128) not null,
  day bigint not null,
  at bigint not null,
  point text not null,
  primary key (product, endpoint, day)
);

create table monitoring_alert (
  product varchar(128) not null,
  endpoint varchar(128) not null,
  kind varchar(32) not null,
  at bigint not null,
  primary key (product, endpoint, kind, at)
);

create table monitoring_challenge (
  seq ${identity},
  id varchar(64) not null unique,
  product varchar(128) not null,
  endpoint varchar(128) not null,
  model varchar(256) not null,
  champion varchar(128) not null,
  challenger varchar(128) not null,
  trained_until bigint not null,
  started_at bigint not null,
  deadline bigint not null,
  trigger_event varchar(256) not null,
  state varchar(16) not null,
  decided_at bigint,
  evidence text,
  reason text not null,
  unique (product, model, challenger)
);

create table monitoring_step (
  product varchar(128) not null,
  type varchar(192) not null,
  count bigint not null,
  position bigint not null,
  event varchar(64) not null,
  seconds ${double},
  primary key (product, type)
);
