//! Which known word was probably meant by an unknown one.

/// The known word that was probably meant: at most two letters, or a third of them, written differently.
pub(crate) fn nearest<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let letters = given.chars().count();
    known
        .into_iter()
        .map(|word| (distance(given, word), word))
        .filter(|(far, word)| *far <= (letters / 3).max(2) && *far < word.chars().count())
        .min_by_key(|(far, _)| *far)
        .map(|(_, word)| word)
}

/// How many letters to insert, delete or replace (Levenshtein 1966).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, letter) in a.chars().enumerate() {
        let mut last = i + 1;
        let mut next = vec![last];
        for ((other, diagonal), up) in b.iter().zip(&row).zip(row.iter().skip(1)) {
            last = (diagonal + usize::from(letter != *other)).min(up + 1).min(last + 1);
            next.push(last);
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_counts_letters() {
        for (a, b, far) in
            [("", "", 0), ("kitten", "sitting", 3), ("weigth", "weight", 2), ("", "ab", 2), ("ab", "", 2)]
        {
            assert_eq!(distance(a, b), far, "{a} {b}");
        }
    }

    #[test]
    fn the_nearest_word_is_one_that_was_probably_meant() {
        let known = ["weight", "weight_range", "name", "id"];
        for (given, meant) in [
            ("wieght", Some("weight")),
            ("weights_range", Some("weight_range")),
            ("nme", Some("name")),
            ("naaame", Some("name")),
            ("naaaame", None),
            ("xy", None),
            ("ix", Some("id")),
            ("colour", None),
        ] {
            assert_eq!(nearest(given, known), meant, "{given}");
        }
    }
}
