use serde_json::{Value, json};

use super::{codes, rows};
use crate::support::on_each_database;

/// The boxes of the vision, an action a row. A box often stands after the heading of a later action, since the columns
/// of the PDF are out of order: each was given to the action whose text it repeats.
const BOXES: [&[&str]; 16] = [
    &[
        "2 réunions politiques en 2023 au niveau national",
        "2 académies pilotes pour expérimenter une nouvelle gouvernance locale",
    ],
    &[
        "Réalisation d’une première version d’un tableau de bord du numérique pour l’éducation, construit en partenariat \
         avec les acteurs volontaires, d’ici la rentrée 2023",
        "Réalisation d’une cartographie des données d’intérêt à partager",
    ],
    &["2 référentiels de l’équipement individuel définis en fonction des usages (collège et lycée) publiés pour la \
       rentrée 2024"],
    &[
        "Tendre vers la parité filles-garçons dans les spécialités numériques au lycée",
        "En lien avec les évolutions du collège, renforcer les compétences numériques des élèves",
        "Participer à l’objectif de former 400 000 à 500 000 professionnels du numérique supplémentaires d’ici à 2027",
    ],
    &["100 % des élèves de collège, et une majorité d’élèves de lycée, bénéficient chaque année, d’une action \
       d’éducation aux médias et à l’information (EMI), d’ici à 2027"],
    &[
        "1 feuille de route pour le développement de communs numériques",
        "1 forge nationale pour accompagner et favoriser la production et le partage des communs numériques",
    ],
    &["Expérimentation d’un « compte ressources » pour les enseignants, dès la rentrée 2024, en mode « startup \
       d’État »"],
    &[
        "100 % des marchés conclus intègrent des clauses d’accessibilité et des critères de contrôle, dès 2023",
        "Feuille de route d’accessibilité des ressources pédagogiques",
        "Simplification du dispositif de mise à disposition du « matériel numérique pédagogique adapté »",
    ],
    &[
        "100 % des nouveaux enseignants stagiaires passent la certification de leur niveau de compétences numériques \
         avec Pix+ Édu (ceux n’obtenant pas le niveau requis se voient proposer un parcours de remédiation en formation \
         continuée, après leur prise de poste)",
        "Une majorité d’enseignants en activité se sont engagés dans un parcours d’auto-évaluation de leurs compétences \
         numériques avec Pix+ Édu, en vue d’une attestation",
        "Étude pour une mise en œuvre de formations au numérique commune pour les personnels, notamment dans les EPLE \
         (que ce soit des personnels de l’éducation nationale ou de la collectivité)",
    ],
    &[
        "1 cartographie des tiers lieux et des communautés actives partagée en open data",
        "1 communauté a minima installée par région académique et établie sur un des communs numériques proposés dans \
         l’offre de service ministérielle (par exemple : Éléa, Capytale…)",
        "Rédaction d’un vadémécum pour enseigner avec le numérique d’ici à fin 2023",
        "Publication, sur le site internet du ministère, de la plateforme « E-Fran »",
    ],
    &[
        "Publication de la première version de la doctrine technique du numérique pour l’éducation et de son cadre \
         d’interopérabilité début 2023",
        "100 % des nouveaux services respectent la doctrine technique à partir de 2025",
        "100 % des élèves utilisent leur identité ÉduConnect pour accéder aux outils de l’éducation à la rentrée 2026",
        "Mise en place du référentiel unique des élèves fin 2025",
    ],
    &[
        "1 à 2 cas d’usages prototypés d’ici à mi-2023",
        "Réalisation du cadrage du projet « Plateforme des données d’éducation » au plus tard fin 2023",
    ],
    &[
        "Réalisation d’une étude organisationnelle pour renforcer la programmation des activités du système \
         d’information",
        "Mise en place d’un processus d’urbanisation du système d’information ministériel",
        "Renforcement du programme annuel de formations des équipes informatiques",
    ],
    &[
        "3 académies pilotes d’une offre commune collaborative « messagerie et agenda partagé » fin 2023",
        "1 processus de partage des investissements nationaux et académiques dès la rentrée 2023",
    ],
    &[
        "Réalisation d’une étude pour choisir un socle méthodologique commun mi-2023",
        "100 % des chefs de projets et des managers concernés formés à un socle méthodologique commun d’ici à 2027",
        "3 communautés d’utilisateurs créées à la rentrée 2023",
        "100 % des projets identifiés comme stratégiques utilisent la forge et une chaine d’intégration continue \
         (devops) et affichent les indicateurs de qualité logicielle et de dette technique à partir de 2025",
        "100 % des nouveaux projets de services numériques intègrent la démarche UX",
    ],
    &["Réduction de 10 % de la consommation énergétique du numérique du ministère d’ici à 2024 (à périmètre constant)"],
];

#[test]
fn the_vision_has_39_objectives_named_by_action_and_place() {
    on_each_database(|app| {
        let objectives = rows(app, "/api/v1/objectives?release=2023");
        let place = |action: usize, boxed: &[&str]| -> Vec<String> {
            (1..=boxed.len()).map(|ordinal| format!("{}.{ordinal}", action + 1)).collect()
        };
        let expected: Vec<String> = BOXES.iter().enumerate().flat_map(|(action, boxed)| place(action, boxed)).collect();
        assert_eq!(expected.len(), 39);
        assert_eq!(codes(&objectives), expected);
    });
}

#[test]
fn each_action_of_the_vision_has_the_objectives_of_its_own_box() {
    on_each_database(|app| {
        let counts: Vec<usize> = (1..=16)
            .map(|action| rows(app, &format!("/api/v1/actions/{action}/objectives?release=2023")).len())
            .collect();
        assert_eq!(counts, [2, 2, 1, 3, 1, 2, 1, 3, 3, 4, 4, 2, 3, 2, 5, 1]);
    });
}

#[test]
fn each_objective_of_the_vision_has_its_title_mended_of_line_wraps() {
    on_each_database(|app| {
        let objectives = rows(app, "/api/v1/objectives?release=2023");
        let expected: Vec<&str> = BOXES.iter().flat_map(|boxed| boxed.iter().copied()).collect();
        for (objective, title) in objectives.iter().zip(expected) {
            assert_eq!(objective["title"], json!({"fr": title, "en": null}), "{}", objective["code"]);
            assert_eq!(objective["title_stated_in"], json!({"fr": "2023", "en": null}));
            assert_eq!(objective["absent"]["title_en"], "not_published");
        }
    });
}

#[test]
fn the_box_of_action_15_is_not_that_of_the_heading_before_it() {
    on_each_database(|app| {
        // It stands at the end of the document, under the heading and the box of action 16.
        let objective = &app.json("/api/v1/objectives/15.1?release=2023")["data"];
        assert_eq!(
            objective["title"]["fr"],
            "Réalisation d’une étude pour choisir un socle méthodologique commun mi-2023"
        );
        assert_eq!(objective["action"], "15");
        assert_eq!(objective["ordinal"], 1);
    });
}

#[test]
fn the_box_of_action_12_does_not_belong_to_axis_4() {
    on_each_database(|app| {
        // It stands after the heading of axis 4.
        for objective in rows(app, "/api/v1/objectives?release=2023&action=12") {
            assert_eq!(objective["axis"], "3");
        }
    });
}

#[test]
fn only_parity_is_doubtful_as_an_objective() {
    on_each_database(|app| {
        for objective in rows(app, "/api/v1/objectives?release=2023") {
            let is_parity = objective["code"] == "4.1";
            assert_eq!(objective["ambiguous"], is_parity, "{}", objective["code"]);
            assert_eq!(objective["note"]["fr"].is_string(), is_parity, "{}", objective["code"]);
            assert_eq!(objective["note"]["en"].is_string(), is_parity, "{}", objective["code"]);
        }
    });
}

#[test]
fn the_vision_states_no_status_and_no_progress() {
    on_each_database(|app| {
        for objective in rows(app, "/api/v1/objectives?release=2023") {
            for field in ["status", "progress", "achievements", "next_steps"] {
                assert_eq!(objective[field], json!(null), "{field}");
                assert_eq!(objective["absent"][field], "not_published", "{field}");
            }
        }
        assert_eq!(rows(app, "/api/v1/objectives?release=2023&progress_min=0"), Vec::<Value>::new());
    });
}

#[test]
fn an_objective_of_the_vision_has_no_printed_number() {
    on_each_database(|app| {
        let objective = &app.json("/api/v1/objectives/10.4?release=2023")["data"];
        assert_eq!(objective["number"], json!(null));
        assert_eq!(objective["part"], json!(null));
        assert_eq!(objective["ordinal"], 4);
        assert_eq!(objective["action"], "10");
        assert_eq!(objective["axis"], "3");
    });
}
