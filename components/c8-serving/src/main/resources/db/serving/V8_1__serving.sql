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
