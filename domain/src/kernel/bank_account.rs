//! The number of a bank account.

use crate::{
    FaultCode, Wording,
    kernel::{fault::Flaw, text::half_width},
};

/// Fewest digits of a bank account.
pub const ACCOUNT_DIGITS_MIN: usize = 8;
/// Most digits of a bank account.
pub const ACCOUNT_DIGITS_MAX: usize = 30;
/// No account has this number, which has no digits.
const UNREADABLE: &str = "?";

/// The number of a bank account.
#[derive(Clone, PartialEq, Eq)]
pub struct BankAccount(String);

impl std::fmt::Debug for BankAccount {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("BankAccount(…)")
    }
}

impl BankAccount {
    /// Makes full-width digits plain, drops blanks, then wants 8 to 30 digits.
    ///
    /// # Errors
    /// The flaw, for anything else.
    pub fn parse(raw: &str) -> Result<Self, Flaw> {
        let digits: String = half_width(raw).chars().filter(|c| !c.is_whitespace()).collect();
        let is_account = digits.bytes().all(|byte| byte.is_ascii_digit())
            && (ACCOUNT_DIGITS_MIN..=ACCOUNT_DIGITS_MAX).contains(&digits.len());
        if is_account { Ok(Self(digits)) } else { Err(Flaw::new(FaultCode::Format, Wording::BankAccountForm)) }
    }

    /// A number that was checked when it was stored.
    pub fn from_stored(number: String) -> Self {
        Self(number)
    }

    /// All digits: for storage and for who pays, never for a log.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What stands for an account whose stored value does not open.
    pub fn unreadable() -> Self {
        Self(UNREADABLE.to_owned())
    }

    /// True for an account whose stored value does not open.
    pub fn is_unreadable(&self) -> bool {
        self.0 == UNREADABLE
    }

    /// Whether it was erased.
    pub fn is_erased(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_8_to_30_digits_once_blanks_are_gone() {
        for raw in ["6222 0212 0000 1234 567", "６２２２０２１２００００１２３４５６７", " 6222021200001234567\u{3000}"]
        {
            assert_eq!(BankAccount::parse(raw).unwrap().reveal(), "6222021200001234567");
        }
        for raw in ["", "1234567", "6222-0212-0000", "622202120000123456x", &"1".repeat(31)] {
            assert_eq!(BankAccount::parse(raw).unwrap_err().code, FaultCode::Format, "{raw}");
        }
    }
}
