-- Finds runs whose server died before it wrote their end; by their start, which no heartbeat changes.
create index ai_runs_unended on dokly.ai_runs (started_at) where ended_at is null;
