DROP TABLE journal;
DROP TABLE drafts;
DROP TABLE api_keys;
ALTER TABLE releases DROP COLUMN approval;
