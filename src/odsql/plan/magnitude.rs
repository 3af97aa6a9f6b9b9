//! How far from zero, and how near to it, the numbers of a query can be. So it is known before a database reckons what 64
//! bits or double precision might not hold: PostgreSQL fails there, SQLite goes on with infinity, zero or another one.

/// What is known of a number's size before it is reckoned.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Magnitude {
    /// It is no farther from zero.
    most: f64,
    /// It is a whole multiple of a power of two that is no less than this, so it is zero or no nearer to it. A sum of two
    /// such numbers is one again, though they may nearly cancel each other.
    step: f64,
}

impl Magnitude {
    /// Of what is no number.
    pub const NOTHING: Magnitude = Magnitude::whole(0.0);

    /// Of a number that a document prints: below what the check of a release refuses, with far more digits behind the point
    /// than any has.
    pub const PRINTED: Magnitude = Magnitude { most: PRINTED_BOUND, step: 1.0e-15 * LAST_DIGIT };

    /// Of whole numbers up to a bound.
    pub const fn whole(most: f64) -> Self {
        Magnitude { most, step: 1.0 }
    }

    /// Of one number.
    pub fn of(number: f64) -> Self {
        let most = number.abs();
        Magnitude { most, step: if number.fract() == 0.0 { 1.0 } else { most * LAST_DIGIT } }
    }

    /// Of what is one or the other.
    pub fn or(self, other: Self) -> Self {
        Magnitude { most: self.most.max(other.most), step: self.step.min(other.step) }
    }

    /// Of a sum or a difference.
    pub fn plus(self, other: Self) -> Self {
        Magnitude { most: self.most + other.most, ..self.or(other) }
    }

    /// Of a product.
    pub fn times(self, other: Self) -> Self {
        Magnitude { most: self.most * other.most, step: self.step * other.step }
    }

    /// Of a quotient, whose divisor is not zero; its digits are as many as double precision has.
    pub fn over(self, divisor: Self) -> Self {
        let least = self.step / divisor.most;
        Magnitude { most: self.most / divisor.step, step: (least * LAST_DIGIT).min(1.0) }
    }

    /// Of the sum of a column.
    pub fn summed(self) -> Self {
        Magnitude { most: self.most * MOST_ROWS, ..self }
    }

    /// Of what lies a share of the way from one to another.
    pub fn between(self, share: f64) -> Self {
        let way = self.plus(self).times(Magnitude { most: 1.0, ..Magnitude::of(share) });
        self.plus(way)
    }

    /// Whether 64 bits hold it, if it is a whole number.
    pub fn fits_int(self) -> bool {
        self.most < LARGEST_INT
    }

    /// Whether double precision holds it, and does not take it for zero unless it is zero.
    pub fn fits_double(self) -> bool {
        self.most <= LARGEST_DOUBLE && self.step >= SMALLEST_DOUBLE
    }
}

/// Below this magnitude a whole number fits 64 bits with room to spare.
pub const LARGEST_INT: f64 = 9.0e18;

/// Up to this magnitude a number fits double precision, with room for what rounding adds to a bound.
const LARGEST_DOUBLE: f64 = 1.0e300;

/// Down to this magnitude a number is not zero in double precision, with the same room.
const SMALLEST_DOUBLE: f64 = 1.0e-300;

/// The magnitude of a whole number of the record: columns have 32 bits.
pub const COLUMN_BOUND: f64 = 2_147_483_648.0;

/// A number that a document prints is nearer to zero than this, 2^53: double precision, in which both databases keep it, holds
/// every whole number up to there, and takes the next one for this one (IEEE 754, binary64).
pub const PRINTED_BOUND: f64 = 9_007_199_254_740_992.0;

/// More rows than any dataset has: what a sum multiplies its argument's bound by.
pub const MOST_ROWS: f64 = 1_000_000_000.0;

/// The last digit of a number in double precision is worth this share of it, at least.
const LAST_DIGIT: f64 = f64::EPSILON / 2.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_and_quotients_leave_double_precision_at_both_ends() {
        let (large, small) = (Magnitude::of(1.0e200), Magnitude::of(1.5e-200));
        assert!(large.fits_double() && small.fits_double() && large.times(small).fits_double());
        assert!(!large.times(large).fits_double() && !small.times(small).fits_double());
        assert!(!large.over(small).fits_double() && !small.over(large).fits_double());
        assert!(!Magnitude::of(1.0e299).summed().fits_double() && !Magnitude::of(1.5e-299).between(0.5).fits_double());
    }

    #[test]
    fn what_people_reckon_fits() {
        let third = Magnitude::PRINTED.over(Magnitude::whole(3.0));
        let sum = (0..150).fold(third, |sum, _| sum.plus(third));
        let share = sum.summed().over(Magnitude::whole(MOST_ROWS)).times(Magnitude::of(100.0));
        assert!(share.between(0.333).fits_double());
        // Divided by zero it is null, whatever the bound says.
        assert!(third.over(Magnitude::of(0.0)).fits_double());
    }

    #[test]
    fn whole_numbers_fit_64_bits_below_nine_quintillions() {
        let product = Magnitude::whole(COLUMN_BOUND).times(Magnitude::whole(4.0e9));
        assert!(product.fits_int() && !product.times(product).fits_int());
    }
}
