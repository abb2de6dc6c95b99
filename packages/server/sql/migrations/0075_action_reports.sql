-- Reports of actions that did not do what they were charged for, what operators answered, and who was told of it.

create table dokly.action_reports (
  id text primary key,
  workspace_id text not null references dokly.workspaces (id) on delete cascade,
  action_id text not null,
  -- The person who reported it, and the person or API key that ran it.
  reporter text not null,
  runner text,
  problem text not null,
  words text not null check (char_length(words) <= 1000),
  -- The person lets operators read what the action wrote. Nothing of the text is kept here.
  shows_text boolean not null,
  -- As the action was: it has ended, so that these do not change.
  kind text not null,
  outcome text not null,
  charged bigint not null check (charged >= 0),
  document_path text,
  document_title text,
  state text not null default 'open' check (state in ('open', 'refunding', 'refunded', 'declined', 'withdrawn')),
  -- The number of its last answer; 0: none.
  answered integer not null default 0,
  -- Whole milliseconds: a page of the queue begins at an instant that JSON has carried.
  reported_at timestamptz not null default date_trunc('milliseconds', clock_timestamp()),
  -- Of its last answer, or when it was withdrawn.
  changed_at timestamptz
);
-- Once for an action; one that was withdrawn leaves its place.
create unique index action_reports_once on dokly.action_reports (workspace_id, action_id) where state <> 'withdrawn';
-- The operator's queue, and what was answered.
create index action_reports_queue on dokly.action_reports (reported_at, id) where state in ('open', 'refunding');
create index action_reports_answered on dokly.action_reports (changed_at desc, id desc)
  where state in ('refunded', 'declined');
-- Counts a member's day and their reports of late.
create index action_reports_of_reporter on dokly.action_reports (workspace_id, reporter, reported_at);

-- What an operator decided. A row is the intent, written before the engine is asked; `done_at` is its outcome.
create table dokly.report_answers (
  report_id text not null references dokly.action_reports (id) on delete cascade,
  number integer not null check (number > 0),
  -- 0: declined. Whole credits, as they were when it was decided: asked again, the engine gives the same.
  credits bigint not null check (credits >= 0),
  words text not null check (char_length(words) <= 1000),
  actor text not null,
  -- Who decided and from where, as the operators' audit writes it down: whoever carries it out acts for them.
  doer jsonb not null,
  decided_at timestamptz not null default clock_timestamp(),
  done_at timestamptz,
  -- The problem's code, where the engine refused the refund: then nothing was given back, and nobody is told.
  refused text,
  -- What did not return to the lots that had paid, since they are over, and until when it lives.
  goodwill bigint not null default 0 check (goodwill >= 0),
  goodwill_until timestamptz,
  primary key (report_id, number),
  check (refused is null or done_at is not null)
);
-- Finds what a dying server left between the intent and its outcome.
create index report_answers_open on dokly.report_answers (decided_at) where done_at is null;

-- Who is told of an answer: in the app until they have read it, and by mail where the server sends any. Written with
-- the outcome, in one transaction.
create table dokly.report_notices (
  id bigint generated always as identity primary key,
  workspace_id text not null references dokly.workspaces (id) on delete cascade,
  report_id text not null,
  number integer not null,
  person_id text not null,
  told_at timestamptz not null default clock_timestamp(),
  read_at timestamptz,
  -- The mail: none is due where `mail_due_at` is null.
  mail_due_at timestamptz,
  mail_attempts integer not null default 0,
  mailed_at timestamptz,
  unique (report_id, number, person_id),
  foreign key (report_id, number) references dokly.report_answers (report_id, number) on delete cascade
);
create index report_notices_unread on dokly.report_notices (workspace_id, person_id, id) where read_at is null;
-- The newest of a workspace, for live pages.
create index report_notices_newest on dokly.report_notices (workspace_id, id desc);
create index report_notices_due on dokly.report_notices (mail_due_at) where mail_due_at is not null;
