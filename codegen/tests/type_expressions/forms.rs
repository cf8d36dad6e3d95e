//! Every form in the grammar, in every dress it occurs in.

use super::*;

/// Each spelling parses to the expression, and the expression prints as the canonical text.
fn check(canonical: &str, expected: &TypeExpr, spellings: &[&str]) {
    assert_eq!(expected.to_string(), canonical);
    for spelling in [canonical].iter().chain(spellings) {
        assert_eq!(parsed(spelling), *expected, "{spelling:?}");
    }
}

#[test]
fn keywords() {
    for &keyword in Keyword::ALL {
        let name = keyword.as_str();
        let expected = TypeExpr::Keyword(keyword);
        let (once, twice) = (format!("`{name}`"), format!("`` {name} ``"));
        check(name, &expected, &[&once, &twice, &format!("({name})")]);
    }
}

#[test]
fn literals() {
    check(
        r#""requires_action""#,
        &literal("requires_action"),
        &[
            r#"`"requires_action"`"#,
            r#"``"requires_action"``"#,
            "'requires_action'",
            "`'requires_action'`",
            r#"\"requires\_action\""#,
            "&quot;requires_action&quot;",
            "&#39;requires_action&#39;",
            r#""requires\u005faction""#,
        ],
    );
    check(
        r#""a\"b|c\\d""#,
        &literal(r#"a"b|c\d"#),
        &[
            r#"'a"b|c\\d'"#,
            r#"'a\"b\|c\\d'"#,
            r#""a&quot;b&#124;c&#92;d""#,
        ],
    );
    check(
        r#""it's \&lt; `x`\n""#,
        &literal("it's &lt; `x`\n"),
        &[r"'it\'s &amp;lt; `x`\n'"],
    );
    check(r#""""#, &literal(""), &["``''``"]);
    for text in ["1", "0", "-0.5", "12.25e-3"] {
        check(
            text,
            &TypeExpr::NumberLiteral(text.to_owned()),
            &[&format!("`{text}`")],
        );
    }
    check("-7", &TypeExpr::NumberLiteral("-7".to_owned()), &[r"\-7"]);
    check("true", &TypeExpr::BooleanLiteral(true), &["`true`"]);
    check("false", &TypeExpr::BooleanLiteral(false), &["`false`"]);
}

#[test]
fn names() {
    check("Date", &named("Date"), &["`Date`", "``Date``"]);
    check(
        "internal.Cart",
        &named("internal.Cart"),
        &["`internal.Cart`", r"internal\.Cart"],
    );
    check(
        "Gift_Card$2",
        &named("Gift_Card$2"),
        &[r"Gift\_Card$2", "`Gift&#95;Card$2`"],
    );
    check("trueish", &named("trueish"), &[]);
    check("bigint", &named("bigint"), &[]);
}

#[test]
fn links() {
    let cart = || linked("Cart", "../classes/e.Cart.mdx", []);
    check(
        "[Cart](../classes/e.Cart.mdx)",
        &cart(),
        &[
            "[`Cart`](../classes/e.Cart.mdx)",
            "[``Cart``](../classes/e.Cart.mdx)",
            "`[Cart](../classes/e.Cart.mdx)`",
            "([Cart](../classes/e.Cart.mdx))",
        ],
    );
    check(
        "[Item](m_1.mdx#order_edit)",
        &linked("Item", "m_1.mdx#order_edit", []),
        &[
            r"[Item](m\_1.mdx#order\_edit)",
            r"[Item](m&#95;1.mdx\#order_edit)",
        ],
    );
    check(
        "[f](a(b(c))d.mdx)",
        &linked("f", "a(b(c))d.mdx", []),
        &[r"[f](a\(b(c\))d.mdx)"],
    );
    check(r"[f](a\)b)", &linked("f", "a)b", []), &["[f](a&#41;b)"]);
    check(
        "[f](a&#32;b\\&lt;)",
        &linked("f", "a b&lt;", []),
        &[r"[f](a&#x20;b&amp;lt;)"],
    );
    check(
        "[Omit](o.mdx)<[Cart](../classes/e.Cart.mdx), \"a\" | \"b_c\">[]",
        &array(linked(
            "Omit",
            "o.mdx",
            [cart(), union([literal("a"), literal("b_c")])],
        )),
        &[
            r#"[Omit](o.mdx)&#60;[Cart](../classes/e.Cart.mdx), "a" \| "b_c"&#62;[]"#,
            r#"[`Omit`](o.mdx)\<[`Cart`](../classes/e.Cart.mdx), `"a"` \| `"b_c"`\>[]"#,
        ],
    );
    check(
        "[Array](a.mdx)<string>",
        &linked("Array", "a.mdx", [string()]),
        &[],
    );
    check("[string](s.mdx)", &linked("string", "s.mdx", []), &[]);
}

#[test]
fn type_arguments() {
    check(
        "Record<string, unknown>",
        &generic("Record", [string(), keyword(Keyword::Unknown)]),
        &[
            "`Record<string, unknown>`",
            "Record&#60;string, unknown&#62;",
            "Record&lt;`string`,`unknown`&gt;",
            r"`Record`\<`string`, `unknown`\>",
            "Record&#x3c;string&#44; unknown&#x3E;",
            "{ [key: string]: unknown }",
            r"\{ \[key: string\]: unknown; \}",
            "``{ readonly [name: `string`]: unknown  }``",
        ],
    );
    check(
        "Promise<Map<string, Set<A.B>>>",
        &generic(
            "Promise",
            [generic("Map", [string(), generic("Set", [named("A.B")])])],
        ),
        &[
            "Promise<Map<string,Set<A.B> > >",
            "Promise&#60;Map<string, Set&lt;A.B>&gt;&#62;",
        ],
    );
}

#[test]
fn arrays() {
    check(
        "string[]",
        &array(string()),
        &[
            "`string`[]",
            "`string[]`",
            r"string\[\]",
            "`string`&#91;&#93;",
            "Array<string>",
            "`Array`&#60;`string`&#62;",
            "ReadonlyArray<string>",
            "readonly string[]",
            "(string)[]",
        ],
    );
    check(
        "A[][]",
        &array(array(named("A"))),
        &["Array<A[]>", "Array<A>[]", "(readonly A[])[]"],
    );
    check(
        "(string | A)[]",
        &array(union([string(), named("A")])),
        &[r"(`string` \| `A`)[]", "Array<string | A>"],
    );
    check(
        "(() => A)[]",
        &array(function([], named("A"))),
        &[r"(() =\> A)[]"],
    );
}

#[test]
fn unions_and_intersections() {
    check(
        "string | string[]",
        &union([string(), array(string())]),
        &[
            r"`string` \| `string`[]",
            "| string | string[]",
            "string &#124; string[]",
            "`string | string[]`",
        ],
    );
    check(
        "string | Date | null",
        &union([string(), named("Date"), keyword(Keyword::Null)]),
        &[
            r"(`string` \| `Date`) \| `null`",
            "string | (Date | (null))",
        ],
    );
    check(
        "object | object",
        &union([keyword(Keyword::Object), keyword(Keyword::Object)]),
        &[],
    );
    check(
        "A & B | C & D",
        &union([
            intersection([named("A"), named("B")]),
            intersection([named("C"), named("D")]),
        ]),
        &["(A & B) | (C &amp; D)", r"A \& B \| C & D"],
    );
    check(
        "A & (B | C) & D[]",
        &intersection([
            named("A"),
            union([named("B"), named("C")]),
            array(named("D")),
        ]),
        &["(A & ((B | C) & D[]))"],
    );
    check(
        "A | (() => B | C)",
        &union([named("A"), function([], union([named("B"), named("C")]))]),
        &["A | () => B | C"],
    );
    check("A", &named("A"), &["| A", "((A))"]);
}

#[test]
fn objects() {
    let lines = array(linked("Line", "l.mdx", []));
    let canonical = "{ count?: number; lines: [Line](l.mdx)[]; kind: \"a\" | \"b\" }";
    check(
        canonical,
        &object([
            optional("count", number()),
            required("lines", lines),
            required("kind", union([literal("a"), literal("b")])),
        ]),
        &[
            "``{ count?: number ; lines: [Line](l.mdx)[] ; kind: \"a\" \\| \"b\"  }``",
            "{count?:number,lines:[`Line`](l.mdx)[],kind:'a'|'b',}",
            "\\{ `count`?: `number`; `lines`: [Line](l.mdx)[]; `kind`: `\"a\"` \\| `\"b\"`; \\}",
            "&#123; count&#63;: number; lines&#58; [Line](l.mdx)[]; kind: \"a\" | \"b\" &#125;",
            "{ readonly count?: number; readonly lines: [Line](l.mdx)[]; kind: \"a\" | \"b\" }",
        ],
    );
    check("{}", &object([]), &["{ }", "``{  }``", "&#x7B;&#x7D;"]);
    check(
        "{ default: string; \"x-y\"?: number; readonly: string; \"\": A }",
        &object([
            required("default", string()),
            optional("x-y", number()),
            required("readonly", string()),
            required("", named("A")),
        ]),
        &["{ \"default\": string; 'x-y'?: number; \"readonly\": string; '': A }"],
    );
    check(
        "{ a: string }[] & B",
        &intersection([array(object([required("a", string())])), named("B")]),
        &["``{ a: string  }``[] & `B`"],
    );
    check(
        "{ a: A } & Record<string, B> & Record<number, C>",
        &intersection([
            object([required("a", named("A"))]),
            generic("Record", [string(), named("B")]),
            generic("Record", [number(), named("C")]),
        ]),
        &["{ [k: string]: B; a: A; [k: number]: C }"],
    );
}

#[test]
fn functions() {
    check(
        "() => void",
        &function([], keyword(Keyword::Void)),
        &["`() => void`", "() =&#62; void"],
    );
    check(
        "(id: string, query?: Q<A>) => Promise<[R](r.mdx)>",
        &function(
            [
                required("id", string()),
                optional("query", generic("Q", [named("A")])),
            ],
            generic("Promise", [linked("R", "r.mdx", [])]),
        ),
        &[r"(`id`: `string`, `query`?: Q\<A\>,) =\> Promise&#60;[R](r.mdx)&#62;"],
    );
    check(
        "(args: any[]) => void",
        &function(
            [required("args", array(keyword(Keyword::Any)))],
            keyword(Keyword::Void),
        ),
        &[
            r"(...`args`: `any`[]) => `void`",
            "<T extends A = B, U>(...args: any[]) => void",
        ],
    );
    check(
        "(a: any, b: any) => A",
        &function(
            [
                required("a", keyword(Keyword::Any)),
                required("b", keyword(Keyword::Any)),
            ],
            named("A"),
        ),
        &["(a, b) => A", "new (a, b) => A", "abstract new (a, b) => A"],
    );
    check(
        "(f: (a: A) => B) => () => C[]",
        &function(
            [required(
                "f",
                function([required("a", named("A"))], named("B")),
            )],
            function([], array(named("C"))),
        ),
        &["((f: ((a: A) => B)) => (() => (C)[]))"],
    );
}

#[test]
fn methods_and_accessors_are_members() {
    check(
        "{ add: () => unknown; get: (id: string) => A; set?: B; size: number }",
        &object([
            required("add", function([], keyword(Keyword::Unknown))),
            required("get", function([required("id", string())], named("A"))),
            optional("set", named("B")),
            required("size", number()),
        ]),
        &[
            "{ add: Method add ; get(id: string): A; set?: B; get size(): number }",
            "``{ add: Method \\_add ; get<T>(id: string): A; set?: B; set size(value: number)  }``",
            "{ add(); get: (id: string) => A; readonly set?: B; readonly get size(): number }",
        ],
    );
    check(
        "{ \"set-cookie-x\"?: A }",
        &object([optional("set-cookie-x", named("A"))]),
        &["{ set-cookie-x?: A; [toPrimitive]: Method [toPrimitive]  }"],
    );
    check(
        "(() => A) & ((a: A) => B)",
        &intersection([
            function([], named("A")),
            function([required("a", named("A"))], named("B")),
        ]),
        &["() => `A`(`a`: `A`) => `B`", "{ (): A; (a: A): B }"],
    );
    check(
        "{ name: string } & ((a: A) => B)",
        &intersection([
            object([required("name", string())]),
            function([required("a", named("A"))], named("B")),
        ]),
        &["{ (a: A): B; name: string }"],
    );
}

#[test]
fn tuples_are_arrays_of_their_elements() {
    check(
        "(A | B)[]",
        &array(union([named("A"), named("B")])),
        &[
            "[A, B]",
            "[A, A, B?]",
            "[a: A, b?: B]",
            "readonly [A, ...B[]]",
            r"\[`A`, `B`\]",
        ],
    );
    check("A[]", &array(named("A")), &["[A]", "[A, A]", "[...A[]]"]);
    check("never[]", &array(keyword(Keyword::Never)), &["[]"]);
}

#[test]
fn types_that_depend_on_type_arguments_are_all_that_they_can_be() {
    check(
        "C | D | E",
        &union([named("C"), named("D"), named("E")]),
        &[
            "A extends B ? C : D | E",
            "A extends [] ? C : B extends infer U ? D : E",
            "`A` extends `B`<infer U> ? (C \\| D) : E",
        ],
    );
    check(
        "Record<string, T>",
        &generic("Record", [string(), named("T")]),
        &[
            "{ [P in keyof U]: T }",
            "{ readonly [P in keyof U as `string`]?: T; }",
            "{ [P in string]?: T }",
        ],
    );
    check(
        "string[]",
        &array(string()),
        &[
            "(keyof [A](a))[]",
            "Array<keyof typeof a>",
            r"(\`a\_${string}\`)[]",
        ],
    );
    check(
        "boolean",
        &keyword(Keyword::Boolean),
        &["obj is Buffer", "`this` is [A](a)"],
    );
    check(
        "(a: any) => void",
        &function(
            [required("a", keyword(Keyword::Any))],
            keyword(Keyword::Void),
        ),
        &["(a: any) => asserts a is B", "(a: any) => asserts a"],
    );
}

#[test]
fn types_of_code_are_kept_as_text() {
    let opaque = |text: &str| TypeExpr::Opaque(text.to_owned());
    check("typeof a.b", &opaque("typeof a.b"), &["typeof `a.b`"]);
    check(
        "(typeof [a](a.mdx)[] | unique symbol)[]",
        &array(union([
            array(opaque("typeof [a](a.mdx)")),
            opaque("unique symbol"),
        ])),
        &["(typeof [`a`](a.mdx)[] \\| unique symbol)[]"],
    );
    check(
        "[Job](j.mdx)[\"context\"]",
        &opaque("[Job](j.mdx)[\"context\"]"),
        &["[`Job`](j.mdx)[``\"context\"``]", "[Job](j.mdx)['context']"],
    );
    check(
        "(A | B)[\"a\"][number][]",
        &array(opaque("(A | B)[\"a\"][number]")),
        &["(`A` | `B`)['a'][number][]"],
    );
}

#[test]
fn references_are_the_linked_ones_depth_first() {
    let ty = parsed(
        "[A](a)<[B](b), X<[C](c)[]>> | { m: [D](d) & Date } | ((p: [E](e)) => [F](f)) | [A](a)",
    );
    let names: Vec<_> = ty
        .references()
        .map(|reference| reference.name.as_str())
        .collect();
    assert_eq!(names, ["A", "B", "C", "D", "E", "F", "A"]);
    assert_eq!(parsed("Record<string, Date>").references().count(), 0);
}

#[test]
fn nullish_is_null_or_undefined_itself() {
    assert!(parsed("`null`").is_nullish());
    assert!(parsed("undefined").is_nullish());
    for other in [
        "void",
        "never",
        "null | string",
        "null[]",
        "\"null\"",
        "[null](n)",
    ] {
        assert!(!parsed(other).is_nullish(), "{other}");
    }
}
