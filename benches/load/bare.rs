//! The limit: an actix-web handler that does nothing but return bytes, in the bench's own process.

use std::{net::SocketAddr, sync::mpsc, thread};

use actix_web::{
    App, HttpResponse, HttpServer,
    http::{StatusCode, header::HeaderName},
    rt::System,
    web,
};

use crate::request::Answer;

/// Headers that a server writes itself for every answer.
const OWN: [&str; 5] = ["content-length", "content-type", "date", "connection", "transfer-encoding"];

/// Answers everything with the status and the bytes of an answer, and no header but those that actix-web writes.
pub fn bare(answer: &Answer) -> SocketAddr {
    serve(answer, Vec::new())
}

/// The same with every header of the answer, written anew for each request.
pub fn bare_with_headers(answer: &Answer) -> SocketAddr {
    let lines = answer.head.lines().skip(1).filter_map(|line| line.split_once(": "));
    let kept = lines.filter(|(name, _)| !OWN.iter().any(|own| own.eq_ignore_ascii_case(name)));
    serve(answer, kept.map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
}

fn serve(answer: &Answer, headers: Vec<(String, String)>) -> SocketAddr {
    let status = StatusCode::from_u16(answer.status).expect("a status");
    let media = answer.header("content-type").unwrap_or("application/json").to_owned();
    let body = web::Bytes::copy_from_slice(&answer.body);
    let headers: Vec<(HeaderName, String)> =
        headers.into_iter().map(|(name, value)| (name.parse().expect("a header"), value)).collect();
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        System::new().block_on(async move {
            let server = HttpServer::new(move || {
                let (body, headers, media) = (body.clone(), headers.clone(), media.clone());
                let handler = move || {
                    let mut response = HttpResponse::build(status);
                    for (name, value) in &headers {
                        response.append_header((name.clone(), value.as_str()));
                    }
                    if status == StatusCode::OK {
                        response.content_type(media.as_str());
                    }
                    let answer = response.body(body.clone());
                    async move { answer }
                };
                App::new().default_service(web::to(handler))
            })
            .tcp_nodelay(true)
            .disable_signals()
            .bind("127.0.0.1:0")
            .expect("a free port");
            sender.send(server.addrs()[0]).expect("the bench waits");
            server.run().await.expect("the server runs");
        });
    });
    receiver.recv().expect("the server starts")
}
