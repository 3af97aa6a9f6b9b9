-- The key with which releases are signed where no setting names one: made once, and shared by all instances over this
-- database. It is a secret: whoever reads this table can sign.

CREATE TABLE signing_key (
    id INTEGER NOT NULL PRIMARY KEY,
    pem TEXT COLLATE "C" NOT NULL,
    CHECK (id = 1)
);
