//! The datasets of what is aimed at and measured: targets, indicators with their figures.

use super::{
    about::{DIGITAL, EDUC, EDUCATION, STRATEGY},
    fields::{
        ABSENT, ACTION, AXIS, CURRENT, EDITION, LEVEL, NOTE_EN, NOTE_FR, OBJECTIVE, RELEASE, REVISION, SOURCE, TEXT_EN,
        TEXT_FR, text, value,
    },
};
use crate::domain::{
    aim::{Nature, Operator},
    dataset::{Dataset, Field, FieldType},
    editorial::Dimension,
    worded_date::{DateKind, DateSense},
};

const OPERATOR: Field = text(
    "operator",
    ["Opérateur", "Operator"],
    [
        "Comment le nombre s’entend ; in_words : les mots quantifient et aucun nombre n’en est fait ; done : à faire, sans quantité.",
        "How the number is meant; in_words: the words quantify and no number is made of them; done: to be done, without a quantity.",
    ],
)
.choices()
.sortable()
.closed(Operator::WORDS);

const VALUE: Field = value(
    "value",
    ["Valeur", "Value"],
    ["Le nombre imprimé, dans l’unité indiquée.", "The printed number, in the unit that is given."],
);
const VALUE_MAX: Field = value(
    "value_max",
    ["Valeur haute", "Greater value"],
    ["Le plus grand de deux nombres.", "The greater of two numbers."],
);
const UNIT: Field =
    text("unit", ["Unité", "Unit"], ["Un nom anglais ; percent pour %.", "An English noun; percent for %."])
        .choices()
        .sortable();
const POPULATION: Field = text(
    "population",
    ["Population", "Population"],
    ["De qui ou de quoi, dans les mots du document.", "Of whom or of what, in the words of the document."],
);

/// Targets of the digital strategy for education.
pub const TARGETS: Dataset = Dataset {
    name: "cibles",
    title: ["Cibles de la stratégie numérique pour l’éducation", "Targets of the digital strategy for education"],
    description: [
        "Les visées chiffrées ou datées des documents : mots, opérateur, valeur, unité, population, échéance et point de départ. Aucun nombre n’est tiré de mots comme « parité » ou « doublement ».",
        "The quantified or dated aims of the documents: words, operator, value, unit, population, deadline and baseline. No number is made of words such as \"parité\" or \"doublement\".",
    ],
    keywords: &[STRATEGY, DIGITAL, EDUCATION, ["cibles", "targets"], ["échéances", "deadlines"]],
    theme: &EDUC,
    fields: &[
        RELEASE,
        REVISION,
        CURRENT,
        text("code", ["Code", "Code"], ["T et un numéro stable.", "T and a stable number."]).id().sortable(),
        EDITION,
        LEVEL,
        AXIS,
        ACTION,
        OBJECTIVE,
        text("nature", ["Nature", "Nature"], ["Où le document pose la cible.", "Where the document sets the target."])
            .choices()
            .sortable()
            .required()
            .closed(Nature::WORDS),
        SOURCE,
        TEXT_FR,
        TEXT_EN,
        OPERATOR.required(),
        VALUE,
        VALUE_MAX,
        UNIT,
        POPULATION,
        text(
            "deadline_words",
            ["Échéance (mots)", "Deadline (words)"],
            ["L’échéance dans les mots du document.", "The deadline in the words of the document."],
        ),
        text(
            "deadline_kind",
            ["Type d’échéance", "Kind of deadline"],
            ["Ce que les mots nomment.", "What the words name."],
        )
        .choices()
        .closed(DateKind::WORDS),
        text(
            "deadline_sense",
            ["Sens de l’échéance", "Sense of the deadline"],
            ["« by » : jusqu’à ; « from » : à partir de.", "by: until then; from: from then on."],
        )
        .choices()
        .closed(DateSense::WORDS),
        Field::new(
            "deadline",
            FieldType::Date,
            ["Échéance (date de tri)", "Deadline (sortable date)"],
            [
                "Le dernier jour que les mots peuvent désigner, selon la convention indiquée.",
                "The last day that the words can mean, by the convention that is given.",
            ],
        )
        .facet()
        .sortable(),
        text(
            "deadline_convention",
            ["Convention", "Convention"],
            ["La convention qui donne la date de tri.", "The convention that gives the sortable date."],
        ),
        text(
            "baseline_words",
            ["Points de départ (mots)", "Baselines (words)"],
            [
                "Les points de départ dans les mots du document, un par ligne.",
                "The baselines in the words of the document, a line each.",
            ],
        ),
        text(
            "baseline_values",
            ["Points de départ (valeurs)", "Baselines (values)"],
            ["Leurs nombres, dans le même ordre.", "Their numbers, in the same order."],
        )
        .multivalued(),
        text(
            "baseline_units",
            ["Points de départ (unités)", "Baselines (units)"],
            ["Leurs unités, dans le même ordre.", "Their units, in the same order."],
        )
        .multivalued(),
        text(
            "baseline_dates",
            ["Points de départ (dates)", "Baselines (dates)"],
            [
                "Leurs dates dans les mots du document, dans le même ordre.",
                "Their dates in the words of the document, in the same order.",
            ],
        )
        .multivalued(),
        NOTE_FR,
        NOTE_EN,
        ABSENT,
    ],
};

/// Indicators that the documents announce, and the figures that they state.
pub const INDICATORS: Dataset = Dataset {
    name: "indicateurs",
    title: [
        "Indicateurs annoncés et chiffres cités par la stratégie numérique pour l’éducation",
        "Indicators announced and figures stated by the digital strategy for education",
    ],
    description: [
        "Ce que les documents disent mesurer ou vouloir mesurer, par dimension, et les chiffres qu’ils citent, avec population, enquête et date. Les lignes announced annoncent, les lignes observed citent un chiffre.",
        "What the documents say is or will be measured, by dimension, and the figures they state, with population, survey and date. Rows of kind announced announce, rows of kind observed state a figure.",
    ],
    keywords: &[STRATEGY, DIGITAL, EDUCATION, ["indicateurs", "indicators"], ["enquêtes", "surveys"]],
    theme: &EDUC,
    fields: &[
        RELEASE,
        REVISION,
        CURRENT,
        text("code", ["Code", "Code"], ["I ou O et un numéro stable.", "I or O and a stable number."]).id().sortable(),
        text(
            "kind",
            ["Type", "Kind"],
            [
                "announced : un indicateur ; observed : un chiffre cité.",
                "announced: an indicator; observed: a stated figure.",
            ],
        )
        .choices()
        .sortable()
        .required()
        .closed(&["announced", "observed"]),
        text(
            "indicator",
            ["Indicateur", "Indicator"],
            ["Code de l’indicateur dont le chiffre relève.", "Code of the indicator that the figure belongs to."],
        )
        .choices(),
        text("dimension", ["Dimension", "Dimension"], ["Ce qui est mesuré.", "What is measured."])
            .choices()
            .sortable()
            .required()
            .closed(Dimension::WORDS),
        EDITION,
        LEVEL,
        AXIS,
        ACTION,
        OBJECTIVE,
        SOURCE,
        TEXT_FR,
        TEXT_EN,
        OPERATOR,
        VALUE,
        VALUE_MAX,
        value(
            "total",
            ["Sur un total de", "Out of"],
            ["Le tout dont la valeur est une part : 9 sur 22.", "The whole of which the value is a part: 9 out of 22."],
        ),
        UNIT,
        POPULATION,
        text(
            "survey",
            ["Enquête", "Survey"],
            [
                "L’enquête ou l’organisme, dans les mots du document.",
                "The survey or body, in the words of the document.",
            ],
        )
        .choices(),
        text(
            "date_words",
            ["Date (mots)", "Date (words)"],
            ["La date dans les mots du document.", "The date in the words of the document."],
        ),
        text("date_kind", ["Type de date", "Kind of date"], ["Ce que les mots nomment.", "What the words name."])
            .choices()
            .closed(DateKind::WORDS),
        Field::new(
            "date",
            FieldType::Date,
            ["Date de tri", "Sortable date"],
            [
                "Le dernier jour que les mots peuvent désigner, selon la convention indiquée.",
                "The last day that the words can mean, by the convention that is given.",
            ],
        )
        .facet()
        .sortable(),
        text(
            "date_convention",
            ["Convention", "Convention"],
            ["La convention qui donne la date de tri.", "The convention that gives the sortable date."],
        ),
        ABSENT,
    ],
};
