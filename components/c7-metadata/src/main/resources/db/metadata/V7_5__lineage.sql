-- What was made from what, as events told it; product is empty for what is nobody's. The key is a
-- digest of the ends, for names from outside may be long.
create table lineage_link (
  key varchar(64) primary key,
  product varchar(128) ${bytewise} not null,
  from_kind varchar(32) ${bytewise} not null,
  from_id varchar(1000) ${bytewise} not null,
  to_kind varchar(32) ${bytewise} not null,
  to_id varchar(1000) ${bytewise} not null,
  -- Of the event in the log; 0 where the order is not known.
  position bigint not null
);
create index lineage_link_forward on lineage_link (from_kind, from_id, product, position, key);
create index lineage_link_back on lineage_link (to_kind, to_id, product, position, key);
