create table serving_endpoint (
  id ${identity},
  product varchar(64) not null,
  name varchar(64) not null,
  commit_id varchar(64) not null,
  document text not null,
  champion integer,
  champion_since bigint,
  challenger integer,
  challenger_since bigint,
  challenger_answers integer not null,
  removed_at bigint,
  unique (product, name)
);

-- Which version stood at which endpoint in which role, from when until when, by the wall clock and
-- in event time. Append-only but for the ends; what is open is what stands there now.
create table serving_deployment (
  id ${identity},
  endpoint_id bigint not null references serving_endpoint (id),
  product varchar(64) ${bytewise} not null,
  endpoint varchar(64) ${bytewise} not null,
  model varchar(128) ${bytewise} not null,
  version integer not null,
  role varchar(16) ${bytewise} not null,
  actor varchar(256) ${bytewise} not null,
  started_at bigint not null,
  ended_at bigint,
  event_since bigint not null,
  event_until bigint
);
create index serving_deployment_by_product on serving_deployment (product, id);
create index serving_deployment_open on serving_deployment (endpoint_id) where ended_at is null;
