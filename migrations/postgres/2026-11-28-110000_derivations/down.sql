-- Removes what can be made again from the record.
DROP TABLE derivations;
