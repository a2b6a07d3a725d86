//! Punycode: any text in the letters, digits and hyphens that a host's name may have (RFC 3492).

/// The parameters of section 5.
const BASE: u32 = 36;
const TMIN: u32 = 1;
const TMAX: u32 = 26;
const SKEW: u32 = 38;
const DAMP: u32 = 700;
const INITIAL_BIAS: u32 = 72;
const INITIAL_N: u32 = 128;

/// The encoding, without the `xn--` that goes before it in a host's name; `None` for a text that is far too long to be
/// in one.
pub(super) fn encode(text: &str) -> Option<String> {
    let mut encoded: String = text.chars().filter(char::is_ascii).collect();
    let basic = encoded.len() as u32;
    if basic > 0 {
        encoded.push('-');
    }
    let all = u32::try_from(text.chars().count()).ok()?;
    let (mut n, mut delta, mut bias, mut handled) = (INITIAL_N, 0_u32, INITIAL_BIAS, basic);
    while handled < all {
        let next = text
            .chars()
            .map(u32::from)
            .filter(|&code| code >= n)
            .min()?;
        delta = delta.checked_add((next - n).checked_mul(handled + 1)?)?;
        n = next;
        for code in text.chars().map(u32::from) {
            if code < n {
                delta = delta.checked_add(1)?;
            } else if code == n {
                push_number(&mut encoded, delta, bias);
                bias = adapt(delta, handled + 1, handled == basic);
                delta = 0;
                handled += 1;
            }
        }
        delta = delta.checked_add(1)?;
        n += 1;
    }
    Some(encoded)
}

/// A number whose digits have weights that depend on the bias (section 3.3).
fn push_number(encoded: &mut String, mut number: u32, bias: u32) {
    let mut k = BASE;
    loop {
        let threshold = k.saturating_sub(bias).clamp(TMIN, TMAX);
        if number < threshold {
            return encoded.push(digit(number));
        }
        let rest = number - threshold;
        encoded.push(digit(threshold + rest % (BASE - threshold)));
        number = rest / (BASE - threshold);
        k += BASE;
    }
}

/// `a` to `z`, then `0` to `9`.
fn digit(value: u32) -> char {
    char::from_digit((value + 10) % BASE, BASE).expect("a digit of the base")
}

/// Section 6.1.
fn adapt(delta: u32, points: u32, first: bool) -> u32 {
    let mut delta = if first { delta / DAMP } else { delta / 2 };
    delta += delta / points;
    let mut k = 0;
    while delta > (BASE - TMIN) * TMAX / 2 {
        delta /= BASE - TMIN;
        k += BASE;
    }
    k + (BASE - TMIN + 1) * delta / (delta + SKEW)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_encoded_as_the_standard_s_examples_are() {
        // RFC 3492, 7.1: (B) Chinese, (C) Chinese traditional, (D) Czech, (L), (R), (S); its letters are lower case here.
        for (text, expected) in [
            ("他们为什么不说中文", "ihqwcrb4cv8a8dqg056pqjye"),
            ("他們爲什麽不說中文", "ihqwctvzc91f659drss3x8bo0yb"),
            ("pročprostěnemluvíčesky", "proprostnemluvesky-uyb24dma41a"),
            ("3年b組金八先生", "3b-ww4c5e180e575a65lsy2b"),
            ("そのスピードで", "d9juau41awczczp"),
            ("パフィーdeルンバ", "de-jg4avhby1noc0d"),
            ("bücher", "bcher-kva"),
            ("plain", "plain-"),
            ("", ""),
        ] {
            assert_eq!(encode(text).unwrap(), expected, "{text}");
        }
    }
}
