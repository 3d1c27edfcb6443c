//! The singular of English plurals.

use std::borrow::Cow;

/// Words that end like plurals, and plurals that a program treats as one thing.
const UNCOUNTABLE: &[&str] = &[
    "analytics",
    "as",
    "aws",
    "clothes",
    "css",
    "data",
    "dns",
    "does",
    "expires",
    "goods",
    "gps",
    "has",
    "https",
    "ios",
    "is",
    "kubernetes",
    "kudos",
    "lens",
    "media",
    "metadata",
    "os",
    "series",
    "sms",
    "species",
    "this",
    "tls",
    "vps",
    "was",
];

/// Plurals whose singular the rules for their ending get wrong.
const IRREGULAR: &[(&str, &str)] =
    &[("axes", "axis"), ("caches", "cache"), ("headaches", "headache"), ("niches", "niche")];

/// The shortest word that can be a plural. Shorter ones are mostly acronyms.
const SHORTEST: usize = 4;

/// Shorter plurals.
const ACRONYMS: &[&str] = &["ids", "ips", "vms"];

/// The singular of an English plural: the name of one item of a list. `None` if the last word of `plural` is not a plural.
pub fn singular(plural: &str) -> Option<String> {
    let (front, last) = plural.split_at(last_word(plural));
    let lower = last.to_ascii_lowercase();
    if !last.is_ascii() || UNCOUNTABLE.contains(&lower.as_str()) {
        return None;
    }
    let one: Cow<'_, str> = match IRREGULAR.iter().find(|(irregular, _)| *irregular == lower) {
        // Both begin with the same letter, which keeps its case.
        Some((_, one)) => format!("{}{}", &last[..1], &one[1..]).into(),
        None if ACRONYMS.contains(&lower.as_str()) => last[..2].into(),
        None if last.len() < SHORTEST => return None,
        None => match by_ending(&lower) {
            Ending::Singular => return None,
            Ending::Plural => last[..last.len() - 1].into(),
            Ending::Rules => pluralizer::pluralize(last, 1, false).into(),
        },
    };
    (one != last).then(|| format!("{front}{one}"))
}

/// The number of a word, by its ending.
#[derive(Debug, PartialEq, Eq)]
enum Ending {
    /// No plural has this ending.
    Singular,
    /// A plural that has one letter more than its singular.
    Plural,
    /// Only the rules of `pluralizer` know.
    Rules,
}

/// Singulars with the ending of a plural.
const SINGULARS: &[&str] = &[
    "corps",
    "diabetes",
    "gallows",
    "headquarters",
    "herpes",
    "highjinks",
    "jeans",
    "mews",
    "news",
    "pliers",
    "scissors",
    "shambles",
];

/// The number of a word in lower case. Most words need no rules, and compiling the rules takes as long as generating a small client.
fn by_ending(lower: &str) -> Ending {
    if !lower.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Ending::Rules;
    }
    let ends = |endings: &[&str]| endings.iter().any(|ending| lower.ends_with(ending));
    match lower.as_bytes() {
        [
            ..,
            b'b' | b'c' | b'd' | b'f' | b'g' | b'j' | b'k' | b'l' | b'o' | b'p' | b'q' | b'v' | b'w' | b'z',
        ] => Ending::Singular,
        [.., b'e'] if !ends(&["ae", "are", "ave", "ere", "ese", "ice", "ople", "ose", "we"]) => {
            Ending::Singular
        }
        [.., b'n'] if !ends(&["men", "ren", "xen"]) => Ending::Singular,
        [.., b't'] if !ends(&["feet"]) => Ending::Singular,
        [.., b'y'] if !ends(&["passersby", "they"]) => Ending::Singular,
        [.., before, b's'] if !SINGULARS.contains(&lower) && !ends(&["measles", "testes"]) => match before {
            b'b' | b'd' | b'f' | b'g' | b'k' | b'l' | b'm' | b'n' | b'p' | b'r' | b't' | b'w' => {
                Ending::Plural
            }
            b'e' => match lower.as_bytes() {
                [.., b'd' | b'g' | b'k' | b'l' | b'm' | b'n' | b'p' | b'r' | b't' | b'u', _, _] => {
                    Ending::Plural
                }
                _ => Ending::Rules,
            },
            _ => Ending::Rules,
        },
        _ => Ending::Rules,
    }
}

/// The position of the last word, as in `user_ids`, `userIds`, `URLs`.
fn last_word(text: &str) -> usize {
    let mut characters = text.char_indices().rev().peekable();
    while let Some((index, c)) = characters.next() {
        let before = characters.peek().map(|(_, before)| *before);
        if !c.is_alphanumeric() {
            return index + c.len_utf8();
        }
        if c.is_uppercase() && before.is_some_and(char::is_lowercase) {
            return index;
        }
    }
    0
}

#[cfg(test)]
mod tests {
    use super::{Ending, SINGULARS, by_ending};

    /// Words that the rules of `pluralizer` list.
    const LISTED: &str = "they them themselves ourselves yourselves were have these those their echoes dingoes volcanoes tornadoes \
        torpedoes genera viscera stigmata stomata dogmata lemmata schemata anathemata oxen axes dice yeses feet eaves geese teeth \
        quizzes humans proofs carves valves looies thieves grooves pickaxes passersby canvases adulthood advice agenda aircraft \
        alcohol ammo analytics anime athletics audio bison blood bream buffalo butter carp cash chassis chess clothing commerce \
        cooperation debris digestion energy equipment excretion expertise firmware flounder garbage graffiti hardware health \
        homework housework information justice kudos labour literature machinery mackerel mail media moose music manga only \
        personnel pike plankton police pollution premises rain research rice salmon series sewage shrimp software staff swine \
        tennis traffic transportation trout tuna wealth welfare whiting wildebeest wildlife pokemon chinese deer fish sheep \
        wives knives lives halves shelves loaves hooves ladies calories movies cookies monies smilies mice titmice lice seraphim \
        cherubim boxes churches wishes grottoes goes echoes aliases viruses atlases heroes tomatoes irises analyses theses crises \
        twelves abuses menus tests testes alumni radii nuclei strata criteria phenomena alumnae codices indices vertices matrices \
        appendices people children bureaux men women snowmen tickets issues queues types states names images pages prices \
        invoices services resources";

    fn check(word: &str) {
        let one = pluralizer::pluralize(word, 1, false);
        match by_ending(word) {
            Ending::Singular => assert_eq!(one, word),
            Ending::Plural => assert_eq!(Some(one.as_str()), word.strip_suffix('s'), "{word}"),
            Ending::Rules => {}
        }
    }

    #[test]
    fn endings_agree_with_the_rules() {
        LISTED.split_whitespace().chain(SINGULARS.iter().copied()).for_each(check);
        let letters = || b'a'..=b'z';
        for (first, second) in letters().flat_map(|first| letters().map(move |second| (first, second))) {
            for last in *b"es" {
                let ending = [first, second, last].map(char::from);
                check(&format!("qui{}", String::from_iter(ending)));
            }
            let ending = [first, second].map(char::from);
            check(&format!("quib{}", String::from_iter(ending)));
            check(&format!("ta{}es", String::from_iter(ending)));
        }
    }
}
