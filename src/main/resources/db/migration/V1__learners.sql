-- An anonymous learner is a random number in a cookie; the number means nothing elsewhere.
create table learner (
  id         uuid primary key,
  created_at timestamp with time zone not null
);

-- The last moment of each scenario that a learner has seen.
create table progress (
  learner_id uuid         not null references learner (id) on delete cascade,
  scenario   varchar(64)  not null,
  recording  char(64)     not null,
  tick       bigint       not null,
  ticks      bigint       not null,
  done       boolean      not null,
  updated_at timestamp with time zone not null,
  primary key (learner_id, scenario)
);

-- First answer to each prediction: a second try does not overwrite what was believed first.
create table prediction_answer (
  learner_id  uuid        not null references learner (id) on delete cascade,
  scenario    varchar(64) not null,
  prediction  varchar(64) not null,
  choice      varchar(64) not null,
  correct     boolean     not null,
  answered_at timestamp with time zone not null,
  primary key (learner_id, scenario, prediction)
);

-- What a learner changed in a run. The recording of a fork is computed from it, on any node.
create table fork (
  hash     char(64)    primary key,
  scenario varchar(64) not null,
  origin   char(64)    not null,
  edits    text        not null,
  made_at  timestamp with time zone not null
);
create index fork_by_scenario on fork (scenario, hash);
