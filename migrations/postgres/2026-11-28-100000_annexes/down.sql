-- Removes what stands beside the plan.
DROP TABLE targets;
DROP TABLE findings;
DROP TABLE terms;
DROP TABLE indicators;
DROP TABLE crosswalk;
DROP TABLE passages;
ALTER TABLE words ADD CONSTRAINT words_release_seq_fkey FOREIGN KEY (release_seq) REFERENCES releases (seq);
