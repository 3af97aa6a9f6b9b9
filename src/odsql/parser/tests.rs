//! What the reference shows of the language, as syntax; and that no text of any kind does harm.

use super::*;
use crate::odsql::{
    LONGEST_CLAUSE,
    ast::{Argument, ArithmeticOp, CompareOp, IsWhat, Number},
};

/// Syntax as nested lists, for comparison.
fn shape(expr: &Expr) -> String {
    let many =
        |name: &str, parts: &[Expr]| format!("({name} {})", parts.iter().map(shape).collect::<Vec<_>>().join(" "));
    match &expr.kind {
        ExprKind::Field(name) => format!("`{name}`"),
        ExprKind::Text(text) => format!("{text:?}"),
        ExprKind::Number(number) => digits(*number),
        ExprKind::Date(text) => format!("date:{text}"),
        ExprKind::Geometry(text) => format!("geom:{text}"),
        ExprKind::Boolean(truth) => truth.to_string(),
        ExprKind::Null => "null".to_owned(),
        ExprKind::Call(call) => {
            let distinct = if call.distinct { "distinct " } else { "" };
            format!(
                "{}({distinct}{})",
                call.function,
                call.arguments.iter().map(argument).collect::<Vec<_>>().join(", ")
            )
        }
        ExprKind::Negate(operand) => format!("(- {})", shape(operand)),
        ExprKind::Arithmetic(left, op, right) => {
            let sign = match op {
                ArithmeticOp::Add => "+",
                ArithmeticOp::Subtract => "-",
                ArithmeticOp::Multiply => "*",
                ArithmeticOp::Divide => "/",
            };
            format!("({sign} {} {})", shape(left), shape(right))
        }
        ExprKind::Compare(left, op, right) => {
            let sign = match op {
                CompareOp::Equal => "=",
                CompareOp::NotEqual => "!=",
                CompareOp::Less => "<",
                CompareOp::LessOrEqual => "<=",
                CompareOp::Greater => ">",
                CompareOp::GreaterOrEqual => ">=",
            };
            format!("({sign} {} {})", shape(left), shape(right))
        }
        ExprKind::Is { operand, negated, what } => {
            let what = match what {
                IsWhat::Null => "null",
                IsWhat::True => "true",
                IsWhat::False => "false",
            };
            format!("(is{} {what} {})", if *negated { "-not" } else { "" }, shape(operand))
        }
        ExprKind::Like(field, pattern) => format!("(like {} {pattern:?})", shape(field)),
        ExprKind::InRange(operand, interval) => format!(
            "(in {} {}{}..{}{})",
            shape(operand),
            if interval.low_excluded { "]" } else { "[" },
            shape(&interval.low),
            shape(&interval.high),
            if interval.high_excluded { "[" } else { "]" }
        ),
        ExprKind::InList(operand, members) => many(&format!("in {}", shape(operand)), members),
        ExprKind::InField(literal, field) => format!("(member {} {})", shape(literal), shape(field)),
        ExprKind::Not(operand) => format!("(not {})", shape(operand)),
        ExprKind::And(parts) => many("and", parts),
        ExprKind::Or(parts) => many("or", parts),
    }
}

fn digits(number: Number) -> String {
    match number {
        Number::Integer(number) => number.to_string(),
        Number::Decimal(number) => format!("{number:?}"),
    }
}

fn argument(argument: &Argument) -> String {
    match argument {
        Argument::Expr(expr) => shape(expr),
        Argument::Star => "*".to_owned(),
        Argument::Named(name, number) => format!("{name}:{}", digits(*number)),
        Argument::Quantity(number, unit) => format!("{}~{unit}", digits(*number)),
    }
}

fn condition(text: &str) -> String {
    parse_where(text).map_or_else(|error| panic!("{error}"), |expr| shape(&expr))
}

fn refusal(text: &str) -> String {
    parse_where(text).err().map_or_else(|| panic!("{text} is taken"), |error| error.to_string())
}

/// Reference, section 5 and appendix A.5.
#[test]
fn conditions_are_read_as_the_reference_has_them() {
    for (text, expected) in [
        (r#"axe="Axe 1""#, r#"(= `axe` "Axe 1")"#),
        ("`axe`:'Axe 1'", r#"(= `axe` "Axe 1")"#),
        ("budget>=10 and budget<=20", "(and (>= `budget` 10) (<= `budget` 20))"),
        ("budget in [10..20]", "(in `budget` [10..20])"),
        ("budget in [10 TO 20]", "(in `budget` [10..20])"),
        ("budget in ]10..20[", "(in `budget` ]10..20[)"),
        ("budget: [-1.5..10]", "(in `budget` [-1.5..10])"),
        ("ouvert", "`ouvert`"),
        ("ouvert is not true", "(is-not true `ouvert`)"),
        ("ouvert: TRUE", "(= `ouvert` true)"),
        ("not ouvert", "(not `ouvert`)"),
        ("NOT a = 1 OR b = 2 AND c = 3", "(or (not (= `a` 1)) (and (= `b` 2) (= `c` 3)))"),
        ("f is null", "(is null `f`)"),
        (r#"f in ("a", "b")"#, r#"(in `f` "a" "b")"#),
        (r#""Paris" in cities"#, r#"(member "Paris" `cities`)"#),
        ("lance_le > date'2024'", "(> `lance_le` date:2024)"),
        ("d in [date'2023'..date'2024']", "(in `d` [date:2023..date:2024])"),
        ("year(d) = 2024 and length(t) > 3", "(and (= year(`d`) 2024) (> length(`t`) 3))"),
        ("(a + b) * 2 > -c", "(> (* (+ `a` `b`) 2) (- `c`))"),
        ("a - 1 - 2 = 3/4", "(= (- (- `a` 1) 2) (/ 3 4))"),
        (r#"titre like "%Elèves*""#, r#"(like `titre` "%Elèves*")"#),
        (r#""energy""#, r#""energy""#),
        (r#"search(`f1`, `f2`, "text")"#, r#"search(`f1`, `f2`, "text")"#),
        (r#"search(*, "energy")"#, r#"search(*, "energy")"#),
        ("d >= now(years=-1, month=1, mondays=+1)", "(>= `d` now(years:-1, month:1, mondays:1))"),
        ("default.title is not null", "(is-not null `default.title`)"),
        ("`count` > 1", "(> `count` 1)"),
        (r#"t = "\u00c9l\u00e8ve \"x\" \ud83d\ude00""#, r#"(= `t` "Élève \"x\" 😀")"#),
        (r"t = 'Don\'t'", r#"(= `t` "Don't")"#),
        ("within_distance(g, geom'POINT(2 48)', 10km)", "within_distance(`g`, geom:POINT(2 48), 10~km)"),
    ] {
        assert_eq!(condition(text), expected, "{text}");
    }
}

/// Reference, section 3, facts 6 and 8 and appendix A.6: what the portal refuses.
#[test]
fn what_is_not_of_the_language_is_refused_with_its_place() {
    for (text, problem) in [
        ("axe =", "unexpected end of line at position 5"),
        (r#"axe = "x"#, "unexpected end of line: a quote is not closed at position 6"),
        (r#"contains(objet, "x")"#, "unexpected ( at position 8"),
        (r#"(axe = "x""#, "unexpected end of line at position 10"),
        (r#"axe not in ("x")"#, "unexpected not at position 4"),
        ("f not like 'x'", "unexpected not at position 2"),
        ("1_uai = 'x'", "unexpected _uai at position 1"),
        ("count > 1", "unexpected count at position 0"),
        ("f in (date'2024')", "unexpected date'2024' at position 6"),
        ("a = 1; drop table x", "unexpected ; at position 5"),
        ("stddev(a) > 1", "unexpected ( at position 6"),
        ("a = 99999999999999999999", "a number that is too large at position 4"),
        ("year() = 1", "0 arguments of year, which takes 1 at position 0"),
    ] {
        let message = refusal(text);
        assert!(message.contains(problem), "{text}: {message}");
        assert!(message.starts_with("ODSQL syntax exception: "), "{message}");
        assert!(message.ends_with("Clause(s) containing the error(s): where."), "{message}");
    }
    assert!(refusal("yaer(d) = 1").contains("the nearest is year"));
}

#[test]
fn a_place_is_counted_in_characters() {
    let error = parse_where("é = 'à' ô").expect_err("a field is no operator");
    assert_eq!(error.span, 8..9);
    assert_eq!(error.pointed(), "unexpected ô\n  where=é = 'à' ô\n                ^");
}

#[test]
fn select_is_read_with_labels_and_patterns() {
    let items = parse_select("*, count(*) as count, include(pop*), exclude(geo), a+b, `x y` as `n`").expect("a select");
    let [SelectItem::All, SelectItem::Expr(count), include, exclude, SelectItem::Expr(sum), SelectItem::Expr(quoted)] =
        items.as_slice()
    else {
        panic!("{items:?}")
    };
    assert_eq!((count.label.as_deref(), count.text.as_str()), (Some("count"), "count(*)"));
    assert_eq!((include, exclude), (&SelectItem::Include("pop*".into()), &SelectItem::Exclude("geo".into())));
    assert_eq!((sum.label.as_deref(), sum.text.as_str(), shape(&sum.expr).as_str()), (None, "a+b", "(+ `a` `b`)"));
    assert_eq!((quoted.label.as_deref(), shape(&quoted.expr).as_str()), (Some("n"), "`x y`"));
    assert!(parse_select("count(distinct a) as").is_err());
}

#[test]
fn groups_and_orders_are_read() {
    let keys = parse_group_by("axe, year(d) as annee, range(budget, *, 10, 50, *), range(d, 1 day)").expect("keys");
    let shapes: Vec<String> = keys.iter().map(|key| shape(&key.expr)).collect();
    assert_eq!(shapes, ["`axe`", "year(`d`)", "range(`budget`, *, 10, 50, *)", "range(`d`, 1~day)"]);
    assert_eq!(keys[1].label.as_deref(), Some("annee"));
    assert!(parse_group_by("a + b").is_err());
    let orders = parse_order_by("-a, b desc, count(*) asc, random(7), -c desc").expect("orders");
    assert_eq!(orders.iter().map(|o| o.descending).collect::<Vec<_>>(), [true, true, false, false, false]);
}

#[test]
fn limits_are_told_and_kept() {
    let deep = format!("{}a{}", "(".repeat(DEEPEST_NESTING), ")".repeat(DEEPEST_NESTING));
    assert_eq!(condition(&deep), "`a`");
    let deeper = format!("({deep})");
    assert!(refusal(&deeper).contains("more than 50 levels of nesting"));
    assert!(refusal(&"not ".repeat(2_000)).contains("levels of nesting"));
    assert!(refusal(&"-".repeat(5_000)).contains("levels of nesting"));
    assert!(refusal(&"x".repeat(LONGEST_CLAUSE + 1)).contains("10000 are allowed"));
    let long = format!("1{}", "+1".repeat(200));
    assert!(refusal(&long).contains("more than 150 operators and functions inside each other"));
    let leaning = format!("{}a{}", "(".repeat(49), format!("{})", "+1".repeat(98)).repeat(49));
    assert!(refusal(&leaning).contains("inside each other"), "chains at the left ends of chains are deep");
    let wide = vec!["1+1"; 1_000].join(",");
    assert!(parse_select(&format!("length(a), ifnull(b, 1+1), {wide}")).is_ok(), "many columns are wide, not deep");
    let many = vec!["a"; 1_000].join(" or ");
    assert!(parse_where(&many).is_ok(), "a chain of alternatives is wide, not deep");
}

/// Fragments of the language and of its enemies, put together at random: every clause is read or refused, none panics,
/// and what is refused has a place within the clause.
#[test]
fn no_text_does_harm() {
    const FRAGMENTS: [&str; 44] = [
        "a",
        "`b`",
        "`",
        "'",
        "\"",
        "\\",
        "\\u",
        "\\ud800",
        "date'2024'",
        "date'",
        "geom'x'",
        "1",
        "1.5",
        "..",
        ".",
        "[",
        "]",
        "(",
        ")",
        ",",
        "*",
        "/",
        "+",
        "-",
        "=",
        "!=",
        "<",
        ":",
        " and ",
        " or ",
        "not ",
        " in ",
        " is ",
        "null",
        " like ",
        " as ",
        "count(",
        "distinct ",
        "now(",
        "range(",
        "é",
        "\u{0}",
        "\u{202e}",
        ";--",
    ];
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).expect("smaller than a usize")
    };
    for _ in 0..20_000 {
        let length = random(24);
        let text: String = (0..length).map(|_| FRAGMENTS[random(FRAGMENTS.len())]).collect();
        let errors = [
            parse_where(&text).err(),
            parse_select(&text).err(),
            parse_group_by(&text).err(),
            parse_order_by(&text).err(),
        ];
        for error in errors.into_iter().flatten() {
            let characters = text.chars().count();
            assert!(error.span.start <= error.span.end && error.span.end <= characters, "{text:?}: {error:?}");
            assert!(!error.to_string().is_empty() && !error.pointed().is_empty());
        }
    }
}
