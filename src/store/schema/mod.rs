//! The tables as diesel sees them; the same on SQLite and PostgreSQL. Written by hand beside `migrations/`.

mod annexes;
mod comparison;
mod publishing;
mod subscriptions;

pub use annexes::*;
pub use comparison::{changes, pairs};
pub use publishing::{api_keys, drafts, journal};
pub use subscriptions::{webhook_attempts, webhook_deliveries, webhook_events, webhooks};

diesel::table! {
    releases (seq) {
        seq -> BigInt,
        id -> Text,
        revision -> Integer,
        edition -> Text,
        title_fr -> Nullable<Text>,
        title_en -> Nullable<Text>,
        recorded_at -> Timestamp,
        earliest -> Nullable<Date>,
        earliest_basis_fr -> Nullable<Text>,
        earliest_basis_en -> Nullable<Text>,
        latest -> Nullable<Date>,
        latest_basis_fr -> Nullable<Text>,
        latest_basis_en -> Nullable<Text>,
        reason -> Nullable<Text>,
        approval -> Text,
        content_sha256 -> Text,
        announced_axes -> Nullable<Integer>,
        announced_actions -> Nullable<Integer>,
        announced_objectives -> Nullable<Integer>,
        promise_fr -> Nullable<Text>,
        promise_en -> Nullable<Text>,
        absent -> Text,
    }
}

diesel::table! {
    current_release (id) {
        id -> Integer,
        seq -> BigInt,
    }
}

diesel::table! {
    signing_key (id) {
        id -> Integer,
        pem -> Text,
    }
}

diesel::table! {
    axes (release_seq, code) {
        release_seq -> BigInt,
        position -> Integer,
        code -> Text,
        number -> Integer,
        title_fr -> Nullable<Text>,
        title_fr_release -> Nullable<Text>,
        title_en -> Nullable<Text>,
        title_en_release -> Nullable<Text>,
        progress -> Nullable<Integer>,
        computed_value -> Nullable<Integer>,
        computed_fraction -> Nullable<Text>,
        computed_method -> Nullable<Text>,
        achievements_fr -> Nullable<Text>,
        achievements_en -> Nullable<Text>,
        next_steps_fr -> Nullable<Text>,
        next_steps_en -> Nullable<Text>,
        absent -> Text,
        folded -> Text,
    }
}

diesel::table! {
    actions (release_seq, code) {
        release_seq -> BigInt,
        position -> Integer,
        code -> Text,
        number -> Integer,
        axis -> Nullable<Text>,
        title_fr -> Nullable<Text>,
        title_fr_release -> Nullable<Text>,
        title_en -> Nullable<Text>,
        title_en_release -> Nullable<Text>,
        progress -> Nullable<Integer>,
        computed_value -> Nullable<Integer>,
        computed_fraction -> Nullable<Text>,
        computed_method -> Nullable<Text>,
        absent -> Text,
        folded -> Text,
    }
}

diesel::table! {
    objectives (release_seq, code) {
        release_seq -> BigInt,
        position -> Integer,
        code -> Text,
        number -> Nullable<Integer>,
        part -> Nullable<Integer>,
        ordinal -> Nullable<Integer>,
        axis -> Nullable<Text>,
        action -> Nullable<Text>,
        title_fr -> Nullable<Text>,
        title_fr_release -> Nullable<Text>,
        title_en -> Nullable<Text>,
        title_en_release -> Nullable<Text>,
        publication_state -> Text,
        status -> Nullable<Text>,
        progress -> Nullable<Integer>,
        achievements_fr -> Nullable<Text>,
        achievements_en -> Nullable<Text>,
        next_steps_fr -> Nullable<Text>,
        next_steps_en -> Nullable<Text>,
        ambiguous -> Bool,
        note_fr -> Nullable<Text>,
        note_en -> Nullable<Text>,
        absent -> Text,
        folded -> Text,
    }
}

diesel::table! {
    statements (release_seq, code) {
        release_seq -> BigInt,
        position -> Integer,
        code -> Text,
        kind -> Text,
        level -> Text,
        axis -> Nullable<Text>,
        action -> Nullable<Text>,
        objective -> Nullable<Text>,
        parent -> Nullable<Text>,
        depth -> Integer,
        ordinal -> Integer,
        text_fr -> Nullable<Text>,
        text_en -> Nullable<Text>,
        absent -> Text,
        folded -> Text,
    }
}

diesel::table! {
    progress (release_seq, level, code, method) {
        release_seq -> BigInt,
        position -> Integer,
        level -> Text,
        code -> Text,
        axis -> Nullable<Text>,
        action -> Nullable<Text>,
        objective -> Nullable<Text>,
        method -> Text,
        value -> Integer,
        fraction -> Nullable<Text>,
        rule -> Nullable<Text>,
        absent -> Text,
    }
}

diesel::table! {
    source_texts (sha256) {
        sha256 -> Text,
        content -> Text,
    }
}

diesel::table! {
    sources (release_seq, id) {
        release_seq -> BigInt,
        position -> Integer,
        id -> Text,
        language -> Text,
        title_fr -> Nullable<Text>,
        title_en -> Nullable<Text>,
        about_fr -> Text,
        about_en -> Text,
        sha256 -> Text,
        bytes -> Integer,
        characters -> Integer,
        release -> Text,
        earliest -> Nullable<Date>,
        earliest_basis_fr -> Nullable<Text>,
        earliest_basis_en -> Nullable<Text>,
        latest -> Nullable<Date>,
        latest_basis_fr -> Nullable<Text>,
        latest_basis_en -> Nullable<Text>,
        absent -> Text,
        folded -> Text,
    }
}

diesel::table! {
    citations (release_seq, subject, code, field, rank) {
        release_seq -> BigInt,
        subject -> Text,
        code -> Text,
        field -> Text,
        rank -> Integer,
        source -> Text,
        number -> Integer,
        start_char -> Integer,
        end_char -> Integer,
        repairs -> Text,
    }
}

diesel::allow_tables_to_appear_in_same_query!(sources, source_texts);

diesel::table! {
    words (dataset, word, field, release_seq, position, element) {
        dataset -> Text,
        word -> Text,
        field -> Text,
        release_seq -> BigInt,
        position -> Integer,
        element -> Integer,
    }
}

mod receipts;

pub use receipts::derivations;
