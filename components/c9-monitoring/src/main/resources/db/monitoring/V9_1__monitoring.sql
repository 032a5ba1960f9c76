create table monitoring_label (
  product varchar(128) not null,
  key varchar(256) not null,
  positive integer not null,
  known_at bigint not null,
  primary key (product, key)
);

create table monitoring_label_correction (
  id ${identity},
  product varchar(128) not null,
  key varchar(256) not null,
  was_positive integer not null,
  was_known_at bigint not null,
  positive integer not null,
  known_at bigint not null
);

create table monitoring_monitor (
  product varchar(128) not null,
  endpoint varchar(128) not null,
  spec text not null,
  commit_id varchar(128) not null,
  primary key (product, endpoint)
);

create table monitoring_cursor (
  product varchar(128) not null,
  endpoint varchar(128) not null,
  position bigint not null,
  first_version varchar(128) not null,
  primary key (product, endpoint)
);

create table monitoring_prediction (
  product varchar(128) not null,
  endpoint varchar(128) not null,
  position bigint not null,
  id varchar(128) not null,
  key varchar(256) not null,
  time bigint not null,
  ripe_at bigint not null,
  version varchar(128) not null,
  score ${double} not null,
  first_score ${double},
  challenger varchar(128),
  challenger_score ${double},
  primary key (product, endpoint, position)
);
create index monitoring_prediction_ripe on monitoring_prediction (product, endpoint, ripe_at);

create table monitoring_day (
  product varchar(128) not null,
  endpoint varchar(128) not null,
  version varchar(128) not null,
  day bigint not null,
  counts text not null,
  primary key (product, endpoint, version, day)
);

create table monitoring_alert (
  id ${identity},
  product varchar(128) not null,
  endpoint varchar(128) not null,
  kind varchar(32) not null,
  at bigint not null
);
create index monitoring_alert_at on monitoring_alert (product, endpoint, at);

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
