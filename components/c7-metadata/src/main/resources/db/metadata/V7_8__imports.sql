-- What was copied from other servers, by what it is called there: how a copy is continued.
create table imported (
  source varchar(500) ${bytewise} not null,
  kind varchar(20) ${bytewise} not null,
  id varchar(600) ${bytewise} not null,
  -- What it is called here.
  here varchar(600) ${bytewise} not null,
  -- Of what is made here of a copy: whether it is the copy's own. Else how far the copy came.
  state varchar(100) ${bytewise} not null,
  at bigint not null,
  primary key (source, kind, id)
) ${clustered};
