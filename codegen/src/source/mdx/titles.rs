//! What the headings of pages say: titles of pages, and of the sections of methods.

/// What the titles of the pages of 2022 and 2023 begin with, before the name.
pub(crate) const PREFIXES: [&str; 5] = [
    "Class: ",
    "Interface: ",
    "Enumeration: ",
    "Module: ",
    "Namespace: ",
];

/// What a section of a method holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Examples,
    TypeParameters,
    Parameters,
    Returns,
    Description,
    Deprecated,
    /// Remarks that are kept as they are.
    Remarks,
}

impl Kind {
    /// Every kind.
    pub(crate) const ALL: [Kind; 7] = [
        Kind::Examples,
        Kind::TypeParameters,
        Kind::Parameters,
        Kind::Returns,
        Kind::Description,
        Kind::Deprecated,
        Kind::Remarks,
    ];

    /// The kind of the section with this title.
    pub(crate) fn of(title: &str) -> Option<Self> {
        let mut kinds = Self::ALL.into_iter();
        kinds.find(|kind| kind.titles().contains(&title))
    }

    /// The titles that sections of this kind have.
    pub(crate) fn titles(self) -> &'static [&'static str] {
        match self {
            Kind::Examples => &["Example", "Examples"],
            Kind::TypeParameters => &["Type Parameters", "Type parameters"],
            Kind::Parameters => &["Parameters"],
            Kind::Returns => &["Returns"],
            Kind::Description => &["Description"],
            Kind::Deprecated => &["Deprecated"],
            Kind::Remarks => &[
                "See",
                "Since",
                "Throws",
                "Defined in",
                "Inherited from",
                "Overrides",
            ],
        }
    }
}
