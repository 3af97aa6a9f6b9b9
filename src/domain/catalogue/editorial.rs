//! The datasets of what the record says of its sources: findings, glossary, crosswalk, passages.

use super::{
    about::{DIGITAL, EDUC, EDUCATION, STRATEGY},
    fields::{ABSENT, CURRENT, LEVEL, NOTE_EN, NOTE_FR, RELEASE, REVISION, SOURCE, SOURCES_CITED, text},
};
use crate::domain::{
    crosswalk::{Basis, Confidence, Relation},
    dataset::{Dataset, Field, FieldType},
    editorial::{FindingClass, FindingState},
};

const LANGUAGE: Field =
    text("language", ["Langue", "Language"], ["Langue des mots : fr ou en.", "Language of the words: fr or en."])
        .choices()
        .sortable()
        .required()
        .closed(&["fr", "en"]);

/// Contradictions and gaps of the sources.
pub const FINDINGS: Dataset = Dataset {
    name: "constats",
    title: [
        "Constats sur les sources de la stratégie numérique pour l’éducation",
        "Findings about the sources of the digital strategy for education",
    ],
    description: [
        "Les contradictions et les manques des documents, décrits sans jugement, avec les passages qui les montrent et la réponse de l’éditeur s’il y en a une.",
        "The contradictions and gaps of the documents, described without judgement, with the passages that show them and the publisher's reply if there is one.",
    ],
    keywords: &[STRATEGY, DIGITAL, EDUCATION, ["constats", "findings"], ["qualité des données", "data quality"]],
    theme: &EDUC,
    fields: &[
        RELEASE,
        REVISION,
        CURRENT,
        text("code", ["Code", "Code"], ["F et un numéro stable.", "F and a stable number."]).id().sortable(),
        text("class", ["Classe", "Class"], ["Ce qu’est le constat.", "What the finding is."])
            .choices()
            .sortable()
            .required()
            .closed(FindingClass::WORDS),
        text(
            "title_fr",
            ["Titre (français)", "Title (French)"],
            ["Dans les mots du relevé.", "In the words of the record."],
        )
        .sortable()
        .required(),
        text(
            "title_en",
            ["Titre (anglais)", "Title (English)"],
            ["Dans les mots du relevé.", "In the words of the record."],
        )
        .sortable()
        .required(),
        text(
            "wording_fr",
            ["Exposé (français)", "Wording (French)"],
            [
                "Ce que dit chaque passage, dans les mots du relevé.",
                "What each passage says, in the words of the record.",
            ],
        )
        .required(),
        text(
            "wording_en",
            ["Exposé (anglais)", "Wording (English)"],
            [
                "Ce que dit chaque passage, dans les mots du relevé.",
                "What each passage says, in the words of the record.",
            ],
        )
        .required(),
        text(
            "subjects",
            ["Sujets", "Subjects"],
            [
                "Ce dont il s’agit : axis 4, objective 32-1, 2023 action 4, source vision-2023, strategy.",
                "What it is about: axis 4, objective 32-1, 2023 action 4, source vision-2023, strategy.",
            ],
        )
        .choices()
        .multivalued()
        .required(),
        text(
            "quotes",
            ["Citations", "Quotes"],
            ["Les mots des documents, une citation par ligne.", "The words of the documents, a quote a line."],
        )
        .required(),
        SOURCES_CITED,
        text(
            "state",
            ["État", "State"],
            ["open, ou answered si l’éditeur a répondu.", "open, or answered if the publisher has replied."],
        )
        .choices()
        .sortable()
        .required()
        .closed(FindingState::WORDS),
        text(
            "replies",
            ["Réponses de l’éditeur", "Publisher's replies"],
            ["Date, auteur et texte, une réponse par ligne.", "Date, author and text, a reply a line."],
        ),
        ABSENT,
    ],
};

/// Terms that the documents define.
pub const TERMS: Dataset = Dataset {
    name: "glossaire",
    title: ["Glossaire de la stratégie numérique pour l’éducation", "Glossary of the digital strategy for education"],
    description: [
        "Les termes que les documents définissent, avec leurs définitions mot pour mot.",
        "The terms that the documents define, with their definitions word for word.",
    ],
    keywords: &[STRATEGY, DIGITAL, EDUCATION, ["glossaire", "glossary"], ["définitions", "definitions"]],
    theme: &EDUC,
    fields: &[
        RELEASE,
        REVISION,
        CURRENT,
        text("code", ["Code", "Code"], ["Le nom du terme dans les adresses.", "The name of the term in addresses."])
            .id()
            .sortable(),
        LANGUAGE,
        text("term_fr", ["Terme (français)", "Term (French)"], ["Tel qu’imprimé.", "As printed."]).sortable(),
        text("term_en", ["Terme (anglais)", "Term (English)"], ["Tel qu’imprimé.", "As printed."]).sortable(),
        text(
            "definitions",
            ["Définitions", "Definitions"],
            [
                "Telles qu’imprimées, dans la langue de leur document, une par ligne.",
                "As printed, in the language of their document, a line each.",
            ],
        )
        .required(),
        SOURCES_CITED,
        ABSENT,
    ],
};

/// How actions and objectives of one edition relate to the other.
pub const CROSSWALK: Dataset = Dataset {
    name: "correspondances",
    title: [
        "Correspondances entre les versions 2023 et 2025 de la stratégie numérique pour l’éducation",
        "Crosswalk between the editions 2023 and 2025 of the digital strategy for education",
    ],
    description: [
        "Comment les actions et objectifs de 2023 se rapportent à ceux de 2025, ce qui le fonde et avec quelle assurance. Aucun document ne l’énonce : tout est lu dans les titres.",
        "How the actions and objectives of 2023 relate to those of 2025, on what basis and how surely. No document states it: all is read out of the titles.",
    ],
    keywords: &[STRATEGY, DIGITAL, EDUCATION, ["correspondances", "crosswalk"], ["versions", "editions"]],
    theme: &EDUC,
    fields: &[
        RELEASE,
        REVISION,
        CURRENT,
        text("code", ["Code", "Code"], ["Niveau et codes des deux côtés.", "Level and the codes on both sides."])
            .id()
            .sortable(),
        LEVEL,
        text(
            "from_edition",
            ["Version de départ", "Earlier edition"],
            ["La version dont from_code suit la numérotation.", "The edition in whose numbering from_code is."],
        )
        .required(),
        text(
            "from_code",
            ["Code de départ", "Earlier code"],
            ["Code dans la version de départ.", "Code in the earlier edition."],
        )
        .choices()
        .sortable(),
        text(
            "to_edition",
            ["Version d’arrivée", "Later edition"],
            ["La version dont to_code suit la numérotation.", "The edition in whose numbering to_code is."],
        )
        .required(),
        text(
            "to_code",
            ["Code d’arrivée", "Later code"],
            ["Code dans la version d’arrivée.", "Code in the later edition."],
        )
        .choices()
        .sortable(),
        text(
            "relations",
            ["Relations", "Relations"],
            ["Ce qui relie les deux ; plusieurs peuvent valoir.", "What relates the two; several may hold."],
        )
        .choices()
        .multivalued()
        .required()
        .closed(Relation::WORDS),
        text(
            "basis",
            ["Fondement", "Basis"],
            [
                "stated : un document le dit ; inferred : lu dans les textes.",
                "stated: a document says so; inferred: read out of the texts.",
            ],
        )
        .choices()
        .required()
        .closed(Basis::WORDS),
        text("confidence", ["Degré de confiance", "Confidence"], ["high, medium ou low.", "high, medium or low."])
            .choices()
            .required()
            .closed(Confidence::WORDS),
        NOTE_FR.required(),
        NOTE_EN.required(),
        SOURCES_CITED,
        ABSENT,
    ],
};

/// The passages on which a release rests.
pub const PASSAGES: Dataset = Dataset {
    name: "passages",
    title: [
        "Passages des sources de la stratégie numérique pour l’éducation",
        "Passages of the sources of the digital strategy for education",
    ],
    description: [
        "Chaque passage des documents sur lequel repose un texte ou un chiffre du relevé : source, empreinte, caractères, mots autour, et ce qui le cite.",
        "Each passage of the documents on which a text or figure of the record rests: source, digest, characters, the words around, and what cites it.",
    ],
    keywords: &[STRATEGY, DIGITAL, EDUCATION, ["passages", "passages"], ["provenance", "provenance"]],
    theme: &EDUC,
    fields: &[
        RELEASE,
        REVISION,
        CURRENT,
        text(
            "code",
            ["Code", "Code"],
            ["La source et le numéro du passage.", "The source and the number of the passage."],
        )
        .id()
        .sortable(),
        SOURCE,
        Field::new(
            "number",
            FieldType::Int,
            ["Numéro", "Number"],
            [
                "Le numéro du passage dans la publication, dans l’ordre du texte.",
                "The number of the passage in the release, in the order of the text.",
            ],
        )
        .sortable()
        .required(),
        LANGUAGE,
        text(
            "sha256",
            ["Empreinte SHA-256", "SHA-256"],
            ["Empreinte des octets du document.", "Digest of the bytes of the document."],
        )
        .required(),
        Field::new(
            "start",
            FieldType::Int,
            ["Début", "Start"],
            ["Premier caractère, compté à partir de 0.", "First character, counted from 0."],
        )
        .sortable()
        .required(),
        Field::new(
            "end",
            FieldType::Int,
            ["Fin", "End"],
            ["Un de plus que le dernier caractère.", "One past the last character."],
        )
        .required(),
        text(
            "text",
            ["Mots", "Words"],
            ["Les mots du document, tels quels.", "The words of the document, as they stand."],
        )
        .required(),
        text("before", ["Avant", "Before"], ["Jusqu’à 80 caractères avant.", "Up to 80 characters before."]),
        text("after", ["Après", "After"], ["Jusqu’à 80 caractères après.", "Up to 80 characters after."]),
        text(
            "cited_by",
            ["Cité par", "Cited by"],
            [
                "Ce qui repose sur le passage : sorte, code et champ.",
                "What rests on the passage: kind, code and field.",
            ],
        )
        .multivalued()
        .required(),
        ABSENT,
    ],
};
