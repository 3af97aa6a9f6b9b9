-- Removes the record as a whole; it can be loaded again from its files.
DROP TABLE citations;
DROP TABLE sources;
DROP TABLE source_texts;
DROP TABLE progress;
DROP TABLE statements;
DROP TABLE objectives;
DROP TABLE actions;
DROP TABLE axes;
DROP TABLE current_release;
DROP TABLE releases;
