-- Removes what can be made again from the record.
DROP INDEX axes_position;
DROP INDEX actions_position;
DROP INDEX objectives_position;
DROP INDEX statements_position;
DROP INDEX progress_position;
DROP INDEX sources_position;
DROP TABLE words;
