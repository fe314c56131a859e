//! Composites: how deep, how many, and with which weights.

use super::{five_values, part, read, share};
use crate::criteria::{
    Composite, Criteria, CriteriaError, MAX_DEPTH, MAX_PART_ID, MAX_PARTS, MAX_PARTS_IN_ALL, Weighting,
};
use crate::exact::Exact;
use crate::explain::Explain;

/// `depth` composites in one another.
fn nested(depth: usize) -> Result<Composite, CriteriaError> {
    let mut inner = share(vec![part("1", "1", five_values())])?;
    for _ in 1..depth {
        inner = share(vec![part("1", "1", Criteria::Composite(inner))])?;
    }
    Ok(inner)
}

fn nested_json(depth: usize) -> String {
    let open = r#"{"kind":"composite","weighting":"share","parts":[{"id":"1","weight":1,"measurement":{"criteria":"#;
    format!("{}{}{}", open.repeat(depth), r#"{"kind":"levels","values":[1,2,3,4,5]}"#, "}}]}".repeat(depth))
}

#[test]
fn composites_nest_as_deep_as_the_limit_and_no_deeper() {
    assert_eq!(MAX_DEPTH, 16);
    let deepest = Criteria::Composite(nested(MAX_DEPTH).unwrap());
    assert_eq!(nested(MAX_DEPTH + 1), Err(CriteriaError::Depth));
    assert_eq!(read(&nested_json(MAX_DEPTH)), Ok(deepest.clone()));
    assert!(read(&nested_json(MAX_DEPTH + 1)).unwrap_err().contains("nested deeper than 16 levels"));
    assert_eq!(read(&serde_json::to_string(&deepest).unwrap()), Ok(deepest));
}

#[test]
fn the_deepest_part_counts_wherever_it_stands() {
    let deepest = Criteria::Composite(nested(MAX_DEPTH).unwrap());
    for parts in [
        vec![part("1", "1", deepest.clone()), part("2", "1", five_values())],
        vec![part("1", "1", five_values()), part("2", "1", deepest)],
    ] {
        assert_eq!(share(parts), Err(CriteriaError::Depth));
    }
}

#[test]
fn endless_nesting_is_refused_before_it_fills_the_stack() {
    assert!(read(&nested_json(100_000)).unwrap_err().contains("recursion limit"));
    let cut = nested_json(100_000).replace("}}]}", "");
    assert!(read(&cut).unwrap_err().contains("recursion limit"));
}

#[test]
fn parts_are_counted_on_their_level_and_in_all() {
    let leaves = |count: usize| (0..count).map(|n| part(&n.to_string(), "1", five_values())).collect::<Vec<_>>();
    assert_eq!((MAX_PARTS, MAX_PARTS_IN_ALL), (200, 2_000));
    assert_eq!(share(vec![]), Err(CriteriaError::Parts(0)));
    assert_eq!(share(leaves(201)), Err(CriteriaError::Parts(201)));
    let full = share(leaves(200)).unwrap();
    assert_eq!((full.parts().len(), full.sum()), (200, Exact::whole(200)));
    // Nine branches of 200 leaves and one of 190 make 10 + 1,990 parts.
    let branches = |last: usize| {
        let sizes = [200, 200, 200, 200, 200, 200, 200, 200, 200, last];
        let branch =
            |(n, size): (usize, usize)| part(&n.to_string(), "1", Criteria::Composite(share(leaves(size)).unwrap()));
        share(sizes.into_iter().enumerate().map(branch).collect())
    };
    assert!(branches(190).is_ok());
    assert_eq!(branches(191), Err(CriteriaError::PartsInAll(2_001)));
}

#[test]
fn ids_are_there_short_and_unique() {
    let longest = "ก".repeat(MAX_PART_ID);
    assert!(share(vec![part(&longest, "1", five_values())]).is_ok());
    let too_long = "ก".repeat(MAX_PART_ID + 1);
    assert_eq!(share(vec![part(&too_long, "1", five_values())]), Err(CriteriaError::PartId(longest)));
    for blank in ["", "  "] {
        assert_eq!(share(vec![part(blank, "1", five_values())]), Err(CriteriaError::PartId(blank.into())));
    }
    let twice = vec![part("1", "1", five_values()), part("2", "1", five_values()), part("1", "1", five_values())];
    assert_eq!(share(twice), Err(CriteriaError::PartId("1".into())));
}

#[test]
fn names_are_bounded_in_both_languages() {
    let named = |th: usize, en: usize| {
        let mut part = part("1", "1", five_values());
        part.name = crate::text::Text::new("ก".repeat(th), "a".repeat(en));
        share(vec![part])
    };
    assert!(named(4_000, 4_000).is_ok());
    assert_eq!(named(4_001, 0), Err(CriteriaError::PartName("1".into())));
    assert_eq!(named(0, 4_001), Err(CriteriaError::PartName("1".into())));
}

#[test]
fn weights_are_positive_and_internal_ones_make_one() {
    let weighted = |weighting, weights: &[&str]| {
        let parts = (1..).zip(weights).map(|(n, w): (u32, _)| part(&n.to_string(), w, five_values())).collect();
        Composite::new(weighting, parts)
    };
    let refused = |weight: &str| match weighted(Weighting::Share, &["1", weight]) {
        Err(CriteriaError::PartWeight { id, .. }) => id == "2",
        _ => false,
    };
    assert!(refused("0") && refused("-1"));
    assert!(!refused("0.000000001") && refused("0.0000000001"));
    assert!(!refused("1/4294967295") && refused("1/4294967296"));
    assert!(!refused("18446744073709551615") && refused("18446744073709551616"));
    assert!(weighted(Weighting::Share, &["15", "5"]).is_ok());
    assert!(weighted(Weighting::Internal, &["0.5", "0.3", "0.2"]).is_ok());
    assert!(weighted(Weighting::Internal, &["1/3", "1/3", "1/3"]).is_ok());
    for (weights, sum) in [(["0.5", "0.4999"], "0.9999"), (["0.5", "0.5001"], "1.0001"), (["15", "5"], "20")] {
        assert_eq!(
            weighted(Weighting::Internal, &weights),
            Err(CriteriaError::InternalWeights(sum.parse().unwrap())),
            "{weights:?}"
        );
    }
}

#[test]
fn defects_of_parts_are_defects_of_the_whole() {
    let bad = super::criteria(r#"{"kind":"rank_bands","bands":[{"score":5,"from":1,"to":4}]}"#);
    let inner = share(vec![part("1", "1", five_values()), part("2", "1", bad)]).unwrap();
    let whole = Criteria::Composite(share(vec![part("1", "1", Criteria::Composite(inner))]).unwrap());
    let defects = whole.defects();
    assert_eq!(defects.len(), 1);
    let told = defects[0].explain();
    assert_eq!((told.code, told.place.field.as_str()), ("rank-bands-end", "parts 1 parts 2 bands"));
    assert_eq!(five_values().defects(), []);
}
