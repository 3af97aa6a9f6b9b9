-- Forgets the key: what it signed stays verifiable with its public half, and nothing more can be signed by it.
DROP TABLE signing_key;
