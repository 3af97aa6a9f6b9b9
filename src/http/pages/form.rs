//! Forms without script send every field, empty ones too; the address of a page names only what was chosen.

use std::future::{Ready, ready};

use actix_web::{
    Error, HttpResponse,
    dev::{Service, ServiceRequest, ServiceResponse},
    http::header::LOCATION,
};
use futures_util::future::Either;

use super::super::links::joined;

/// Leads a form with empty fields to the address without them, so that a page has one address.
pub fn without_empty_fields<S>(
    request: ServiceRequest,
    service: &S,
) -> Either<S::Future, Ready<Result<ServiceResponse, Error>>>
where
    S: Service<ServiceRequest, Response = ServiceResponse, Error = Error>,
{
    let query = request.query_string();
    let chosen: Vec<&str> = query.split('&').filter(|field| !is_empty(field)).collect();
    if chosen.len() == query.split('&').count() || query.is_empty() {
        return Either::Left(service.call(request));
    }
    let address = joined(request.path(), &chosen.join("&"));
    let mut response = HttpResponse::Found();
    response.insert_header((LOCATION, address));
    Either::Right(ready(Ok(request.into_response(response.finish()))))
}

fn is_empty(field: &str) -> bool {
    field.split_once('=').is_none_or(|(_, value)| value.is_empty())
}
