create table source_ref (
  product varchar(64) not null,
  ref varchar(512) not null,
  object_id varchar(64) not null,
  primary key (product, ref)
);
