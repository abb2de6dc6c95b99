-- Pages and the files that were imported beside them, byte for byte.

create table dokly.documents (
  workspace_id text not null references dokly.workspaces (id) on delete cascade,
  -- The C collation orders and compares paths by their bytes, on every machine alike.
  path text collate "C" not null check (path <> ''),
  title text not null,
  is_page boolean not null,
  -- SHA-256 of the bytes in base64url, cut to 22 characters: the ETag.
  version text not null,
  bytes bytea not null,
  size integer not null check (size = octet_length(bytes)),
  created_at timestamptz not null default current_timestamp,
  updated_at timestamptz not null default current_timestamp,
  primary key (workspace_id, path)
);
