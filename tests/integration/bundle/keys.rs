//! Keys: made once for all instances over a database, or named by a setting.

use jalon::{
    domain::signature::{PrivateKey, PublicKey},
    publish::signing,
    store::{Store, Url},
};

use crate::support::{
    cli::{Served, jalon},
    databases,
};

#[test]
fn instances_over_one_database_share_the_key_that_the_first_makes() {
    for database in databases() {
        let open = || Store::new(Url::parse(&database.url).expect("a valid URL"), 1);
        open().migrate().expect("the schema is brought up to date");
        let key = || signing::key(None, &open()).unwrap_or_else(|error| panic!("{error}")).to_pem();
        let keys: Vec<String> = std::thread::scope(|scope| {
            let instances: Vec<_> = (0..4).map(|_| scope.spawn(key)).collect();
            instances.into_iter().map(|instance| instance.join().expect("a key")).collect()
        });
        assert!(keys.iter().all(|other| *other == keys[0]), "{}", database.name());
    }
}

#[test]
fn a_key_in_the_database_that_is_none_is_told_without_being_shown() {
    for database in databases() {
        let store = Store::new(Url::parse(&database.url).expect("a valid URL"), 1);
        store.migrate().expect("the schema is brought up to date");
        database.execute("INSERT INTO signing_key (id, pem) VALUES (1, 's3cret')");
        let error = signing::key(None, &store).err().expect("no key").to_string();
        assert!(error.contains("in the database") && error.contains("PKCS#8") && !error.contains("s3cret"), "{error}");
    }
}

#[test]
fn a_new_key_is_its_owners_alone_and_never_overwrites_another() {
    let folder = tempfile::tempdir().expect("a temporary directory");
    let path = folder.path().join("key.pem");
    let argument = path.to_str().expect("the path is text");
    let told = jalon(&["signing-key", argument], &[]);
    told.expect(0, &["BEGIN PUBLIC KEY"]);
    let pem = std::fs::read_to_string(&path).expect("the key is there");
    let key = PrivateKey::from_pem(&pem).expect("a key").public();
    assert!(told.stdout.contains(&key.fingerprint()) && !told.said().contains("PRIVATE"), "{}", told.said());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&path).expect("a file").permissions().mode() & 0o777, 0o600);
    }
    jalon(&["signing-key", argument], &[]).expect(6, &["key.pem", "exists"]);
    assert_eq!(std::fs::read_to_string(&path).expect("the key is there"), pem);
    jalon(&["signing-key", "nowhere/key.pem"], &[]).expect(6, &["nowhere/key.pem"]);

    let served = Served::start(&[("SIGNING_KEY_FILE", argument)]);
    assert!(served.log.contains(&format!("signing key {}", key.fingerprint())), "{}", served.log);
    let url = format!("http://{}/.well-known/jalon-signing-key.pem", served.address);
    let given = ureq::get(&url).call().and_then(|mut answer| answer.body_mut().read_to_string()).expect("the key");
    assert_eq!(PublicKey::from_pem(&given), Ok(key));
}

/// OpenSSL reads what is written and writes what is read.
#[test]
fn keys_are_those_of_openssl() {
    if !super::has_openssl() {
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary directory");
    let run = |arguments: &[&str]| {
        let output = std::process::Command::new("openssl").args(arguments).current_dir(folder.path()).output();
        let output = output.expect("openssl runs");
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text")
    };
    run(&["genpkey", "-algorithm", "ed25519", "-out", "theirs.pem"]);
    let theirs = std::fs::read_to_string(folder.path().join("theirs.pem")).expect("a key");
    let key = PrivateKey::from_pem(&theirs).expect("a key");
    assert_eq!(key.public().to_pem(), run(&["pkey", "-in", "theirs.pem", "-pubout"]));
    std::fs::write(folder.path().join("ours.pem"), key.to_pem()).expect("a file can be written");
    assert_eq!(key.public().to_pem(), run(&["pkey", "-in", "ours.pem", "-pubout"]));
}
