-- A year's downgrade or cancellation waits for the end of the year: what the engine was told for which reset.

alter table dokly.subscriptions add column reset_not_before timestamptz;
