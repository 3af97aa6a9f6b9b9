-- What stands beside the plan: aims, findings about the sources, terms, indicators, the crosswalk between the editions, and
-- the passages on which everything rests.

CREATE TABLE targets (
    release_seq BIGINT NOT NULL REFERENCES releases (seq),
    position INTEGER NOT NULL,
    code TEXT NOT NULL,
    edition TEXT NOT NULL,
    level TEXT NOT NULL,
    axis TEXT,
    action TEXT,
    objective TEXT,
    nature TEXT NOT NULL,
    source TEXT NOT NULL,
    text_fr TEXT,
    text_en TEXT,
    operator TEXT NOT NULL,
    value DOUBLE PRECISION,
    value_max DOUBLE PRECISION,
    unit TEXT,
    population TEXT,
    deadline_words TEXT,
    deadline_kind TEXT,
    deadline_sense TEXT,
    deadline DATE,
    deadline_convention TEXT,
    baseline_words TEXT,
    baseline_values TEXT,
    baseline_units TEXT,
    baseline_dates TEXT,
    note_fr TEXT,
    note_en TEXT,
    absent TEXT NOT NULL,
    folded TEXT NOT NULL,
    PRIMARY KEY (release_seq, code)
);
CREATE UNIQUE INDEX targets_position ON targets (release_seq, position);

CREATE TABLE findings (
    release_seq BIGINT NOT NULL REFERENCES releases (seq),
    position INTEGER NOT NULL,
    code TEXT NOT NULL,
    class TEXT NOT NULL,
    title_fr TEXT NOT NULL,
    title_en TEXT NOT NULL,
    wording_fr TEXT NOT NULL,
    wording_en TEXT NOT NULL,
    subjects TEXT NOT NULL,
    quotes TEXT NOT NULL,
    sources TEXT NOT NULL,
    state TEXT NOT NULL,
    replies TEXT,
    absent TEXT NOT NULL,
    folded TEXT NOT NULL,
    PRIMARY KEY (release_seq, code)
);
CREATE UNIQUE INDEX findings_position ON findings (release_seq, position);

CREATE TABLE terms (
    release_seq BIGINT NOT NULL REFERENCES releases (seq),
    position INTEGER NOT NULL,
    code TEXT NOT NULL,
    language TEXT NOT NULL,
    term_fr TEXT,
    term_en TEXT,
    definitions TEXT NOT NULL,
    sources TEXT NOT NULL,
    absent TEXT NOT NULL,
    folded TEXT NOT NULL,
    PRIMARY KEY (release_seq, code)
);
CREATE UNIQUE INDEX terms_position ON terms (release_seq, position);

CREATE TABLE indicators (
    release_seq BIGINT NOT NULL REFERENCES releases (seq),
    position INTEGER NOT NULL,
    code TEXT NOT NULL,
    kind TEXT NOT NULL,
    indicator TEXT,
    dimension TEXT NOT NULL,
    edition TEXT NOT NULL,
    level TEXT NOT NULL,
    axis TEXT,
    action TEXT,
    objective TEXT,
    source TEXT NOT NULL,
    text_fr TEXT,
    text_en TEXT,
    operator TEXT,
    value DOUBLE PRECISION,
    value_max DOUBLE PRECISION,
    total DOUBLE PRECISION,
    unit TEXT,
    population TEXT,
    survey TEXT,
    date_words TEXT,
    date_kind TEXT,
    date DATE,
    date_convention TEXT,
    absent TEXT NOT NULL,
    folded TEXT NOT NULL,
    PRIMARY KEY (release_seq, code)
);
CREATE UNIQUE INDEX indicators_position ON indicators (release_seq, position);

CREATE TABLE crosswalk (
    release_seq BIGINT NOT NULL REFERENCES releases (seq),
    position INTEGER NOT NULL,
    code TEXT NOT NULL,
    level TEXT NOT NULL,
    from_edition TEXT NOT NULL,
    from_code TEXT,
    to_edition TEXT NOT NULL,
    to_code TEXT,
    relations TEXT NOT NULL,
    basis TEXT NOT NULL,
    confidence TEXT NOT NULL,
    note_fr TEXT NOT NULL,
    note_en TEXT NOT NULL,
    sources TEXT NOT NULL,
    absent TEXT NOT NULL,
    PRIMARY KEY (release_seq, code)
);
CREATE UNIQUE INDEX crosswalk_position ON crosswalk (release_seq, position);

CREATE TABLE passages (
    release_seq BIGINT NOT NULL REFERENCES releases (seq),
    position INTEGER NOT NULL,
    code TEXT NOT NULL,
    source TEXT NOT NULL,
    number INTEGER NOT NULL,
    language TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    start_char INTEGER NOT NULL,
    end_char INTEGER NOT NULL,
    text TEXT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    cited_by TEXT NOT NULL,
    absent TEXT NOT NULL,
    folded TEXT NOT NULL,
    PRIMARY KEY (release_seq, code)
);
CREATE UNIQUE INDEX passages_position ON passages (release_seq, position);
