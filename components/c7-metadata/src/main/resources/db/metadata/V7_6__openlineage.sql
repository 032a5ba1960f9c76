-- What other tools tell of their jobs, runs and datasets by OpenLineage. An event that comes again
-- is known by its digest.
create table openlineage_event (
  digest varchar(64) primary key,
  event_type varchar(16) not null,
  event_at bigint not null,
  received_at bigint not null
);

create table openlineage_job (
  no ${identity},
  id varchar(1000) ${bytewise} not null unique,
  namespace text ${bytewise} not null,
  name text ${bytewise} not null,
  facets text not null,
  -- Of the newest event that told of it.
  event_at bigint not null
);

create table openlineage_dataset (
  no ${identity},
  id varchar(1000) ${bytewise} not null unique,
  namespace text ${bytewise} not null,
  name text ${bytewise} not null,
  facets text not null,
  event_at bigint not null,
  location varchar(64)
);
create index openlineage_dataset_by_location on openlineage_dataset (location, no)
  where location is not null;

create table openlineage_run (
  no ${identity},
  id varchar(36) ${bytewise} not null unique,
  job_id varchar(1000) ${bytewise} not null,
  -- Of the newest event that told of a state, or of its end.
  state varchar(16) not null,
  state_at bigint not null,
  started_at bigint,
  ended_at bigint,
  facets text not null,
  event_at bigint not null
);
create index openlineage_run_by_job on openlineage_run (job_id, no desc);

-- What is still to be sent to others of our own runs, in order; what they refused stays for a look.
create table openlineage_outbox (
  no ${identity},
  event_id varchar(64) not null,
  part integer not null,
  body text not null,
  refused integer,
  answer text,
  unique (event_id, part)
);
create index openlineage_outbox_pending on openlineage_outbox (no) where refused is null;
