-- An action by the id that the provider gave its request, for operators. Holds without one, as every service's own,
-- leave this index alone: their end stays on its page.

create index actions_request on actions (request_id) where request_id is not null;
