//! Who asked what and how it was answered: a line a request, and the ids by which an answer is found in the log.
//!
//! A request has the trace id that its `traceparent` names (W3C Trace Context), or one of its own. An answer that is an error
//! tells the request's id in `X-Request-Id`, so that whoever got it can quote it; others stay the same bytes for everybody.

mod ids;
mod line;

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use actix_web::{
    Error,
    body::{BodySize, BoxBody, MessageBody},
    dev::{Service, ServiceRequest, ServiceResponse},
    error::InternalError,
    http::header::{HeaderMap, HeaderName, HeaderValue},
    web::{Bytes, Data},
};

use super::state::State;
use crate::log::ACCESS;
use line::Line;

/// Tells the id of a request.
const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Gives a request whose answer is an error its id, and tells each in the log.
pub fn tell<S>(
    request: ServiceRequest,
    service: &S,
) -> impl Future<Output = Result<ServiceResponse<Told>, Error>> + use<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<BoxBody>, Error = Error>,
    S::Future: 'static,
{
    let is_told = log::log_enabled!(target: ACCESS, log::Level::Info);
    let state = request.app_data::<Data<State>>().filter(|_| is_told);
    let mut line = state.map(|state| Line::of(&request, state));
    let answering = service.call(request);
    async move {
        match answering.await {
            Ok(mut response) => {
                let status = response.status();
                if status.is_client_error() || status.is_server_error() {
                    identify(response.headers_mut(), line.as_mut());
                }
                line.iter_mut().for_each(|line| line.status = Some(status));
                Ok(response.map_body(|_, body| Told { body, line }))
            }
            // The request is gone, and with it what its answer would be made of.
            Err(error) => {
                let mut response = error.error_response();
                identify(response.headers_mut(), line.as_mut());
                line.iter_mut().for_each(|line| line.status = Some(response.status()));
                Err(InternalError::from_response(error, response).into())
            }
        }
    }
}

/// Gives a request an id, and tells it in its answer and in its line.
fn identify(headers: &mut HeaderMap, line: Option<&mut Line>) {
    let id = ids::request();
    if let Ok(value) = HeaderValue::from_str(&id) {
        headers.insert(X_REQUEST_ID, value);
    }
    line.into_iter().for_each(|line| line.id = Some(id.clone()));
}

/// A body that is told in the log once it was sent, or its client has left.
pub struct Told {
    body: BoxBody,
    line: Option<Line>,
}

impl MessageBody for Told {
    type Error = Box<dyn std::error::Error>;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        let polled = Pin::new(&mut self.body).poll_next(context);
        if let (Poll::Ready(Some(Ok(chunk))), Some(line)) = (&polled, &mut self.line) {
            line.bytes += chunk.len() as u64;
        }
        polled
    }

    fn try_into_bytes(mut self) -> Result<Bytes, Self> {
        match self.body.try_into_bytes() {
            Ok(bytes) => {
                if let Some(line) = &mut self.line {
                    line.bytes += bytes.len() as u64;
                }
                Ok(bytes)
            }
            Err(body) => Err(Told { body, line: self.line }),
        }
    }
}
