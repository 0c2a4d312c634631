-- Finds the retries and replays of a run.
CREATE INDEX run_by_trigger_run ON run (trigger_run, id) WHERE trigger_run IS NOT NULL;
