//! Digests in groups of four digits, so that two people can compare them aloud.

/// All digits in fours: `ca97 8112 …` (64 digits become 16 groups). Works for any hexadecimal text.
pub fn groups(hex: &str) -> String {
    let mut out = String::with_capacity(hex.len() + hex.len() / 4);
    for (i, c) in hex.chars().enumerate() {
        if i > 0 && i % 4 == 0 {
            out.push(' ');
        }
        out.push(c);
    }
    out
}

/// First eight and last four digits: `ca97 8112 … 48bb`; a text of 16 characters or fewer is shown whole.
pub fn short(hex: &str) -> String {
    let chars: Vec<char> = hex.chars().collect();
    if chars.len() <= 16 {
        return groups(hex);
    }
    let head: String = chars[..8].iter().collect();
    let tail: String = chars[chars.len() - 4..].iter().collect();
    format!("{} … {tail}", groups(&head))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_read_in_fours() {
        let hex = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb";
        assert_eq!(short(hex), "ca97 8112 … 48bb");
        assert_eq!(groups(&hex[..10]), "ca97 8112 ca");
        assert_eq!(groups(hex).split(' ').count(), 16);
        assert_eq!(short("abcd1234"), "abcd 1234");
        assert_eq!(short("ลายนิ้วมือที่ไม่ใช่เลขฐานสิบหก").chars().count(), 4 + 1 + 4 + 3 + 4);
    }
}
