-- A code of an authenticator counts once: the time step (of 30 seconds) of the last one that was taken. And indexes for
-- those who forget sessions and links that are over.

alter table dokly.second_factors add column last_step bigint;

create index sessions_expires_at on dokly.sessions (expires_at);
create index verifications_expires_at on dokly.verifications (expires_at);
