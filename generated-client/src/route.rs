//! Routes: which operation a request is for, and whose half of the API it is in.

use std::borrow::Cow;

use reqwest::Method;

/// A half of the API. Each has its own people, who sign in apart from those of the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Area {
    /// `/store`: the storefront, where customers sign in.
    Store,
    /// `/admin`: the back office, where admin users sign in.
    Admin,
}

/// Which operation a request is for.
#[derive(Clone, Debug)]
pub(crate) struct Route {
    pub(crate) method: Method,
    /// The path with its placeholders: unlike the URL, free of what the caller put in.
    pub(crate) template: Cow<'static, str>,
}

impl Area {
    /// What its routes begin with.
    pub(crate) fn prefix(self) -> &'static str {
        match self {
            Self::Store => "/store",
            Self::Admin => "/admin",
        }
    }
}

impl Route {
    pub(crate) fn new(method: Method, template: Cow<'static, str>) -> Self {
        Self { method, template }
    }

    /// The area, where the route is below its prefix.
    pub(crate) fn area(&self) -> Option<Area> {
        [Area::Store, Area::Admin].into_iter().find(|area| {
            let below = self.template.strip_prefix(area.prefix());
            below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_segment_is_the_area() {
        for (template, area) in [
            ("/store", Some(Area::Store)),
            ("/store/orders/{id}", Some(Area::Store)),
            ("/admin/", Some(Area::Admin)),
            ("/admin/store", Some(Area::Admin)),
            ("/administration", None),
            ("/stores", None),
            ("/Admin/orders", None),
            ("/{area}/orders", None),
            ("/hooks/admin", None),
            ("admin", None),
            ("/", None),
            ("", None),
        ] {
            assert_eq!(
                Route::new(Method::GET, template.into()).area(),
                area,
                "{template}"
            );
        }
    }
}
