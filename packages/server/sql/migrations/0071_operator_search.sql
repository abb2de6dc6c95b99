-- What an operator looks for: pages by their path, workspaces and people by the beginning of a name, runs by the id of
-- the request that started them. And what members are told of a refund that an operator made.

create index documents_by_path on dokly.documents (path text_pattern_ops, workspace_id);
create index organizations_by_name on dokly.organizations (lower(name) text_pattern_ops, id);
create index people_by_name on dokly.people (lower(name) text_pattern_ops, id);
create index people_by_email on dokly.people (lower(email) text_pattern_ops, id);
create index payment_flags_of_workspace on dokly.payment_flags (workspace_id) where resolved_at is null;

-- The id under which the log knows the request that started a run; null for runs before this column.
alter table dokly.ai_runs add column request_id text;
create index ai_runs_by_request on dokly.ai_runs (request_id) where request_id is not null;

create table dokly.refund_notices (
  workspace_id text not null references dokly.workspaces (id) on delete cascade,
  -- The act of the operator that it tells of.
  audit_id text not null references dokly.operator_audit (id),
  action_id text not null,
  -- Who ran the action.
  member text not null,
  credits bigint not null check (credits > 0),
  reason text not null,
  at timestamptz not null default clock_timestamp(),
  dismissed_at timestamptz,
  primary key (workspace_id, audit_id)
);
create index refund_notices_of_member on dokly.refund_notices (workspace_id, member, at desc)
  where dismissed_at is null;
