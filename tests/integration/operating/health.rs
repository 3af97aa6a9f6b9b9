//! `jalon health`: what a container's check runs.

use crate::support::{
    cli::{Served, jalon},
    databases,
};

#[test]
fn a_service_is_asked_whether_it_is_ready() {
    for database in databases() {
        database.fill();
        let service = Served::start(&[("DATABASE_URL", &database.url)]);
        let port = service.address.port();
        let anywhere = format!("0.0.0.0:{port}");
        jalon(&["health"], &[("BIND", &anywhere)]).expect(0, &["\"status\":\"ready\""]);
        database.execute("DELETE FROM current_release");
        jalon(&["health"], &[("BIND", &anywhere)]).expect(7, &["answers 503"]);
        drop(service);
        jalon(&["health"], &[("BIND", &anywhere)]).expect(7, &["/health/ready"]);
    }
}
