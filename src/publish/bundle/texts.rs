//! What a bundle says of itself to people: `LISEZMOI.md`, `README.md`, `LICENCE.txt`.

use super::{
    files::{self, FORMATS},
    read::Reading,
};
use crate::domain::{catalogue::ABOUT, text::Language};

/// The terms, in both languages. The licence itself is where its address leads.
pub fn licence(reading: &Reading) -> String {
    let (release, day) = (reading.release.pinned(), reading.release.recorded_at.date());
    let [fr, en] = ABOUT.attribution;
    let (name, url) = (ABOUT.licence.name, ABOUT.licence.url);
    format!(
        "{name}\n{url}\n\n\
         Ces données peuvent être réutilisées librement sous cette licence, à condition d'en mentionner la source :\n\
         {fr}, publication {release}, enregistrée le {day}.\n\n\
         These data may be reused freely under this licence, provided that their source is named:\n\
         {en}, release {release}, recorded on {day}.\n"
    )
}

/// What a reader finds in the bundle, and how to be sure of it.
pub fn readme(reading: &Reading, base: Option<&str>, language: Language) -> String {
    let words = match language {
        Language::Fr => FRENCH,
        Language::En => ENGLISH,
    };
    let release = &reading.release;
    let title = ABOUT.title[language as usize];
    let fill = |text: &str| {
        text.replace("{release}", &release.pinned())
            .replace("{edition}", &release.edition)
            .replace("{day}", &release.recorded_at.date().to_string())
            .replace("{sha256}", &release.content_sha256)
            .replace("{version}", env!("CARGO_PKG_VERSION"))
            .replace("{base}", files::base(base))
            .replace("{formats}", &FORMATS.map(|format| format.name()).join(", "))
            .replace("{licence}", ABOUT.licence.name)
            .replace("{url}", ABOUT.licence.url)
    };
    let about = ABOUT.description[language as usize];
    format!("# {title}\n\n{about}\n\n{}\n{}{}", fill(words[0]), datasets(reading, language), fill(words[1]))
}

/// The datasets with their titles and numbers of rows.
fn datasets(reading: &Reading, language: Language) -> String {
    let row = |rows: &super::read::Rows| {
        format!("| `{}` | {} | {} |\n", rows.dataset.id(), rows.dataset.title[language as usize], rows.rows.len())
    };
    reading.tables.iter().map(row).collect()
}

const FRENCH: [&str; 2] = [
    "Publication **{release}** (version {edition} de la stratégie), enregistrée le {day}, écrite par jalon {version}. Les
documents sources ne portent pas de date. SHA-256 du contenu de la publication : `{sha256}`.

## Ce qu'il y a ici

| chemin | contenu |
|---|---|
| `data/FORMAT/` | chaque jeu de données, avec les seules lignes de cette publication, en {formats} |
| `datapackage.json` | les colonnes des fichiers CSV, leurs types et leurs valeurs possibles (Frictionless) |
| `sources/` | les documents dont tout provient ; les passages comptent leurs caractères à partir de 0 |
| `jalon.db` | la même publication en base SQLite ; `DATABASE_URL=sqlite://jalon.db jalon serve` la sert |
| `CITATION.cff`, `LICENCE.txt` | comment citer, sous quels termes réutiliser |
| `manifest.json`, `manifest.sig` | chaque fichier avec son SHA-256 ; la signature Ed25519 du manifeste |
| `signing-key.pem` | la clé publique de la signature |

Une valeur absente a un motif dans la colonne `absent` (`champ:motif`). Les fichiers CSV ont le point-virgule pour
séparateur. Dans `data/turtle/`, les noms commencent par `{base}` ; `https://jalon.invalid` ne mène nulle part.

| jeu de données | titre | lignes |
|---|---|---|",
    "
## Vérifier

Hors ligne, avec jalon, depuis l'archive ou depuis le dossier décompressé :

    jalon verify BUNDLE.zip --key CLE.pem
    jalon verify manifest.json --key CLE.pem

ou sans jalon, avec OpenSSL 3 et jq, dans le dossier décompressé :

    openssl pkeyutl -verify -pubin -inkey CLE.pem -rawin -in manifest.json -sigfile manifest.sig
    jq -r '.files[] | \"\\(.sha256)  \\(.path)\"' manifest.json | sha256sum --check --quiet

`CLE.pem` est la clé de l'éditeur, que son service donne à `/.well-known/jalon-signing-key.pem`. La clé jointe ici ne
prouve que l'intégrité : qui remplace l'archive remplace aussi sa clé.

La même publication, écrite par la même version de jalon avec le même réglage `PUBLIC_URL`, donne les mêmes octets ;
`jalon bundle --release {release}` la reconstruit, à la signature près, qui tient à la clé.

## Licence

{licence} : {url}. Le code de jalon est sous licence Apache-2.0.
",
];

const ENGLISH: [&str; 2] = [
    "Release **{release}** (version {edition} of the strategy), recorded on {day}, written by jalon {version}. The source
documents print no date. SHA-256 of the content of the release: `{sha256}`.

## What is here

| path | content |
|---|---|
| `data/FORMAT/` | each dataset, with the rows of this release alone, as {formats} |
| `datapackage.json` | the columns of the CSV files, their types and possible values (Frictionless); in French |
| `sources/` | the documents that all comes from; passages count their characters from 0 |
| `jalon.db` | the same release as a SQLite database; `DATABASE_URL=sqlite://jalon.db jalon serve` serves it |
| `CITATION.cff`, `LICENCE.txt` | how to cite, under which terms to reuse |
| `manifest.json`, `manifest.sig` | every file with its SHA-256; the Ed25519 signature of the manifest |
| `signing-key.pem` | the public key of the signature |

A value that is absent has a reason in the column `absent` (`field:reason`). CSV files are separated by semicolons. In
`data/turtle/` names begin with `{base}`; `https://jalon.invalid` leads nowhere.

| dataset | title | rows |
|---|---|---|",
    "
## Verifying

Offline, with jalon, from the archive or from the unpacked folder:

    jalon verify BUNDLE.zip --key KEY.pem
    jalon verify manifest.json --key KEY.pem

or without jalon, with OpenSSL 3 and jq, in the unpacked folder:

    openssl pkeyutl -verify -pubin -inkey KEY.pem -rawin -in manifest.json -sigfile manifest.sig
    jq -r '.files[] | \"\\(.sha256)  \\(.path)\"' manifest.json | sha256sum --check --quiet

`KEY.pem` is the publisher's key, which its service gives at `/.well-known/jalon-signing-key.pem`. The key that travels in
here proves integrity only: who replaces the archive replaces its key too.

The same release, written by the same version of jalon with the same setting `PUBLIC_URL`, gives the same bytes;
`jalon bundle --release {release}` builds it again, but for the signature, which depends on the key.

## Licence

{licence}: {url}. The code of jalon is under Apache-2.0.
",
];
