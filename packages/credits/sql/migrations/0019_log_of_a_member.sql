-- What one member did, and what was done to one page: found however many rows of others lie between. Neither column
-- changes after the row is made, so that the end of an action leaves these indexes alone.

create index actions_member on actions (workspace_id, member, action_id) where member is not null;
create index actions_document on actions (workspace_id, document_path, action_id) where document_path is not null;
