//! The tables of changes between releases, and of what a person paired.

diesel::table! {
    changes (release_seq, id) {
        release_seq -> BigInt,
        position -> Integer,
        id -> Text,
        from_release -> Text,
        from_revision -> Integer,
        kind -> Text,
        subject -> Text,
        level -> Text,
        code -> Nullable<Text>,
        axis -> Nullable<Text>,
        action -> Nullable<Text>,
        objective -> Nullable<Text>,
        field -> Nullable<Text>,
        before_code -> Nullable<Text>,
        before_fr -> Nullable<Text>,
        before_en -> Nullable<Text>,
        before_value -> Nullable<Text>,
        after_code -> Nullable<Text>,
        after_fr -> Nullable<Text>,
        after_en -> Nullable<Text>,
        after_value -> Nullable<Text>,
        diff -> Nullable<Text>,
        basis -> Nullable<Text>,
        similarity -> Nullable<Integer>,
        relation -> Nullable<Text>,
        ground -> Nullable<Text>,
        confidence -> Nullable<Text>,
        reason -> Nullable<Text>,
        note_fr -> Nullable<Text>,
        note_en -> Nullable<Text>,
        absent -> Text,
    }
}

diesel::table! {
    pairs (release_seq, position) {
        release_seq -> BigInt,
        position -> Integer,
        from_release -> Text,
        from_code -> Text,
        from_fr -> Nullable<Text>,
        from_en -> Nullable<Text>,
        to_code -> Text,
        relation -> Text,
        ground -> Text,
        confidence -> Text,
        note_fr -> Nullable<Text>,
        note_en -> Nullable<Text>,
    }
}
