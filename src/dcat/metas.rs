//! The metadata of a dataset in the shape of the Explore API: the object `metas`, templates `dcat` and `default`.
//!
//! Every key is there, in the recorded order; a value that is not known is null.

use chrono::{NaiveDateTime, SecondsFormat};
use serde_json::{Value, json};

use super::text;
use crate::domain::{
    catalogue::{ABOUT, Metadata},
    text::Language,
};

/// The object `metas`, with texts in one language.
pub fn metas(metadata: &Metadata, language: Language) -> Value {
    json!({ "dcat": dcat(metadata, language), "default": default(metadata, language) })
}

fn dcat(metadata: &Metadata, language: Language) -> Value {
    let (start, end) = (ABOUT.temporal.0.date().to_string(), ABOUT.temporal.1.date().to_string());
    json!({
        "created": time(metadata.created),
        "issued": time(metadata.issued),
        "creator": ABOUT.publisher,
        "contributor": null,
        "contact_name": metadata.contact.name,
        "contact_email": metadata.contact.email,
        "accrualperiodicity": ABOUT.frequency.0,
        "spatial": text(&ABOUT.spatial.0, language),
        "temporal": format!("{start}/{end}"),
        "granularity": null,
        "dataquality": null,
        "publisher_type": null,
        "conforms_to": null,
        "temporal_coverage_start": start,
        "temporal_coverage_end": end,
        "accessRights": "PUBLIC",
        "relation": null,
    })
}

fn default(metadata: &Metadata, language: Language) -> Value {
    let dataset = metadata.dataset;
    let keywords: Vec<&str> = dataset.keywords.iter().map(|keyword| text(keyword, language)).collect();
    json!({
        "title": text(&dataset.title, language),
        "description": format!("<p>{}</p>", escaped(text(&dataset.description, language))),
        "theme": [text(&dataset.theme.label, language)],
        "keyword": keywords,
        "license": ABOUT.licence.name,
        "license_url": ABOUT.licence.url,
        // The rows are in both languages; the one told here is that of the texts beside it.
        "language": language.as_str(),
        "metadata_languages": Language::ALL.map(Language::as_str),
        "timezone": ABOUT.timezone,
        "modified": time(metadata.modified),
        "modified_updates_on_metadata_change": false,
        "modified_updates_on_data_change": true,
        "data_processed": time(metadata.data_processed),
        // Metadata are made from the releases, so they are as old as the newest.
        "metadata_processed": metadata.modified.and_utc().to_rfc3339_opts(SecondsFormat::Micros, false),
        "geographic_reference": null,
        "geographic_reference_auto": null,
        "territory": [text(&ABOUT.spatial.0, language)],
        "geometry_types": null,
        "bbox": null,
        "publisher": ABOUT.publisher,
        "references": metadata.references,
        "records_count": metadata.records_count,
        "attributions": [metadata.attribution(language)],
        "source_domain": null,
        "source_domain_title": null,
        "source_domain_address": null,
        "source_dataset": null,
        "shared_catalog": null,
        "federated": false,
        "parent_domain": null,
        "update_frequency": null,
    })
}

/// Seconds and `+00:00`, as portals write it.
fn time(time: NaiveDateTime) -> String {
    time.and_utc().to_rfc3339_opts(SecondsFormat::Secs, false)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Section 2.5 of the behavioural reference: the recorded keys, in their order.
    #[test]
    fn every_recorded_key_is_there_in_order() {
        let metas = metas(&super::super::sample::metadata()[1], Language::Fr);
        let keys =
            |template: &str| metas[template].as_object().map(|o| o.keys().cloned().collect::<Vec<_>>().join(" "));
        assert_eq!(
            keys("dcat").as_deref(),
            Some(
                "created issued creator contributor contact_name contact_email accrualperiodicity spatial temporal \
                 granularity dataquality publisher_type conforms_to temporal_coverage_start temporal_coverage_end \
                 accessRights relation"
            )
        );
        assert_eq!(
            keys("default").as_deref(),
            Some(
                "title description theme keyword license license_url language metadata_languages timezone modified \
                 modified_updates_on_metadata_change modified_updates_on_data_change data_processed \
                 metadata_processed geographic_reference geographic_reference_auto territory geometry_types bbox \
                 publisher references records_count attributions source_domain source_domain_title \
                 source_domain_address source_dataset shared_catalog federated parent_domain update_frequency"
            )
        );
    }

    #[test]
    fn texts_are_in_the_language_asked_for_and_times_as_portals_write_them() {
        let metadata = &super::super::sample::metadata()[1];
        let (fr, en) = (metas(metadata, Language::Fr), metas(metadata, Language::En));
        assert_eq!(fr["default"]["title"], "Axes de la stratégie numérique pour l’éducation");
        assert_eq!(en["default"]["title"], "Axes of the digital strategy for education");
        assert_eq!(en["default"]["theme"], json!(["Education, culture and sport"]));
        assert_eq!(en["default"]["modified"], "2026-11-22T14:00:00+00:00");
        assert_eq!(en["default"]["metadata_processed"], "2026-11-22T14:00:00.000000+00:00");
        assert_eq!((&en["default"]["records_count"], &en["dcat"]["contact_name"]), (&json!(12), &Value::Null));
        assert_eq!(en["dcat"]["temporal"], "2023-01-01/2027-12-31");
        assert!(
            en["default"]["description"]
                .as_str()
                .is_some_and(|d| d.starts_with("<p>The four axes") && d.ends_with("</p>"))
        );
    }
}
