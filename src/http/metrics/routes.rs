//! The template of an address, such as `/api/v1/axes/{code}`: a label that has few values however many addresses are asked
//! for.

use std::{collections::HashMap, sync::OnceLock};

use super::super::addresses;

/// What an address that nothing is served at counts as.
const OTHER: &str = "other";

/// The place of a template in the list of all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Route(u16);

impl Route {
    /// That of an address that nothing is served at.
    pub const OTHER: Route = Route(0);

    /// The template of a path, without its query string.
    pub fn of(path: &str) -> Self {
        let routes = routes();
        if let Some(route) = routes.exact.get(path) {
            return *route;
        }
        let depth = path.bytes().filter(|byte| *byte == b'/').count();
        let deep = routes.by_depth.get(depth).map_or(&[][..], Vec::as_slice);
        let fitting = deep.iter().find(|route| addresses::fits(route.label(), path));
        fitting.copied().unwrap_or(Route::OTHER)
    }

    /// The template, or `other`.
    pub fn label(self) -> &'static str {
        routes().labels[self.index()]
    }

    /// The place in a table with [`Route::count`] rows.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }

    /// How many there are.
    pub fn count() -> usize {
        routes().labels.len()
    }

    /// Each of them.
    pub fn all() -> impl Iterator<Item = Route> {
        (0u16..).take(Route::count()).map(Route)
    }
}

struct Routes {
    labels: Vec<&'static str>,
    /// Templates without a placeholder.
    exact: HashMap<&'static str, Route>,
    /// The others, by their number of slashes.
    by_depth: Vec<Vec<Route>>,
}

fn routes() -> &'static Routes {
    static ROUTES: OnceLock<Routes> = OnceLock::new();
    ROUTES.get_or_init(|| {
        let labels: Vec<&str> = std::iter::once(OTHER).chain(addresses::templates()).collect();
        let (mut exact, mut by_depth) = (HashMap::new(), Vec::new());
        for (label, place) in labels.iter().zip(0u16..).skip(1) {
            if label.contains('{') {
                let depth = label.matches('/').count();
                by_depth.resize_with(by_depth.len().max(depth + 1), Vec::new);
                by_depth[depth].push(Route(place));
            } else {
                exact.insert(*label, Route(place));
            }
        }
        Routes { labels, exact, by_depth }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_the_template_of_its_place() {
        for (path, template) in [
            ("/api/v1/axes", "/api/v1/axes"),
            ("/api/v1/axes/4", "/api/v1/axes/{code}"),
            ("/api/v1/axes/4/history", "/api/v1/axes/{code}/history"),
            ("/fr", "/fr"),
            ("/fr/axes/4", "/fr/axes/{code}"),
            ("/health/ready", "/health/ready"),
            ("/api/v1/axes/4/5/6/7/8/9/10/11/12", "other"),
            ("/wp-login.php", "other"),
            ("", "other"),
        ] {
            assert_eq!(Route::of(path).label(), template, "{path}");
        }
    }
}
