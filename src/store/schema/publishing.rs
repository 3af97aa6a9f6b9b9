//! The tables of the work on releases: who may do it, what is on its way, what was done.

diesel::table! {
    api_keys (id) {
        id -> Text,
        name -> Text,
        scopes -> Text,
        secret_sha256 -> Text,
        created_at -> Timestamp,
        expires_at -> Timestamp,
        revoked_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    drafts (id) {
        id -> Text,
        release -> Text,
        revision -> Integer,
        base_seq -> BigInt,
        file_name -> Text,
        content -> Binary,
        content_sha256 -> Text,
        idempotency_key -> Nullable<Text>,
        state -> Text,
        made_by -> Text,
        made_at -> Timestamp,
        decided_by -> Nullable<Text>,
        decided_at -> Nullable<Timestamp>,
        release_seq -> Nullable<BigInt>,
    }
}

diesel::table! {
    journal (seq) {
        seq -> BigInt,
        at -> Timestamp,
        actor -> Text,
        event -> Text,
        subject -> Text,
        details -> Text,
        previous -> Text,
        hash -> Text,
    }
}
