create table webhook (
  id varchar(36) ${bytewise} primary key,
  name varchar(63) not null,
  description text not null,
  url varchar(500) not null,
  -- Pairs such as MODEL_VERSION:CREATED in the order given, separated by commas.
  events text not null,
  active integer not null,
  -- Sealed with the key of the data directory; null where nothing is signed.
  secret text,
  created_at bigint not null,
  updated_at bigint not null,
  deleted_at bigint,
  imported integer not null default 0
);
create index webhook_by_creation on webhook (created_at desc, id);

-- One row for each event and webhook: the queue while it is pending, then the log.
create table webhook_delivery (
  no ${identity},
  id varchar(36) not null,
  webhook_id varchar(36) ${bytewise} not null,
  event_id varchar(64) ${bytewise} not null,
  event varchar(64) not null,
  body text not null,
  created_at bigint not null,
  attempts integer not null,
  -- When it is tried next; null once it is over.
  due_at bigint,
  -- Another server leaves it alone until then.
  claimed_until bigint not null,
  succeeded integer not null,
  status integer,
  answer text,
  unique (webhook_id, event_id)
);
create index webhook_delivery_due on webhook_delivery (due_at) where due_at is not null;
create index webhook_delivery_log on webhook_delivery (webhook_id, no desc);
