//! What the web kit is told once: words, style, tabs, names of roles.

use ges_domain::access::Role;
use ges_domain::text::Text;
use ges_runtime::Env;
use ges_store::Store;
use ges_web::assets::Asset;
use ges_web::kit::{Kit, KitError, KitOptions, Product, RoleLabel};
use ges_web::{Locale, Tab};

use crate::app::Config;

/// The hub's own words.
pub(crate) const WORDS: [(Locale, &str); 2] = [
    (Locale::Th, include_str!("../../locales/th/hub.ftl")),
    (Locale::En, include_str!("../../locales/en/hub.ftl")),
];

const STYLESHEET: &str = "hub.css";

pub(crate) fn open(config: &Config, store: &Store, env: &Env) -> Result<Kit, KitError> {
    let id = ges_domain::ids::OrganisationId::parse(&config.organisation);
    let id = id.map_err(|_| KitError::Asset(config.organisation.clone()))?;
    let mut options = KitOptions::new(Product::Hub, id, config.name());
    options.words = words();
    options.assets = ges_figures::assets();
    options.assets.push(Asset::new(STYLESHEET, include_str!("../../assets/hub.css")));
    options.stylesheets = vec![ges_figures::STYLESHEET.into(), STYLESHEET.into()];
    options.roles = roles();
    options.demo = config.demo;
    options.https = config.https;
    options.behind_proxy = config.behind_proxy;
    options.trusted_origins.clone_from(&config.trusted_origins);
    options.navigation =
        Box::new(|reader| vec![Tab::new(reader.tr("hub-tab-overview"), "/"), Tab::new(reader.tr("hub-tab-nodes"), "/nodes")]);
    Kit::open(options, store, env)
}

pub(crate) fn words() -> Vec<(Locale, String)> {
    let own = WORDS.iter().map(|(locale, text)| (*locale, (*text).to_owned()));
    ges_figures::words().into_iter().chain(own).collect()
}

/// Roles that exist at a hub.
pub const ROLES: [(Role, &str, &str); 5] = [
    (Role::Analyst, "นักวิเคราะห์", "Analyst"),
    (Role::Host, "เจ้าภาพตัวชี้วัด", "Indicator host"),
    (Role::Committee, "กรรมการ", "Committee"),
    (Role::Executive, "ผู้บริหาร", "Executive"),
    (Role::Operator, "ผู้ดูแลระบบส่วนกลาง", "Operator"),
];

fn roles() -> Vec<RoleLabel> {
    ROLES.iter().map(|(role, th, en)| RoleLabel { role: role.as_str().into(), label: Text::new(*th, *en) }).collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn both_languages_have_every_word() {
        let words = words();
        let sources: Vec<_> = words.iter().map(|(l, s)| (*l, s.as_str())).collect();
        assert_eq!(ges_web::Translations::new(&sources).unwrap().missing_keys(), []);
    }
}
