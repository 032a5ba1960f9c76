create table workflow_pipeline (
  product varchar(128) not null,
  name varchar(64) not null,
  commit_id varchar(64) not null,
  artifact varchar(64),
  spec text not null,
  active integer not null,
  applied_at bigint not null,
  primary key (product, name)
);

create table workflow_trigger (
  product varchar(128) not null,
  pipeline varchar(64) not null,
  place integer not null,
  event varchar(128),
  conditions text not null,
  every varchar(64),
  next_at bigint,
  timetable varchar(256),
  catch_up varchar(8) not null,
  slot_at bigint,
  paused integer not null,
  primary key (product, pipeline, place)
);
create index workflow_trigger_by_slot on workflow_trigger (paused, slot_at);

-- Who has paused a pipeline, and why; it outlives the pipeline's declaration.
create table workflow_pause (
  product varchar(128) not null,
  pipeline varchar(64) not null,
  actor varchar(256) not null,
  reason varchar(1024) not null,
  paused_at bigint not null,
  primary key (product, pipeline)
);

-- A pipeline's slots that were taken, each once for all; without a run where one stood in its way.
create table workflow_slot (
  product varchar(128) not null,
  pipeline varchar(64) not null,
  slot_at bigint not null,
  run_id varchar(64),
  backfill_id varchar(64),
  taken_at bigint not null,
  primary key (product, pipeline, slot_at)
);
create index workflow_slot_by_run on workflow_slot (run_id);
create index workflow_slot_by_backfill on workflow_slot (backfill_id, slot_at);

create table workflow_backfill (
  id varchar(64) primary key,
  product varchar(128) not null,
  pipeline varchar(64) not null,
  from_at bigint not null,
  until_at bigint not null,
  parallel integer not null,
  parameters text not null,
  state varchar(16) not null,
  actor varchar(256) not null,
  started_at bigint not null,
  ended_at bigint
);
create index workflow_backfill_by_product on workflow_backfill (product, id);

create table workflow_firing (
  event_id varchar(64) not null,
  product varchar(128) not null,
  pipeline varchar(64) not null,
  at bigint not null,
  primary key (event_id, product, pipeline)
);

-- Events of others that were taken into the log, once per id and source.
create table workflow_received (
  product varchar(128) not null,
  source varchar(1024) not null,
  id varchar(256) not null,
  event_id varchar(64) not null,
  received_at bigint not null,
  primary key (product, source, id)
);

create table workflow_run (
  id varchar(64) primary key,
  product varchar(128) not null,
  pipeline varchar(64) not null,
  commit_id varchar(64) not null,
  artifact varchar(64),
  spec text not null,
  applied integer not null,
  state varchar(16) not null,
  trigger_by varchar(1024) not null,
  actor varchar(256) not null,
  parameters text not null,
  event_time bigint not null,
  slot_at bigint,
  started_at bigint not null,
  ended_at bigint
);
create index workflow_run_by_product on workflow_run (product, id);
create index workflow_run_by_state on workflow_run (state, product, pipeline);

create table workflow_task (
  run_id varchar(64) not null references workflow_run (id),
  id varchar(64) not null,
  place integer not null,
  uses varchar(128) not null,
  state varchar(16) not null,
  attempt integer not null,
  failures integer not null,
  losses integer not null,
  due_at bigint,
  token varchar(64) unique,
  owner varchar(256),
  leased_until bigint,
  started_at bigint,
  ended_at bigint,
  outputs text not null,
  error text,
  primary key (run_id, id)
);
create index workflow_task_by_state on workflow_task (state, uses);

-- Blobs that runs, their tasks' outputs and applied pipelines name anywhere; kept as long as these.
create table workflow_blob (
  digest varchar(64) not null,
  owner varchar(256) not null,
  primary key (digest, owner)
);
