-- What stands beside the plan: aims, findings about the sources, terms, indicators, the crosswalk between the editions, and
-- the passages on which everything rests.

CREATE TABLE targets (
    release_seq BIGINT NOT NULL REFERENCES releases (seq),
    position INTEGER NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    edition TEXT COLLATE "C" NOT NULL,
    level TEXT COLLATE "C" NOT NULL,
    axis TEXT COLLATE "C",
    action TEXT COLLATE "C",
    objective TEXT COLLATE "C",
    nature TEXT COLLATE "C" NOT NULL,
    source TEXT COLLATE "C" NOT NULL,
    text_fr TEXT COLLATE "C",
    text_en TEXT COLLATE "C",
    operator TEXT COLLATE "C" NOT NULL,
    value DOUBLE PRECISION,
    value_max DOUBLE PRECISION,
    unit TEXT COLLATE "C",
    population TEXT COLLATE "C",
    deadline_words TEXT COLLATE "C",
    deadline_kind TEXT COLLATE "C",
    deadline_sense TEXT COLLATE "C",
    deadline DATE,
    deadline_convention TEXT COLLATE "C",
    baseline_words TEXT COLLATE "C",
    baseline_values TEXT COLLATE "C",
    baseline_units TEXT COLLATE "C",
    baseline_dates TEXT COLLATE "C",
    note_fr TEXT COLLATE "C",
    note_en TEXT COLLATE "C",
    absent TEXT COLLATE "C" NOT NULL,
    folded TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (release_seq, code)
);
CREATE UNIQUE INDEX targets_position ON targets (release_seq, position);

CREATE TABLE findings (
    release_seq BIGINT NOT NULL REFERENCES releases (seq),
    position INTEGER NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    class TEXT COLLATE "C" NOT NULL,
    title_fr TEXT COLLATE "C" NOT NULL,
    title_en TEXT COLLATE "C" NOT NULL,
    wording_fr TEXT COLLATE "C" NOT NULL,
    wording_en TEXT COLLATE "C" NOT NULL,
    subjects TEXT COLLATE "C" NOT NULL,
    quotes TEXT COLLATE "C" NOT NULL,
    sources TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    replies TEXT COLLATE "C",
    absent TEXT COLLATE "C" NOT NULL,
    folded TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (release_seq, code)
);
CREATE UNIQUE INDEX findings_position ON findings (release_seq, position);

CREATE TABLE terms (
    release_seq BIGINT NOT NULL REFERENCES releases (seq),
    position INTEGER NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    language TEXT COLLATE "C" NOT NULL,
    term_fr TEXT COLLATE "C",
    term_en TEXT COLLATE "C",
    definitions TEXT COLLATE "C" NOT NULL,
    sources TEXT COLLATE "C" NOT NULL,
    absent TEXT COLLATE "C" NOT NULL,
    folded TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (release_seq, code)
);
CREATE UNIQUE INDEX terms_position ON terms (release_seq, position);

CREATE TABLE indicators (
    release_seq BIGINT NOT NULL REFERENCES releases (seq),
    position INTEGER NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    indicator TEXT COLLATE "C",
    dimension TEXT COLLATE "C" NOT NULL,
    edition TEXT COLLATE "C" NOT NULL,
    level TEXT COLLATE "C" NOT NULL,
    axis TEXT COLLATE "C",
    action TEXT COLLATE "C",
    objective TEXT COLLATE "C",
    source TEXT COLLATE "C" NOT NULL,
    text_fr TEXT COLLATE "C",
    text_en TEXT COLLATE "C",
    operator TEXT COLLATE "C",
    value DOUBLE PRECISION,
    value_max DOUBLE PRECISION,
    total DOUBLE PRECISION,
    unit TEXT COLLATE "C",
    population TEXT COLLATE "C",
    survey TEXT COLLATE "C",
    date_words TEXT COLLATE "C",
    date_kind TEXT COLLATE "C",
    date DATE,
    date_convention TEXT COLLATE "C",
    absent TEXT COLLATE "C" NOT NULL,
    folded TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (release_seq, code)
);
CREATE UNIQUE INDEX indicators_position ON indicators (release_seq, position);

CREATE TABLE crosswalk (
    release_seq BIGINT NOT NULL REFERENCES releases (seq),
    position INTEGER NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    level TEXT COLLATE "C" NOT NULL,
    from_edition TEXT COLLATE "C" NOT NULL,
    from_code TEXT COLLATE "C",
    to_edition TEXT COLLATE "C" NOT NULL,
    to_code TEXT COLLATE "C",
    relations TEXT COLLATE "C" NOT NULL,
    basis TEXT COLLATE "C" NOT NULL,
    confidence TEXT COLLATE "C" NOT NULL,
    note_fr TEXT COLLATE "C" NOT NULL,
    note_en TEXT COLLATE "C" NOT NULL,
    sources TEXT COLLATE "C" NOT NULL,
    absent TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (release_seq, code)
);
CREATE UNIQUE INDEX crosswalk_position ON crosswalk (release_seq, position);

CREATE TABLE passages (
    release_seq BIGINT NOT NULL REFERENCES releases (seq),
    position INTEGER NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    source TEXT COLLATE "C" NOT NULL,
    number INTEGER NOT NULL,
    language TEXT COLLATE "C" NOT NULL,
    sha256 TEXT COLLATE "C" NOT NULL,
    start_char INTEGER NOT NULL,
    end_char INTEGER NOT NULL,
    text TEXT COLLATE "C" NOT NULL,
    before TEXT COLLATE "C" NOT NULL,
    after TEXT COLLATE "C" NOT NULL,
    cited_by TEXT COLLATE "C" NOT NULL,
    absent TEXT COLLATE "C" NOT NULL,
    folded TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (release_seq, code)
);
CREATE UNIQUE INDEX passages_position ON passages (release_seq, position);

-- Words are made of rows in the transaction that writes them; to look up their release again for each of them costs half of
-- the time that a release takes.
ALTER TABLE words DROP CONSTRAINT words_release_seq_fkey;
