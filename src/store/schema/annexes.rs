//! The tables of what stands beside the plan: aims, findings, terms, indicators, the crosswalk, passages.

diesel::table! {
    targets (release_seq, code) {
        release_seq -> BigInt,
        position -> Integer,
        code -> Text,
        edition -> Text,
        level -> Text,
        axis -> Nullable<Text>,
        action -> Nullable<Text>,
        objective -> Nullable<Text>,
        nature -> Text,
        source -> Text,
        text_fr -> Nullable<Text>,
        text_en -> Nullable<Text>,
        operator -> Text,
        value -> Nullable<Double>,
        value_max -> Nullable<Double>,
        unit -> Nullable<Text>,
        population -> Nullable<Text>,
        deadline_words -> Nullable<Text>,
        deadline_kind -> Nullable<Text>,
        deadline_sense -> Nullable<Text>,
        deadline -> Nullable<Date>,
        deadline_convention -> Nullable<Text>,
        baseline_words -> Nullable<Text>,
        baseline_values -> Nullable<Text>,
        baseline_units -> Nullable<Text>,
        baseline_dates -> Nullable<Text>,
        note_fr -> Nullable<Text>,
        note_en -> Nullable<Text>,
        absent -> Text,
        folded -> Text,
    }
}

diesel::table! {
    findings (release_seq, code) {
        release_seq -> BigInt,
        position -> Integer,
        code -> Text,
        class -> Text,
        title_fr -> Text,
        title_en -> Text,
        wording_fr -> Text,
        wording_en -> Text,
        subjects -> Text,
        quotes -> Text,
        sources -> Text,
        state -> Text,
        replies -> Nullable<Text>,
        absent -> Text,
        folded -> Text,
    }
}

diesel::table! {
    terms (release_seq, code) {
        release_seq -> BigInt,
        position -> Integer,
        code -> Text,
        language -> Text,
        term_fr -> Nullable<Text>,
        term_en -> Nullable<Text>,
        definitions -> Text,
        sources -> Text,
        absent -> Text,
        folded -> Text,
    }
}

diesel::table! {
    indicators (release_seq, code) {
        release_seq -> BigInt,
        position -> Integer,
        code -> Text,
        kind -> Text,
        indicator -> Nullable<Text>,
        dimension -> Text,
        edition -> Text,
        level -> Text,
        axis -> Nullable<Text>,
        action -> Nullable<Text>,
        objective -> Nullable<Text>,
        source -> Text,
        text_fr -> Nullable<Text>,
        text_en -> Nullable<Text>,
        operator -> Nullable<Text>,
        value -> Nullable<Double>,
        value_max -> Nullable<Double>,
        total -> Nullable<Double>,
        unit -> Nullable<Text>,
        population -> Nullable<Text>,
        survey -> Nullable<Text>,
        date_words -> Nullable<Text>,
        date_kind -> Nullable<Text>,
        date -> Nullable<Date>,
        date_convention -> Nullable<Text>,
        absent -> Text,
        folded -> Text,
    }
}

diesel::table! {
    crosswalk (release_seq, code) {
        release_seq -> BigInt,
        position -> Integer,
        code -> Text,
        level -> Text,
        from_edition -> Text,
        from_code -> Nullable<Text>,
        to_edition -> Text,
        to_code -> Nullable<Text>,
        relations -> Text,
        basis -> Text,
        confidence -> Text,
        note_fr -> Text,
        note_en -> Text,
        sources -> Text,
        absent -> Text,
    }
}

diesel::table! {
    passages (release_seq, code) {
        release_seq -> BigInt,
        position -> Integer,
        code -> Text,
        source -> Text,
        number -> Integer,
        language -> Text,
        sha256 -> Text,
        start_char -> Integer,
        end_char -> Integer,
        text -> Text,
        before -> Text,
        after -> Text,
        cited_by -> Text,
        absent -> Text,
        folded -> Text,
    }
}
