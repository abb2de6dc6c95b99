-- Which trace began a job, where traces are collected: the process that works on the job, which may be another one,
-- links its own trace to it. Forgotten after a week.

create table dokly.job_traces (
  workspace_id text not null,
  job text not null,
  traceparent text not null,
  at timestamptz not null default current_timestamp,
  primary key (workspace_id, job)
);
