//! The tables of the webhooks: who is told, what they are told, what became of it.

use super::publishing::api_keys;

diesel::table! {
    webhooks (id) {
        id -> Text,
        key_id -> Text,
        url -> Text,
        secret -> Text,
        axis -> Nullable<Text>,
        action -> Nullable<Text>,
        objective -> Nullable<Text>,
        state -> Text,
        disabled_reason -> Nullable<Text>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    webhook_events (id) {
        id -> Text,
        release_seq -> Nullable<BigInt>,
        kind -> Text,
        payload -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    webhook_deliveries (webhook_id, event_id) {
        webhook_id -> Text,
        event_id -> Text,
        state -> Text,
        attempts -> Integer,
        next_at -> Timestamp,
        claimed_until -> Nullable<Timestamp>,
    }
}

diesel::table! {
    webhook_attempts (webhook_id, event_id, number) {
        webhook_id -> Text,
        event_id -> Text,
        number -> Integer,
        at -> Timestamp,
        status -> Nullable<Integer>,
        error -> Nullable<Text>,
        duration_ms -> BigInt,
    }
}

diesel::joinable!(webhook_deliveries -> webhooks (webhook_id));
diesel::joinable!(webhook_deliveries -> webhook_events (event_id));
diesel::joinable!(webhooks -> api_keys (key_id));
diesel::allow_tables_to_appear_in_same_query!(webhook_deliveries, webhooks, webhook_events, api_keys);
