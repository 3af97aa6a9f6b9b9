//! Tables and TOML of a length, a depth or an encoding that no filing has.

use super::many;
use crate::support::random::Random;

/// Name, bytes and words of the remark that refuses them.
pub fn texts() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let table = |text: String| text.into_bytes();
    let utf16: Vec<u8> = "level;code".encode_utf16().flat_map(u16::to_be_bytes).collect();
    let mut random = Random::new(3);
    let rubbish: Vec<u8> = (0..100_000).map(|_| random.below(256) as u8).collect();
    vec![
        (
            "a long cell",
            table(format!("level;code;title_fr\naxes;1;{}", many("a", 19_000_000))),
            "more than 32767 characters",
        ),
        ("a long code", table(format!("level;code\naxes;{}", many("1", 100_000))), "the strategy has no axis"),
        ("a long level", table(format!("level;code\n{};1", many("a", 100_000))), "is not a level"),
        ("a long heading", table(format!("level;{}\n", many("a", 100_000))), "is not known"),
        ("many headings", table(format!("level{}\n", many(";a", 100_000))), "more than 100 cells"),
        ("many cells", table(format!("level;code\n{}", many("a;1\n", 4_750_000))), "more than 200000 cells"),
        ("many lines", table(format!("level;code\n{}", many("a\n", 9_500_000))), "2000 mistakes or more"),
        ("an open quote", table(format!("level;code\n\"{}", many("a\n", 9_500_000))), "more than 32767 characters"),
        (
            "long texts",
            table(format!("level;code;title_fr\n{}", many(&format!("axes;1;{}\n", many("é", 15_000)), 135))),
            "has the code 1 already",
        ),
        ("UTF-16", [vec![0xfe, 0xff], utf16].concat(), "UTF-16"),
        ("Latin-1", b"level;code;title_fr\naxes;1;\xe9".to_vec(), "is not UTF-8"),
        ("rubbish", rubbish, "is not UTF-8"),
        ("null bytes", vec![0; 1000], "null bytes"),
        ("deep lists in TOML", table(format!("[release]\na = {}", many("[", 10_000))), "recurse"),
        (
            "deeper lists in TOML",
            table(format!("[release]\na = {}{}", many("[", 100_000), many("]", 100_000))),
            "recurse",
        ),
        ("deep tables in TOML", table(format!("[release]\na = {}", many("{a = ", 40_000))), "recurse"),
        ("deep keys in TOML", table(format!("[release]\n{}a = 1", many("a.", 100_000))), "recursion limit"),
        ("a deep heading in TOML", table(format!("[{}a]", many("a.", 100_000))), "recursion limit"),
        (
            "many keys in TOML",
            table(format!("[release]\n{}", (0..20_000).map(|n| format!("a{n}=1\n")).collect::<String>())),
            "2000 mistakes or more",
        ),
        ("many tables in TOML", table(many("[[axes]]\n", 28_000)), "the row of the release is missing"),
        (
            "a long file in TOML",
            table(format!("[release]\ncode = \"{}\"", many("a", 300_000))),
            "the file has 300019 bytes",
        ),
    ]
}
