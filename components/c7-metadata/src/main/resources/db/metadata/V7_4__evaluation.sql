-- Examples on which applications of language models are judged.
create table evaluation_dataset (
  no ${identity},
  id varchar(34) ${bytewise} not null unique,
  name varchar(255) ${bytewise} not null,
  record_schema text,
  profile text,
  digest varchar(64) not null,
  created_at bigint not null,
  updated_at bigint not null,
  created_by varchar(255) ${bytewise},
  updated_by varchar(255) ${bytewise},
  imported integer not null default 0
);
create index evaluation_dataset_by_creation on evaluation_dataset (created_at desc, id desc);

create table evaluation_dataset_tag (
  dataset_no bigint not null,
  key varchar(250) ${bytewise} not null,
  value text ${bytewise} not null,
  primary key (dataset_no, key)
) ${clustered};

create table evaluation_dataset_experiment (
  dataset_no bigint not null,
  experiment_id bigint not null,
  primary key (dataset_no, experiment_id)
) ${clustered};
create index evaluation_dataset_by_experiment
  on evaluation_dataset_experiment (experiment_id, dataset_no);

-- What goes in tells a record from another; parts are JSON texts.
create table evaluation_record (
  no ${identity},
  dataset_no bigint not null,
  id varchar(35) ${bytewise} not null unique,
  inputs_digest varchar(64) not null,
  inputs text not null,
  outputs text,
  expectations text,
  tags text not null,
  source text,
  created_at bigint not null,
  updated_at bigint not null,
  created_by varchar(255),
  updated_by varchar(255),
  unique (dataset_no, inputs_digest)
);

create table scorer (
  no ${identity},
  id varchar(36) not null unique,
  experiment_id bigint not null references experiment (id),
  name varchar(256) ${bytewise} not null,
  imported integer not null default 0,
  unique (experiment_id, name)
);

create table scorer_version (
  scorer_no bigint not null,
  version bigint not null,
  serialized text not null,
  created_at bigint not null,
  imported integer not null default 0,
  primary key (scorer_no, version)
) ${clustered};
