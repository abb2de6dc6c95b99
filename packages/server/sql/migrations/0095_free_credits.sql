-- Free credits once per e-mail address: who had them, and which workspaces begin without.

create table dokly.free_credits (
  -- SHA-256 of the address as accounts/email-key.ts writes it: it outlives the person, who can not be read from it.
  email_key bytea primary key check (octet_length(email_key) = 32),
  workspace_id text not null references dokly.workspaces (id),
  claimed_at timestamptz not null default clock_timestamp()
);

alter table dokly.workspaces add column has_free_credits boolean not null default true;
