create table event (
  seq ${identity},
  id varchar(64) not null unique,
  type varchar(128) not null,
  source varchar(128) not null,
  subject varchar(1024) not null,
  product varchar(128),
  actor varchar(256) not null,
  time bigint not null,
  event_time bigint,
  data text not null,
  position bigint unique,
  hash ${bytes}
);
create index event_unsealed on event (seq) where position is null;
create index event_by_type on event (type, position);
create index event_by_subject on event (subject, position);
create index event_by_product on event (product, position);

create table event_head (
  one integer primary key check (one = 1),
  position bigint not null,
  hash ${bytes} not null,
  mac ${bytes} not null,
  key_fingerprint varchar(64) not null
);

create table event_cursor (
  subscriber varchar(128) primary key,
  position bigint not null
);

create table event_set_aside (
  subscriber varchar(128) not null,
  position bigint not null,
  error text not null,
  time bigint not null,
  retry integer not null,
  primary key (subscriber, position)
);

create table lease (
  name varchar(256) primary key,
  owner varchar(256) not null,
  token bigint not null,
  expires_at bigint not null
);

create table event_time (
  product varchar(128) primary key,
  at bigint not null
);
