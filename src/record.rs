//! The record that ships in the binary: the files under `data/`, as they were when it was built.

/// Every file of the record, by its path under `data/`.
pub const FILES: &[(&str, &str)] = &[
    ("crosswalk.toml", include_str!("../data/crosswalk.toml")),
    ("findings.toml", include_str!("../data/findings.toml")),
    ("glossary.toml", include_str!("../data/glossary.toml")),
    ("indicators.toml", include_str!("../data/indicators.toml")),
    ("releases/2023.toml", include_str!("../data/releases/2023.toml")),
    ("releases/2025.toml", include_str!("../data/releases/2025.toml")),
    ("releases/2026.toml", include_str!("../data/releases/2026.toml")),
    ("pairs.toml", include_str!("../data/pairs.toml")),
    ("sources/2023-vision.fr.txt", include_str!("../data/sources/2023-vision.fr.txt")),
    ("sources/2025-landing.fr.txt", include_str!("../data/sources/2025-landing.fr.txt")),
    ("sources/2025-overview.fr.txt", include_str!("../data/sources/2025-overview.fr.txt")),
    ("sources/2026-detail-axis-4.en.txt", include_str!("../data/sources/2026-detail-axis-4.en.txt")),
    ("sources/2026-overview.en.txt", include_str!("../data/sources/2026-overview.en.txt")),
    ("targets.toml", include_str!("../data/targets.toml")),
];
