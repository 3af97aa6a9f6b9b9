//! The columns of the files that the watch on deadlines gives. They are no dataset of the catalogue: their states depend on
//! the day, and the dates themselves are in the dataset of targets.

use super::{
    about::{DIGITAL, EDUC, EDUCATION, STRATEGY},
    fields::{
        ABSENT, ACTION, AXIS, CURRENT, EDITION, LEVEL, OBJECTIVE, RELEASE, REVISION, SOURCE, TEXT_EN, TEXT_FR, text,
    },
};
use crate::domain::{
    aim::Nature,
    dataset::{Dataset, Field, FieldType},
    deadline::DeadlineState,
};

/// Deadlines as a day sees them.
pub const DEADLINES: Dataset = Dataset {
    name: "echeances",
    title: ["Échéances de la stratégie numérique pour l’éducation", "Deadlines of the digital strategy for education"],
    description: [
        "Les cibles datées, et ce qu’un jour donné en fait : à venir, ou passées avec ou sans état publié.",
        "The dated targets, and what a given day makes of them: to come, or passed with or without a published state.",
    ],
    keywords: &[STRATEGY, DIGITAL, EDUCATION, ["échéances", "deadlines"]],
    theme: &EDUC,
    fields: &[
        RELEASE,
        REVISION,
        CURRENT,
        Field::new("on", FieldType::Date, ["Jour", "Day"], ["Le jour de la veille.", "The day of the watch."])
            .required(),
        text("code", ["Code", "Code"], ["Code de la cible.", "Code of the target."]).id(),
        text("state", ["État", "State"], ["Ce que le jour fait de l’échéance.", "What the day makes of the deadline."])
            .required()
            .closed(DeadlineState::WORDS),
        Field::new(
            "deadline",
            FieldType::Date,
            ["Échéance (date de tri)", "Deadline (sortable date)"],
            ["Selon la convention indiquée.", "By the convention that is given."],
        ),
        text(
            "deadline_words",
            ["Échéance (mots)", "Deadline (words)"],
            ["Dans les mots du document.", "In the words of the document."],
        )
        .required(),
        text("deadline_convention", ["Convention", "Convention"], ["La convention.", "The convention."]),
        Field::new(
            "days",
            FieldType::Int,
            ["Jours", "Days"],
            [
                "Jours jusqu’à la date de tri ; négatif si elle est passée.",
                "Days until the sortable date; negative if it has passed.",
            ],
        )
        .unit("d"),
        EDITION,
        LEVEL,
        AXIS,
        ACTION,
        OBJECTIVE,
        text("nature", ["Nature", "Nature"], ["Où le document pose la cible.", "Where the document sets the target."])
            .required()
            .closed(Nature::WORDS),
        SOURCE,
        TEXT_FR,
        TEXT_EN,
        text(
            "published_objective",
            ["Objectif publié", "Published objective"],
            [
                "L’objectif de la publication dont l’état est donné.",
                "The objective of the release whose state is given.",
            ],
        ),
        text("published_status", ["Statut publié", "Published status"], ["Son statut.", "Its status."]),
        Field::new(
            "published_progress",
            FieldType::Int,
            ["Avancement publié", "Published progress"],
            ["Son avancement.", "Its progress."],
        )
        .unit("%"),
        text(
            "published_through",
            ["Par la correspondance", "Through the crosswalk"],
            [
                "La correspondance par laquelle un objectif de 2023 a été suivi.",
                "The row of the crosswalk by which an objective of 2023 was followed.",
            ],
        ),
        ABSENT,
    ],
};
