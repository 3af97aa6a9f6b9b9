-- What queries across releases need: the words of every text, cut and folded by the program so that both databases
-- compare the same bytes, and each table in the plan's own order, so that an export is read without sorting it.
-- `element` is the place of a value within a field of several values, else 0.

CREATE TABLE words (
    dataset TEXT NOT NULL,
    word TEXT NOT NULL,
    field TEXT NOT NULL,
    release_seq BIGINT NOT NULL REFERENCES releases (seq),
    position INTEGER NOT NULL,
    element INTEGER NOT NULL,
    PRIMARY KEY (dataset, word, field, release_seq, position, element)
) WITHOUT ROWID;

CREATE UNIQUE INDEX axes_position ON axes (release_seq, position);
CREATE UNIQUE INDEX actions_position ON actions (release_seq, position);
CREATE UNIQUE INDEX objectives_position ON objectives (release_seq, position);
CREATE UNIQUE INDEX statements_position ON statements (release_seq, position);
CREATE UNIQUE INDEX progress_position ON progress (release_seq, position);
CREATE UNIQUE INDEX sources_position ON sources (release_seq, position);
