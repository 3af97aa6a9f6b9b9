//! The operations, mounted: in the applications that serve them, and in the one that describes them. An application that
//! describes takes some ten megabytes, which each worker would hold for nothing.

use actix_web::{App, dev::HttpServiceFactory, web};
use utoipa::openapi::OpenApi;
use utoipa_actix_web::{AppExt, OpenApiFactory, scope, service_config::ServiceConfig};

use super::{catalogue, explore, feeds, ops, signing_key, v1};

/// Where operations are mounted.
pub trait Mount {
    /// Mounts an operation.
    fn service(&mut self, operation: impl HttpServiceFactory + OpenApiFactory + 'static) -> &mut Self;
}

impl Mount for web::ServiceConfig {
    fn service(&mut self, operation: impl HttpServiceFactory + OpenApiFactory + 'static) -> &mut Self {
        web::ServiceConfig::service(self, operation)
    }
}

impl Mount for ServiceConfig<'_> {
    fn service(&mut self, operation: impl HttpServiceFactory + OpenApiFactory + 'static) -> &mut Self {
        ServiceConfig::service(self, operation)
    }
}

/// Mounts the two APIs.
pub fn apis(config: &mut web::ServiceConfig) {
    config.service(web::scope(v1::BASE).configure(v1::routes));
    config.service(web::scope(explore::BASE).configure(explore::routes));
}

/// Mounts all operations.
pub fn operations(config: &mut web::ServiceConfig) {
    ops::routes(config);
    apis(config);
    catalogue::routes(config);
    feeds::routes(config);
    signing_key::routes(config);
}

/// What the operations say of themselves, added to a document.
pub fn described(document: OpenApi) -> OpenApi {
    let app = App::new().into_utoipa_app().openapi(document);
    let app = app
        .configure(|config| ops::routes(config))
        .service(scope::scope(v1::BASE).configure(|config| v1::routes(config)))
        .service(scope::scope(explore::BASE).configure(|config| explore::routes(config)))
        .configure(|config| catalogue::routes(config))
        .configure(|config| feeds::routes(config))
        .configure(|config| signing_key::routes(config));
    app.split_for_parts().1
}
