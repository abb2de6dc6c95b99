-- Where the page that an action wrote was stored; null where it wrote none, or it could not be stored.
alter table dokly.ai_runs add column landed_path text;
