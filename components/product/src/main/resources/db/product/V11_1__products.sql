create table product (
  name varchar(64) primary key,
  created_at bigint not null,
  created_by varchar(256) not null
);

create table product_spec (
  product varchar(64) not null references product (name),
  revision bigint not null,
  commit_id varchar(64) not null,
  document text not null,
  applied_at bigint not null,
  primary key (product, revision)
);
