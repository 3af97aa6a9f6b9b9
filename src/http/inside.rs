//! The service asked by itself, without a socket: what an address gives is known by asking it.

use std::{cell::RefCell, future::Future, pin::Pin, rc::Rc};

use actix_web::{
    App, Error, HttpRequest, HttpResponse,
    body::BoxBody,
    dev::{Service, ServiceResponse},
    http::{Uri, header::HOST},
    test::{TestRequest, init_service},
    web::Data,
};

use super::{
    mount,
    problem::{self, ApiError},
    state::State,
};

type Answering = Pin<Box<dyn Future<Output = Result<ServiceResponse<BoxBody>, Error>>>>;
type Inside = Rc<dyn Fn(TestRequest) -> Answering>;

thread_local! {
    /// The routes, made when they are first needed; a worker has one state for all its life.
    static INSIDE: RefCell<Option<Inside>> = const { RefCell::new(None) };
}

async fn inside(state: &Data<State>) -> Inside {
    if let Some(known) = INSIDE.with_borrow(Clone::clone) {
        return known;
    }
    let app = App::new().app_data(state.clone()).configure(mount::apis);
    let service = Rc::new(init_service(app).await);
    let made: Inside = Rc::new(move |request| {
        let service = service.clone();
        Box::pin(async move { service.call(request.to_request()).await })
    });
    INSIDE.set(Some(made.clone()));
    made
}

/// Asks for an address of the two APIs as the client of a request would.
///
/// # Errors
/// What the address answers with if it is an error; none where nothing is served there.
pub async fn ask(state: &Data<State>, request: &HttpRequest, address: Uri) -> Result<Option<HttpResponse>, ApiError> {
    let mut asked = TestRequest::get().uri(&address.to_string());
    if let Some(host) = request.headers().get(HOST) {
        asked = asked.insert_header((HOST, host.clone()));
    }
    let answer = inside(state).await(asked).await.map_err(|_| problem::internal())?;
    if let Some(error) = answer.response().error() {
        return Err(error.as_error::<ApiError>().cloned().unwrap_or_else(problem::internal));
    }
    Ok(answer.status().is_success().then(|| answer.into_parts().1))
}
