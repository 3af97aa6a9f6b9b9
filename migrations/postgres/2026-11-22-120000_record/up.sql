-- The record: immutable snapshots of releases. Each revision of a release writes all its rows anew under its own
-- sequence number, so that an answer is a pure function of (release_seq, request); nothing here is ever updated or
-- deleted, except the one row of current_release. Reasons for nulls stand in `absent` (field:reason, comma-separated);
-- `folded` holds the searchable text without case and accents, so that both databases compare the same bytes.

CREATE TABLE releases (
    seq BIGINT NOT NULL PRIMARY KEY,
    id TEXT COLLATE "C" NOT NULL,
    revision INTEGER NOT NULL,
    edition TEXT COLLATE "C" NOT NULL,
    title_fr TEXT COLLATE "C",
    title_en TEXT COLLATE "C",
    recorded_at TIMESTAMP NOT NULL,
    earliest DATE,
    earliest_basis_fr TEXT COLLATE "C",
    earliest_basis_en TEXT COLLATE "C",
    latest DATE,
    latest_basis_fr TEXT COLLATE "C",
    latest_basis_en TEXT COLLATE "C",
    reason TEXT COLLATE "C",
    content_sha256 TEXT COLLATE "C" NOT NULL,
    announced_axes INTEGER,
    announced_actions INTEGER,
    announced_objectives INTEGER,
    promise_fr TEXT COLLATE "C",
    promise_en TEXT COLLATE "C",
    absent TEXT COLLATE "C" NOT NULL,
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
    code TEXT COLLATE "C" NOT NULL,
    number INTEGER NOT NULL,
    title_fr TEXT COLLATE "C",
    title_fr_release TEXT COLLATE "C",
    title_en TEXT COLLATE "C",
    title_en_release TEXT COLLATE "C",
    progress INTEGER,
    computed_value INTEGER,
    computed_fraction TEXT COLLATE "C",
    computed_method TEXT COLLATE "C",
    achievements_fr TEXT COLLATE "C",
    achievements_en TEXT COLLATE "C",
    next_steps_fr TEXT COLLATE "C",
    next_steps_en TEXT COLLATE "C",
    absent TEXT COLLATE "C" NOT NULL,
    folded TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (release_seq, code)
);

CREATE TABLE actions (
    release_seq BIGINT NOT NULL REFERENCES releases (seq),
    position INTEGER NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    number INTEGER NOT NULL,
    axis TEXT COLLATE "C",
    title_fr TEXT COLLATE "C",
    title_fr_release TEXT COLLATE "C",
    title_en TEXT COLLATE "C",
    title_en_release TEXT COLLATE "C",
    progress INTEGER,
    computed_value INTEGER,
    computed_fraction TEXT COLLATE "C",
    computed_method TEXT COLLATE "C",
    absent TEXT COLLATE "C" NOT NULL,
    folded TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (release_seq, code)
);

CREATE TABLE objectives (
    release_seq BIGINT NOT NULL REFERENCES releases (seq),
    position INTEGER NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    number INTEGER,
    part INTEGER,
    ordinal INTEGER,
    axis TEXT COLLATE "C",
    action TEXT COLLATE "C",
    title_fr TEXT COLLATE "C",
    title_fr_release TEXT COLLATE "C",
    title_en TEXT COLLATE "C",
    title_en_release TEXT COLLATE "C",
    publication_state TEXT COLLATE "C" NOT NULL,
    status TEXT COLLATE "C",
    progress INTEGER,
    achievements_fr TEXT COLLATE "C",
    achievements_en TEXT COLLATE "C",
    next_steps_fr TEXT COLLATE "C",
    next_steps_en TEXT COLLATE "C",
    ambiguous BOOLEAN NOT NULL,
    note_fr TEXT COLLATE "C",
    note_en TEXT COLLATE "C",
    absent TEXT COLLATE "C" NOT NULL,
    folded TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (release_seq, code)
);

CREATE TABLE statements (
    release_seq BIGINT NOT NULL REFERENCES releases (seq),
    position INTEGER NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    level TEXT COLLATE "C" NOT NULL,
    axis TEXT COLLATE "C",
    action TEXT COLLATE "C",
    objective TEXT COLLATE "C",
    parent TEXT COLLATE "C",
    depth INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    text_fr TEXT COLLATE "C",
    text_en TEXT COLLATE "C",
    absent TEXT COLLATE "C" NOT NULL,
    folded TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (release_seq, code)
);

CREATE TABLE progress (
    release_seq BIGINT NOT NULL REFERENCES releases (seq),
    position INTEGER NOT NULL,
    level TEXT COLLATE "C" NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    axis TEXT COLLATE "C",
    action TEXT COLLATE "C",
    objective TEXT COLLATE "C",
    method TEXT COLLATE "C" NOT NULL,
    value INTEGER NOT NULL,
    fraction TEXT COLLATE "C",
    rule TEXT COLLATE "C",
    absent TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (release_seq, level, code, method)
);

CREATE TABLE source_texts (
    sha256 TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    content TEXT COLLATE "C" NOT NULL
);

CREATE TABLE sources (
    release_seq BIGINT NOT NULL REFERENCES releases (seq),
    position INTEGER NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    language TEXT COLLATE "C" NOT NULL,
    title_fr TEXT COLLATE "C",
    title_en TEXT COLLATE "C",
    about_fr TEXT COLLATE "C" NOT NULL,
    about_en TEXT COLLATE "C" NOT NULL,
    sha256 TEXT COLLATE "C" NOT NULL REFERENCES source_texts (sha256),
    bytes INTEGER NOT NULL,
    characters INTEGER NOT NULL,
    release TEXT COLLATE "C" NOT NULL,
    earliest DATE,
    earliest_basis_fr TEXT COLLATE "C",
    earliest_basis_en TEXT COLLATE "C",
    latest DATE,
    latest_basis_fr TEXT COLLATE "C",
    latest_basis_en TEXT COLLATE "C",
    absent TEXT COLLATE "C" NOT NULL,
    folded TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (release_seq, id)
);

CREATE TABLE citations (
    release_seq BIGINT NOT NULL REFERENCES releases (seq),
    subject TEXT COLLATE "C" NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    field TEXT COLLATE "C" NOT NULL,
    rank INTEGER NOT NULL,
    source TEXT COLLATE "C" NOT NULL,
    number INTEGER NOT NULL,
    start_char INTEGER NOT NULL,
    end_char INTEGER NOT NULL,
    repairs TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (release_seq, subject, code, field, rank)
);

CREATE INDEX citations_by_source ON citations (release_seq, source, number);
