//! Numbers that look like chance and depend on a seed alone, so that what fails once fails again.

/// Marsaglia's xorshift (2003) with the shifts 13, 7 and 17: good enough to choose, and four lines.
pub struct Random(u64);

impl Random {
    /// A sequence of a seed; zero would stay zero.
    pub fn new(seed: u64) -> Self {
        Random(seed.max(1))
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A number from 0 to below `end`; 0 when there is none.
    pub fn below(&mut self, end: usize) -> usize {
        // The high bits are the better ones.
        usize::try_from(self.next() >> 32).unwrap_or_default() % end.max(1)
    }

    /// Whether something of so many percent happens.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of some.
    pub fn pick<T: Copy>(&mut self, some: &[T]) -> T {
        some[self.below(some.len())]
    }
}

/// A whole number from the environment, for who wants another run or a longer one.
pub fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{name} is no number")))
}
