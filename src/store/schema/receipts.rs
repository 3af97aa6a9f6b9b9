//! The table of receipts.

diesel::table! {
    derivations (release_seq, level, code, rule) {
        release_seq -> BigInt,
        position -> Integer,
        level -> Text,
        code -> Text,
        axis -> Nullable<Text>,
        action -> Nullable<Text>,
        rule -> Text,
        role -> Text,
        inputs -> Nullable<Text>,
        missing -> Nullable<Text>,
        total -> Nullable<Text>,
        divisor -> Nullable<Integer>,
        fraction -> Nullable<Text>,
        rounding -> Text,
        value -> Nullable<Integer>,
        published -> Nullable<Integer>,
        agrees -> Nullable<Bool>,
        state -> Text,
        rejected_by -> Nullable<Text>,
        reason_fr -> Text,
        reason_en -> Text,
        absent -> Text,
    }
}
