//! The language of PostgreSQL's messages: by their words the service tells errors that pass from others.

use diesel::{QueryableByName, RunQueryDsl, sql_query, sql_types};
use jalon::store::{Db, Url};

use crate::support::postgres::Server;

#[derive(QueryableByName)]
struct Text {
    #[diesel(sql_type = sql_types::Text)]
    value: String,
}

/// The language of messages and the time of a statement on a connection as the service opens it.
fn session(server: &Server, role: &str) -> [String; 2] {
    let url = server.url().replacen("postgres@", &format!("{role}@"), 1);
    let Ok(Db::Postgres(mut connection)) = Url::parse(&url).expect("a valid URL").open() else {
        panic!("{role} may connect")
    };
    ["lc_messages", "statement_timeout"].map(|name| {
        let query = sql_query(format!("SELECT current_setting('{name}') AS value"));
        query.get_result::<Text>(&mut connection).expect("a setting").value
    })
}

/// Any other locale stands for one of another language, which few machines have.
#[test]
fn messages_are_in_english_if_the_role_may_choose_and_a_refusal_costs_nothing_else() {
    let Some(server) = Server::start() else { return };
    server.execute(
        "ALTER DATABASE postgres SET lc_messages = 'POSIX'; CREATE ROLE plain LOGIN; CREATE ROLE granted LOGIN;
         GRANT SET ON PARAMETER lc_messages TO granted",
    );
    assert_eq!(session(&server, "postgres"), ["C", "30s"]);
    assert_eq!(session(&server, "granted"), ["C", "30s"]);
    assert_eq!(session(&server, "plain"), ["POSIX", "30s"]);
    server.execute("ALTER ROLE plain SET lc_messages = 'C'");
    assert_eq!(session(&server, "plain"), ["C", "30s"]);
}

#[test]
fn a_server_without_plpgsql_is_served_all_the_same() {
    let Some(server) = Server::start() else { return };
    server.execute("ALTER DATABASE postgres SET lc_messages = 'POSIX'; DROP EXTENSION plpgsql");
    assert_eq!(session(&server, "postgres"), ["POSIX", "30s"]);
}
