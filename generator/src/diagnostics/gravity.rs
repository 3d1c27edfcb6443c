//! The gravity of a problem for the callers of the generated code.

use super::{Code, Severity};

/// The gravity of a problem. The gravest comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Gravity {
    /// The document, an overlay or the configuration is broken.
    Broken,
    /// Data or a credential is not sent, is sent in another form, or is not read.
    Loss,
    /// The generated code covers less than the document describes, or a type allows more.
    Gap,
    /// Only documentation, names or unused configuration are affected.
    Detail,
}

impl Gravity {
    /// The name in JSON, such as `loss`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Broken => "broken",
            Self::Loss => "loss",
            Self::Gap => "gap",
            Self::Detail => "detail",
        }
    }
}

/// The codes of [`Gravity::Loss`].
const LOSS: &[Code] = &[
    Code::W0102,
    Code::W0201,
    Code::W0302,
    Code::W0305,
    Code::W0306,
    Code::W0308,
    Code::W0312,
    Code::W0319,
    Code::W0320,
    Code::W0404,
];

/// The codes of [`Gravity::Detail`].
const DETAIL: &[Code] = &[
    Code::W0001,
    Code::W0004,
    Code::W0005,
    Code::W0214,
    Code::W0221,
    Code::W0254,
    Code::W0311,
    Code::W0313,
    Code::W0321,
];

impl Code {
    /// The gravity of the problem. `--strict` and `--keep-going` do not change it.
    pub fn gravity(self) -> Gravity {
        match self {
            _ if self.severity() == Severity::Error => Gravity::Broken,
            code if LOSS.contains(&code) => Gravity::Loss,
            code if DETAIL.contains(&code) => Gravity::Detail,
            _ => Gravity::Gap,
        }
    }
}
