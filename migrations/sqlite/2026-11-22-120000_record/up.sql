-- The record: immutable snapshots of releases. Each revision of a release writes all its rows anew under its own
-- sequence number, so that an answer is a pure function of (release_seq, request); nothing here is ever updated or
-- deleted, except the one row of current_release. Reasons for nulls stand in `absent` (field:reason, comma-separated);
-- `folded` holds the searchable text without case and accents, so that both databases compare the same bytes.

CREATE TABLE releases (
    seq INTEGER NOT NULL PRIMARY KEY,
    id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    edition TEXT NOT NULL,
    title_fr TEXT,
    title_en TEXT,
    recorded_at TIMESTAMP NOT NULL,
    earliest DATE,
    earliest_basis_fr TEXT,
    earliest_basis_en TEXT,
    latest DATE,
    latest_basis_fr TEXT,
    latest_basis_en TEXT,
    reason TEXT,
    content_sha256 TEXT NOT NULL,
    announced_axes INTEGER,
    announced_actions INTEGER,
    announced_objectives INTEGER,
    promise_fr TEXT,
    promise_en TEXT,
    absent TEXT NOT NULL,
    UNIQUE (id, revision)
);

CREATE TABLE current_release (
    id INTEGER NOT NULL PRIMARY KEY,
    seq BIGINT NOT NULL REFERENCES releases (seq),
    CHECK (id = 1)
);

CREATE TABLE axes (
    release_seq BIGINT NOT NULL REFERENCES releases (seq),
    position INTEGER NOT NULL,
    code TEXT NOT NULL,
    number INTEGER NOT NULL,
    title_fr TEXT,
    title_fr_release TEXT,
    title_en TEXT,
    title_en_release TEXT,
    progress INTEGER,
    computed_value INTEGER,
    computed_fraction TEXT,
    computed_method TEXT,
    achievements_fr TEXT,
    achievements_en TEXT,
    next_steps_fr TEXT,
    next_steps_en TEXT,
    absent TEXT NOT NULL,
    folded TEXT NOT NULL,
    PRIMARY KEY (release_seq, code)
);

CREATE TABLE actions (
    release_seq BIGINT NOT NULL REFERENCES releases (seq),
    position INTEGER NOT NULL,
    code TEXT NOT NULL,
    number INTEGER NOT NULL,
    axis TEXT,
    title_fr TEXT,
    title_fr_release TEXT,
    title_en TEXT,
    title_en_release TEXT,
    progress INTEGER,
    computed_value INTEGER,
    computed_fraction TEXT,
    computed_method TEXT,
    absent TEXT NOT NULL,
    folded TEXT NOT NULL,
    PRIMARY KEY (release_seq, code)
);

CREATE TABLE objectives (
    release_seq BIGINT NOT NULL REFERENCES releases (seq),
    position INTEGER NOT NULL,
    code TEXT NOT NULL,
    number INTEGER,
    part INTEGER,
    ordinal INTEGER,
    axis TEXT,
    action TEXT,
    title_fr TEXT,
    title_fr_release TEXT,
    title_en TEXT,
    title_en_release TEXT,
    publication_state TEXT NOT NULL,
    status TEXT,
    progress INTEGER,
    achievements_fr TEXT,
    achievements_en TEXT,
    next_steps_fr TEXT,
    next_steps_en TEXT,
    ambiguous BOOLEAN NOT NULL,
    note_fr TEXT,
    note_en TEXT,
    absent TEXT NOT NULL,
    folded TEXT NOT NULL,
    PRIMARY KEY (release_seq, code)
);

CREATE TABLE statements (
    release_seq BIGINT NOT NULL REFERENCES releases (seq),
    position INTEGER NOT NULL,
    code TEXT NOT NULL,
    kind TEXT NOT NULL,
    level TEXT NOT NULL,
    axis TEXT,
    action TEXT,
    objective TEXT,
    parent TEXT,
    depth INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    text_fr TEXT,
    text_en TEXT,
    absent TEXT NOT NULL,
    folded TEXT NOT NULL,
    PRIMARY KEY (release_seq, code)
);

CREATE TABLE progress (
    release_seq BIGINT NOT NULL REFERENCES releases (seq),
    position INTEGER NOT NULL,
    level TEXT NOT NULL,
    code TEXT NOT NULL,
    axis TEXT,
    action TEXT,
    objective TEXT,
    method TEXT NOT NULL,
    value INTEGER NOT NULL,
    fraction TEXT,
    rule TEXT,
    absent TEXT NOT NULL,
    PRIMARY KEY (release_seq, level, code, method)
);

CREATE TABLE source_texts (
    sha256 TEXT NOT NULL PRIMARY KEY,
    content TEXT NOT NULL
);

CREATE TABLE sources (
    release_seq BIGINT NOT NULL REFERENCES releases (seq),
    position INTEGER NOT NULL,
    id TEXT NOT NULL,
    language TEXT NOT NULL,
    title_fr TEXT,
    title_en TEXT,
    about_fr TEXT NOT NULL,
    about_en TEXT NOT NULL,
    sha256 TEXT NOT NULL REFERENCES source_texts (sha256),
    bytes INTEGER NOT NULL,
    characters INTEGER NOT NULL,
    release TEXT NOT NULL,
    earliest DATE,
    earliest_basis_fr TEXT,
    earliest_basis_en TEXT,
    latest DATE,
    latest_basis_fr TEXT,
    latest_basis_en TEXT,
    absent TEXT NOT NULL,
    folded TEXT NOT NULL,
    PRIMARY KEY (release_seq, id)
);

CREATE TABLE citations (
    release_seq BIGINT NOT NULL REFERENCES releases (seq),
    subject TEXT NOT NULL,
    code TEXT NOT NULL,
    field TEXT NOT NULL,
    rank INTEGER NOT NULL,
    source TEXT NOT NULL,
    number INTEGER NOT NULL,
    start_char INTEGER NOT NULL,
    end_char INTEGER NOT NULL,
    repairs TEXT NOT NULL,
    PRIMARY KEY (release_seq, subject, code, field, rank)
);

CREATE INDEX citations_by_source ON citations (release_seq, source, number);
