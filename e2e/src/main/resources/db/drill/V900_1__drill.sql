create table drill_row (
  id varchar(64) primary key,
  event_id varchar(64) not null
);
