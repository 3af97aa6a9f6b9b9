//! A page has one address, to which others lead: one with a slash at its end, and those that forms without script make,
//! which send every field, empty ones too.

use std::future::{Ready, ready};

use actix_web::{
    Error, HttpResponse,
    dev::{Service, ServiceRequest, ServiceResponse},
    http::header::LOCATION,
};
use futures_util::future::Either;

use super::super::links::joined;

/// Leads to the one address of a page: without a slash at its end, and without the empty fields of a form.
pub fn at_one_address<S>(
    request: ServiceRequest,
    service: &S,
) -> Either<S::Future, Ready<Result<ServiceResponse, Error>>>
where
    S: Service<ServiceRequest, Response = ServiceResponse, Error = Error>,
{
    let query = request.query_string();
    let chosen: Vec<&str> = query.split('&').filter(|field| !is_empty(field)).collect();
    let path = request.path().trim_end_matches('/');
    let is_whole = chosen.len() == query.split('&').count() || query.is_empty();
    if is_whole && path == request.path() {
        return Either::Left(service.call(request));
    }
    let address = joined(path, &chosen.join("&"));
    let mut response = HttpResponse::Found();
    response.insert_header((LOCATION, address));
    Either::Right(ready(Ok(request.into_response(response.finish()))))
}

fn is_empty(field: &str) -> bool {
    field.split_once('=').is_none_or(|(_, value)| value.is_empty())
}
