//! What is refused: where, with which words, with which help.

use super::*;

const GRAMMAR: &str =
    "write a TypeScript type, such as `A<B>`, `T[]`, `A | B`, `{ a: T }` or `(a: T) => U`";
const CONDITIONAL: &str = "a conditional type is written `A extends B ? C : D`";
const FUNCTION: &str = "a function is written `(a: T) => U`";
const LINK: &str = "a link is written `[name](target)`";
const MEMBER: &str = "write `name: T` or `name?: T`, a method as `name(): T`";

#[test]
fn messages() {
    #[rustfmt::skip]
    let cases: &[(&str, usize, &str, Option<&str>)] = &[
        ("", 0, "the type is empty", Some("write a type, such as `string`")),
        (" `` `` ", 0, "the type is empty", Some("write a type, such as `string`")),
        ("Record<string, A", 16, "expected `>` to close `Record<`, found the end", Some("type arguments are separated by `,`")),
        ("Record&#60;string; A&#62;", 17, "expected `>` to close `Record<`, found `;`", Some("type arguments are separated by `,`")),
        ("[Omit](o.mdx)<A B>", 16, "expected `>` to close `Omit<`, found `B`", Some("type arguments are separated by `,`")),
        ("Set<>", 4, "expected a type, found `>`", None),
        (r"`string` \|", 11, "expected a type, found the end", None),
        ("A | | B", 4, "expected a type, found `|`", None),
        ("A>", 1, "expected the end of the type, found `>`", Some("nothing is open that `>` could close")),
        ("`string` `number`", 10, "expected the end of the type, found `number`", Some(GRAMMAR)),
        ("[A](a) [B](b)", 7, "expected the end of the type, found a link to `B`", Some(GRAMMAR)),
        ("(A | B", 6, "expected `)` to close `(`, found the end", Some("parentheses hold one type, or the parameters of a function: `(a: T) => U`")),
        ("{ a: A", 6, "expected `}` to close `{`, found the end", Some("members are separated by `;` or `,`")),
        ("{ a: A b: B }", 7, "expected `}` to close `{`, found `b`", Some("members are separated by `;` or `,`")),
        ("{ a }", 4, "expected `:` after `a`, found `}`", Some(MEMBER)),
        ("{ a.b: B }", 2, "expected a name, found `a.b`", Some("write `name: T`, with quotes around a name that is no identifier")),
        ("{ [k: string] }", 14, "expected `:` after `]`, found `}`", Some(MEMBER)),
        ("A extends B", 11, "expected `?`, found the end", Some(CONDITIONAL)),
        ("A extends B ? C", 15, "expected `:`, found the end", Some(CONDITIONAL)),
        ("{ [K in keyof T] }", 17, "expected `:` after `]`, found `}`", Some(MEMBER)),
        ("T[0", 3, "expected `]` to close `[`, found the end", Some("an array is written `T[]`, the type of a field `T[\"field\"]`")),
        ("[A; B]", 2, "expected `]` to close `[`, found `;`", Some("the elements of a tuple are separated by `,`")),
        ("A | typeof 1", 11, "expected a name after `typeof`, found `1`", None),
        ("readonly string", 0, "`readonly` before a type that is not an array", Some("write `readonly T[]`, or leave `readonly` out")),
        ("() A", 3, "expected `=>` after the parameters, found `A`", Some(FUNCTION)),
        ("<T> A", 4, "expected `(` before the parameters, found `A`", Some(FUNCTION)),
        ("<T; U>() => A", 2, "expected `>` to close `<`, found `;`", Some("type parameters are separated by `,`")),
        ("new A", 4, "expected `(` before the parameters, found `A`", Some(FUNCTION)),
        ("A = B", 2, "expected the end of the type, found `=`", Some(GRAMMAR)),
        ("A | ..", 4, "unexpected character '.'", None),
        (r"A | \`a", 4, "the template literal has no end", Some("close it with a backtick, written as the opening one is")),
        ("string<A>", 6, "`string` takes no type arguments", Some("write `string` alone")),
        ("A | Array", 4, "`Array` takes one type argument", Some("write `Array<T>` or `T[]`")),
        ("ReadonlyArray<A, B>", 0, "`ReadonlyArray` takes one type argument", Some("write `ReadonlyArray<T>` or `T[]`")),
        ("(a: A; b: B) => C", 5, "expected `)` to close `(`, found `;`", Some("parameters are separated by `,`")),
        ("é | #", 5, "unexpected character '#'", None),
        ("- 1", 0, "unexpected character '-'", Some("`-` only occurs at the start of a number")),
        ("12px", 2, "unexpected `p` in the number `12`", Some("write a decimal number, such as `-1.5`, or put quotes around the text")),
        ("A | 'draft", 4, "the string literal has no end", Some("close it with ', written as the opening one is")),
        (r#"\"draft""#, 0, "the string literal has no end", Some("close it with \", written as the opening one is")),
        (r#""a\qb""#, 2, "unknown escape in a string literal", Some(r"the escapes are \n, \r, \t, \u{…}, \uXXXX and \ before punctuation")),
        (r#""\u{110000}""#, 1, "unknown escape in a string literal", Some(r"the escapes are \n, \r, \t, \u{…}, \uXXXX and \ before punctuation")),
        ("[Cart](a(b.mdx)", 15, "expected `)` to close the link of `Cart`", Some(LINK)),
        ("[Cart](a b.mdx)", 8, "expected `)` to close the link of `Cart`", Some(LINK)),
        ("[`Cart`]()", 9, "the link of `Cart` is empty", Some(LINK)),
    ];
    for &(text, offset, message, help) in cases {
        let error = parse(text).expect_err(text);
        let found = (error.offset, error.message.as_str(), error.help.as_deref());
        assert_eq!(found, (offset, message, help), "{text:?}");
        assert_eq!(error.to_string(), message);
    }
}

#[test]
fn depth_is_limited_wherever_brackets_nest() {
    for (open, inner, close) in [
        ("(", "A", ")"),
        ("Set<", "A", ">"),
        ("Array<", "A", ">[]"),
        ("{ a: ", "A", " }"),
        ("{ [a: string]: ", "A", " }"),
        ("() => ", "A", ""),
        ("(a: ", "A", ") => B"),
        ("[f](f)<", "A", ">"),
        ("A | (B & (", "C", "))"),
        ("(", "A", "[])[]"),
        ("[", "A", "]"),
        ("A extends B ? ", "C", " : D"),
        ("A extends B ? C : ", "D", ""),
        ("A[", "\"a\"", "]"),
        ("A", "", "[\"a\"]"),
        ("{ a(): ", "A", " }"),
        ("<T extends ", "A", ">() => B"),
        ("a is ", "A", ""),
    ] {
        let nested =
            |levels: usize| format!("{}{inner}{}", open.repeat(levels), close.repeat(levels));
        assert!(parse(&nested(3)).is_ok(), "{}", nested(3));
        let error = parse(&nested(20_000)).expect_err(open);
        let known = [
            "nests more than 64 levels",
            "more than 8 dimensions",
            "more than 8 indices",
        ];
        assert!(
            known.iter().any(|text| error.message.contains(text)),
            "{open}: {error}"
        );
        assert!(error.help.is_some());
    }
}

#[test]
fn the_limits_are_exact() {
    let nested = |levels: usize| format!("{}A{}", "Set<".repeat(levels), ">".repeat(levels));
    assert!(parse(&nested(63)).is_ok());
    let error = parse(&nested(64)).expect_err("65 levels");
    assert_eq!(error.offset, 64 * "Set<".len());
    assert_eq!(error.message, "the type nests more than 64 levels deep");

    let dimensions = |count: usize| format!("A{}", "[]".repeat(count));
    assert_eq!(parsed(&dimensions(8)).to_string(), dimensions(8));
    let error = parse(&dimensions(9)).expect_err("9 dimensions");
    assert_eq!(error.offset, dimensions(8).len());
    assert_eq!(error.message, "the array has more than 8 dimensions");
}

#[test]
fn the_deepest_tree_can_be_printed_compared_and_dropped() {
    let closing = format!(" | A & B){}", "[]".repeat(8));
    let deepest = format!("{}C{}", "(".repeat(63), closing.repeat(63));
    let ty = parsed(&deepest);
    assert_eq!(ty.to_string(), deepest);
    assert_eq!(parsed(&deepest), ty);
    assert_eq!(ty.references().count(), 0);
}

#[test]
fn width_is_not_limited() {
    let wide = vec!["A"; 10_000].join(" | ");
    let TypeExpr::Union(members) = parsed(&wide) else {
        panic!("a union");
    };
    assert_eq!(members.len(), 10_000);
}
