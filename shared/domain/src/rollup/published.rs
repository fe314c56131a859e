//! Rows as annual reports publish them, and the one row that is missing (OPEC annual report 2018, item 2).

use super::mean::mean_of;
use super::mean_error::MeanError;
use super::tree::MAX_ITEMS;
use crate::exact::Exact;

/// One row as published by one assessor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedItem {
    /// Number of the item.
    pub id: String,
    /// Weight in percent of the whole.
    pub weight: Exact,
    /// Score; `None` where the source lost it.
    pub score: Option<Exact>,
}

/// The same row with what follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedRow {
    /// Number of the item.
    pub id: String,
    /// Score, unrounded.
    pub score: Exact,
    /// Whether the score follows from the mean of the parent.
    pub implied: bool,
    /// Weight × score / 100.
    pub weighted: Exact,
}

/// Completes the rows of one parent for one assessor: the one unknown score is what makes `parent` their mean.
pub fn published(items: &[PublishedItem], parent: Option<&Exact>) -> Result<Vec<PublishedRow>, MeanError> {
    if items.len() > MAX_ITEMS {
        return Err(MeanError::TooMany(items.len()));
    }
    let mut unknown = items.iter().filter(|item| item.score.is_none());
    let implied = match (unknown.next(), unknown.next()) {
        (None, _) => Exact::zero(),
        (Some(first), Some(second)) => {
            return Err(MeanError::TwoUnknown { first: first.id.clone(), second: second.id.clone() });
        }
        (Some(missing), None) => {
            let parent = parent.ok_or_else(|| MeanError::NoParent(missing.id.clone()))?;
            // The unknown row counts as zero here, so the sum is that of the known rows over the whole base.
            let zero = Exact::zero();
            let known = mean_of(items.iter().map(|i| (&i.id, &i.weight, i.score.as_ref().unwrap_or(&zero))))?;
            let rest = &(parent * &known.base) - &known.sum;
            rest.checked_div(&missing.weight).ok_or_else(|| MeanError::Unweighted(missing.id.clone()))?
        }
    };
    let row = |item: &PublishedItem| {
        let score = item.score.as_ref().unwrap_or(&implied);
        let weighted = (&item.weight * score).checked_div(&Exact::whole(100)).unwrap_or_default();
        PublishedRow { id: item.id.clone(), score: score.clone(), implied: item.score.is_none(), weighted }
    };
    Ok(items.iter().map(row).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(text: &str) -> Vec<PublishedItem> {
        let item = |word: &str| {
            let mut parts = word.split(':');
            let mut next = || parts.next().unwrap();
            PublishedItem { id: next().into(), weight: next().parse().unwrap(), score: next().parse().ok() }
        };
        text.split(' ').map(item).collect()
    }

    fn rows(text: &str, parent: &str) -> Vec<(String, String, bool)> {
        let rows = published(&items(text), parent.parse().ok().as_ref()).unwrap();
        rows.iter().map(|r| (r.score.to_string(), r.weighted.to_string(), r.implied)).collect()
    }

    #[test]
    fn the_missing_row_follows_from_the_mean() {
        // Worked example RU-04: rows 0.2000, 0.1920, 0.0600, 0.0480; parents 2.9000 and 3.6000.
        let expect = |rows: [(&str, &str, bool); 3]| rows.map(|(s, w, i)| (s.to_owned(), w.to_owned(), i));
        assert_eq!(
            rows("2.1:4:5.0 2.2:3:2.0 2.3:3:?", "2.9"),
            expect([("5", "0.2", false), ("2", "0.06", false), ("1", "0.03", true)])
        );
        assert_eq!(
            rows("2.1:4:4.8 2.2:3:1.6 2.3:3:?", "3.6"),
            expect([("4.8", "0.192", false), ("1.6", "0.048", false), ("4", "0.12", true)])
        );
        assert_eq!(rows("a:40:5", ""), [("5".into(), "2".into(), false)]);
    }

    #[test]
    fn what_does_not_follow_is_refused() {
        let refused = |text: &str, parent: &str| published(&items(text), parent.parse().ok().as_ref()).unwrap_err();
        assert_eq!(refused("a:1:? b:1:? c:1:?", "3"), MeanError::TwoUnknown { first: "a".into(), second: "b".into() });
        assert_eq!(refused("a:1:? b:1:2", ""), MeanError::NoParent("a".into()));
        assert_eq!(refused("a:0:? b:1:2", "3"), MeanError::Unweighted("a".into()));
        assert!(matches!(refused("a:1:? b:-1:2", "3"), MeanError::Negative { item, .. } if item == "b"));
        let many = vec![items("a:1:1").remove(0); MAX_ITEMS + 1];
        assert_eq!(published(&many, None), Err(MeanError::TooMany(MAX_ITEMS + 1)));
        assert_eq!(published(&many[1..], None).map(|rows| rows.len()), Ok(MAX_ITEMS));
    }
}
