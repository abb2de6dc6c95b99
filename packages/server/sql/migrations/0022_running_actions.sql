-- Finds what runs in a workspace, and what began in the last minute, to bound both over all servers.
create index ai_runs_running on dokly.ai_runs (workspace_id) where ended_at is null;
create index ai_runs_recent on dokly.ai_runs (workspace_id, started_at);
