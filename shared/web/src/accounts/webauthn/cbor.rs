//! The little CBOR (RFC 8949) that authenticators send: definite lengths, whole numbers, shallow and small.

/// Levels of maps and lists in each other; an attestation with its certificates has three.
const MAX_DEPTH: u8 = 4;
/// Members of one map or list.
const MAX_MEMBERS: u64 = 32;

/// One item; texts and bytes stay where they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Item<'a> {
    Number(i64),
    Bytes(&'a [u8]),
    Text(&'a str),
    List(Vec<Item<'a>>),
    Map(Vec<(Item<'a>, Item<'a>)>),
    /// Truth values and nothing: allowed to stand there, never looked at.
    Other,
}

impl<'a> Item<'a> {
    /// The member of a map that has this text as its name.
    pub(super) fn named(&self, name: &str) -> Option<&Self> {
        self.member(&Item::Text(name))
    }

    /// The member of a map that has this number as its name.
    pub(super) fn numbered(&self, number: i64) -> Option<&Self> {
        self.member(&Item::Number(number))
    }

    fn member(&self, name: &Item<'_>) -> Option<&Self> {
        let Self::Map(members) = self else { return None };
        members.iter().find(|(own, _)| own == name).map(|(_, item)| item)
    }

    pub(super) fn bytes(&self) -> Option<&'a [u8]> {
        if let Self::Bytes(bytes) = self { Some(bytes) } else { None }
    }

    pub(super) fn number(&self) -> Option<i64> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }
}

/// Reads one item and gives what follows it; `None` for anything that is not such an item.
pub(super) fn read(bytes: &[u8]) -> Option<(Item<'_>, &[u8])> {
    item(bytes, MAX_DEPTH)
}

fn item(bytes: &[u8], depth: u8) -> Option<(Item<'_>, &[u8])> {
    let (first, rest) = bytes.split_first()?;
    let (major, short) = (first >> 5, first & 0x1f);
    let (argument, rest) = argument(short, rest)?;
    Some(match major {
        0 => (Item::Number(i64::try_from(argument).ok()?), rest),
        1 => (Item::Number(-1 - i64::try_from(argument).ok()?), rest),
        2 => take(argument, rest).map(|(bytes, rest)| (Item::Bytes(bytes), rest))?,
        3 => {
            let (bytes, rest) = take(argument, rest)?;
            (Item::Text(std::str::from_utf8(bytes).ok()?), rest)
        }
        4 => {
            let (mut list, mut rest) = (Vec::new(), rest);
            for _ in 0..members(argument, depth)? {
                let (member, after) = item(rest, depth - 1)?;
                list.push(member);
                rest = after;
            }
            (Item::List(list), rest)
        }
        5 => {
            let (mut map, mut rest) = (Vec::new(), rest);
            for _ in 0..members(argument, depth)? {
                let (name, after) = item(rest, depth - 1)?;
                let (member, after) = item(after, depth - 1)?;
                // The same name twice could be read in two ways.
                if map.iter().any(|(known, _)| *known == name) {
                    return None;
                }
                map.push((name, member));
                rest = after;
            }
            (Item::Map(map), rest)
        }
        // false, true, null, undefined; no binary floats, no tags.
        7 if (20..=23).contains(&short) => (Item::Other, rest),
        _ => return None,
    })
}

/// The number behind the first byte; indefinite lengths have none.
fn argument(short: u8, rest: &[u8]) -> Option<(u64, &[u8])> {
    let width = match short {
        0..=23 => return Some((u64::from(short), rest)),
        24 => 1,
        25 => 2,
        26 => 4,
        27 => 8,
        _ => return None,
    };
    let (number, rest) = rest.split_at_checked(width)?;
    Some((number.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte)), rest))
}

fn take(length: u64, rest: &[u8]) -> Option<(&[u8], &[u8])> {
    rest.split_at_checked(usize::try_from(length).ok()?)
}

fn members(count: u64, depth: u8) -> Option<u64> {
    (depth > 0 && count <= MAX_MEMBERS).then_some(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_of_every_allowed_kind_are_read() {
        // {1: -7, "fmt": h'0102', 3: [true, 256]} and one byte after it
        let bytes = b"\xa3\x01\x26\x63fmt\x42\x01\x02\x03\x82\xf5\x19\x01\x00\x99";
        let (map, rest) = read(bytes).unwrap();
        assert_eq!(rest, [0x99]);
        assert_eq!(map.numbered(1).and_then(Item::number), Some(-7));
        assert_eq!(map.named("fmt").and_then(Item::bytes), Some(&[1, 2][..]));
        assert_eq!(map.numbered(3), Some(&Item::List(vec![Item::Other, Item::Number(256)])));
        assert_eq!(map.named("absent"), None);
    }

    #[test]
    fn what_authenticators_never_send_is_refused() {
        for (bytes, why) in [
            (&b""[..], "nothing"),
            (b"\x42\x01", "bytes cut short"),
            (b"\x5b\xff\xff\xff\xff\xff\xff\xff\xff", "a length beyond the end"),
            (b"\x9f\xff", "an indefinite length"),
            (b"\xfb\x3f\xf0\0\0\0\0\0\0", "a binary float"),
            (b"\xc0\x01", "a tag"),
            (b"\x61\xff", "text that is not UTF-8"),
            (b"\xa2\x01\x01\x01\x02", "a name twice"),
            (b"\x98\x21\x00", "more members than a passkey has"),
            (b"\x1b\xff\xff\xff\xff\xff\xff\xff\xff", "a number beyond 63 bits"),
            (b"\x81\x81\x81\x81\x81\x01", "five levels"),
        ] {
            assert_eq!(read(bytes), None, "{why}");
        }
        assert!(read(b"\x81\x81\x81\x81\x01").is_some(), "four levels");
    }
}
