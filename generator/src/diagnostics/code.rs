//! The codes of diagnostics.

use std::fmt;
use std::str::FromStr;

use super::Severity;

macro_rules! codes {
    ($($code:ident)*) => {
        /// The code of a diagnostic: `E` or `W` and four digits. A code keeps its meaning from release to release.
        ///
        /// [`Page`](super::Page) explains it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Code {
            $(#[doc = include_str!(concat!("codes/", stringify!($code), ".md"))] $code,)*
        }

        impl Code {
            /// Every code, sorted: errors first.
            pub const ALL: &'static [Self] = &[$(Self::$code,)*];

            /// The code as written in messages, such as `W0209`.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$code => stringify!($code),)*
                }
            }

            /// The text of the page that explains the code, in Markdown.
            pub(super) fn page_text(self) -> &'static str {
                match self {
                    $(Self::$code => include_str!(concat!("codes/", stringify!($code), ".md")),)*
                }
            }
        }
    };
}

codes! {
    E0001 E0002 E0003 E0004 E0005 E0006 E0007 E0008 E0009 E0010
    E0101 E0102 E0103 E0105
    W0001 W0002 W0003 W0004 W0005
    W0101 W0102 W0103
    W0201 W0203 W0204 W0205 W0206 W0207 W0209 W0210 W0211 W0212 W0213 W0214 W0215 W0216 W0220 W0221
    W0250 W0251 W0252 W0253 W0254 W0255 W0256
    W0301 W0302 W0303 W0304 W0305 W0306 W0307 W0308 W0309 W0310 W0311 W0312 W0313 W0319 W0320 W0321 W0322 W0323
    W0401 W0402 W0404 W0407 W0410
}

impl Code {
    /// The severity of diagnostics with this code, unless the caller promotes or demotes it.
    pub fn severity(self) -> Severity {
        if self.as_str().starts_with('E') { Severity::Error } else { Severity::Warning }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The error for a string that is not the code of a diagnostic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownCode(String);

impl fmt::Display for UnknownCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no diagnostic `{}`", self.0)
    }
}

impl std::error::Error for UnknownCode {}

/// Reads a code in any case: `w0209` is `W0209`.
impl FromStr for Code {
    type Err = UnknownCode;

    fn from_str(text: &str) -> Result<Self, UnknownCode> {
        let known = Self::ALL.iter().find(|code| code.as_str().eq_ignore_ascii_case(text));
        known.copied().ok_or_else(|| UnknownCode(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_in_any_case() {
        assert!(Code::ALL.is_sorted_by(|left, right| left < right && left.as_str() < right.as_str()));
        for code in Code::ALL {
            assert_eq!(code.as_str().to_lowercase().parse(), Ok(*code));
            assert_eq!(code.to_string().parse(), Ok(*code));
        }
        assert_eq!("W02".parse::<Code>().unwrap_err().to_string(), "there is no diagnostic `W02`");
        assert_eq!((Code::E0001.severity(), Code::W0001.severity()), (Severity::Error, Severity::Warning));
    }
}
