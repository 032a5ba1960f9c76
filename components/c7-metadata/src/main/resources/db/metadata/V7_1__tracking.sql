create table experiment (
  id ${identity},
  name varchar(500) ${bytewise} not null unique,
  artifact_location varchar(2000) not null,
  created_at bigint not null,
  updated_at bigint not null,
  deleted_at bigint
);
create index experiment_by_update on experiment (updated_at desc, id desc);

create table experiment_tag (
  experiment_id bigint not null references experiment (id),
  key varchar(250) ${bytewise} not null,
  value varchar(5000) not null,
  primary key (experiment_id, key)
);

-- The keys of metrics, parameters and tags: what is written most often carries their numbers.
create table logged_name (
  no ${identity},
  name varchar(250) ${bytewise} not null unique
);

-- A run counts as deleted while its experiment is.
create table run (
  no ${identity},
  id varchar(32) ${bytewise} not null unique,
  experiment_id bigint not null references experiment (id),
  name varchar(250) ${bytewise} not null,
  user_name varchar(256) ${bytewise} not null,
  status varchar(16) ${bytewise} not null,
  started_at bigint not null,
  ended_at bigint,
  deleted_at bigint,
  -- 1 where an import made it: an import changes no others. So in the tables of other things too.
  imported integer not null default 0
);
-- With the deletion, so that counts, and what a page in the middle passes over, read the index alone.
create index run_by_start on run (experiment_id, started_at desc, id, deleted_at);
create index run_by_name on run (experiment_id, name);

-- Points as they were logged, for all who logged at the same time, until they are put into curves.
create table logged_point (
  no ${passing_identity},
  points ${bytes} not null
);

-- A stretch of a curve under its first point: the points of one metric of one run up to the next
-- stretch, packed.
create table run_curve (
  run_no bigint not null,
  key_no bigint not null,
  first_step bigint not null,
  first_at bigint not null,
  first_rank bigint not null,
  points ${bytes} not null,
  primary key (run_no, key_no, first_step, first_at, first_rank)
) ${clustered};

create table run_metric_latest (
  run_no bigint not null,
  key_no bigint not null,
  experiment_id bigint not null,
  started_at bigint not null,
  step bigint not null,
  at bigint not null,
  value ${double} not null,
  is_nan integer not null,
  primary key (run_no, key_no)
) ${clustered};
create index run_metric_by_value
  on run_metric_latest (experiment_id, key_no, is_nan, value desc, started_at desc, run_no);

create table run_param (
  run_no bigint not null,
  key_no bigint not null,
  experiment_id bigint not null,
  value varchar(6000) ${bytewise} not null,
  primary key (run_no, key_no)
) ${clustered};
create index run_param_by_value
  on run_param (experiment_id, key_no, substr(value, 1, 64), run_no);

create table run_tag (
  run_no bigint not null,
  key_no bigint not null,
  experiment_id bigint not null,
  value varchar(8000) ${bytewise} not null,
  primary key (run_no, key_no)
) ${clustered};
create index run_tag_by_value on run_tag (experiment_id, key_no, substr(value, 1, 64), run_no);

-- What runs came of, as those of their tags say that name other things: a commit, a parent run.
create table run_origin (
  run_no bigint not null,
  kind varchar(16) not null,
  origin varchar(250) ${bytewise} not null,
  primary key (run_no, kind)
) ${clustered};
create index run_origin_by_origin on run_origin (kind, origin, run_no);

create table dataset (
  no ${identity},
  id varchar(36) not null unique,
  experiment_id bigint not null references experiment (id),
  name varchar(500) ${bytewise} not null,
  digest varchar(36) ${bytewise} not null,
  source_type varchar(36) not null,
  source text not null,
  -- Of what the source names, a digest; so in openlineage_dataset. Equal ones are the same place.
  location varchar(64),
  dataset_schema text,
  profile text,
  unique (experiment_id, name, digest)
);
create index dataset_by_location on dataset (location, no) where location is not null;

create table run_input (
  run_no bigint not null,
  dataset_no bigint not null references dataset (no),
  primary key (run_no, dataset_no)
);
create index run_input_by_dataset on run_input (dataset_no, run_no);

create table run_input_tag (
  run_no bigint not null,
  dataset_no bigint not null,
  key varchar(255) ${bytewise} not null,
  value varchar(500) ${bytewise} not null,
  primary key (run_no, dataset_no, key)
);

-- Every file of the metadata store by its path below the artifact root.
create table artifact (
  path varchar(2000) ${bytewise} primary key,
  digest varchar(64) not null,
  size bigint not null,
  modified_at bigint not null
) ${clustered};
create index artifact_by_digest on artifact (digest);

-- Runs and models that are gone, while their points and files are still being removed.
create table metadata_remains (
  no ${identity},
  run_no bigint,
  root varchar(4000) ${bytewise} not null
);
