-- What a language model's application did for one request, as MLflow traces it.
create table llm_trace (
  no ${identity},
  id varchar(50) ${bytewise} not null unique,
  experiment_id bigint not null references experiment (id),
  requested_at bigint not null,
  duration bigint,
  state varchar(20) ${bytewise} not null,
  client_request_id varchar(250) ${bytewise},
  request_preview text,
  response_preview text,
  imported integer not null default 0
);
create index llm_trace_by_time on llm_trace (experiment_id, requested_at desc, id);

create table llm_trace_tag (
  trace_no bigint not null,
  key varchar(250) ${bytewise} not null,
  value varchar(8000) ${bytewise} not null,
  primary key (trace_no, key)
) ${clustered};

create table llm_trace_metadata (
  trace_no bigint not null,
  key varchar(250) ${bytewise} not null,
  value varchar(8000) ${bytewise} not null,
  primary key (trace_no, key)
) ${clustered};

-- Runs that a trace was made in, or linked to.
create table llm_trace_run (
  run_id varchar(250) ${bytewise} not null,
  trace_no bigint not null,
  primary key (run_id, trace_no)
) ${clustered};
create index llm_trace_run_by_trace on llm_trace_run (trace_no);

-- The content is the span whole, as JSON; the columns beside it are what is searched and summed.
create table llm_span (
  trace_no bigint not null,
  span_id varchar(16) ${bytewise} not null,
  parent_id varchar(16),
  name text ${bytewise} not null,
  type text ${bytewise} not null,
  status varchar(10) ${bytewise} not null,
  started_ns bigint not null,
  ended_ns bigint,
  input_tokens bigint not null,
  output_tokens bigint not null,
  content text ${bytewise} not null,
  primary key (trace_no, span_id)
);

create table llm_assessment (
  no ${identity},
  trace_no bigint not null,
  id varchar(50) ${bytewise} not null,
  name varchar(250) ${bytewise} not null,
  kind varchar(20) ${bytewise} not null,
  value_text text ${bytewise} not null,
  overrides varchar(50),
  valid integer not null,
  body text not null,
  unique (trace_no, id)
);
