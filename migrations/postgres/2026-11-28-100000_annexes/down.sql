-- Removes what stands beside the plan.
DROP TABLE targets;
DROP TABLE findings;
DROP TABLE terms;
DROP TABLE indicators;
DROP TABLE crosswalk;
DROP TABLE passages;
