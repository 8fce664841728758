//! `Retry`: how often and when making a resource is tried again.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};

/// How often and when the making of a resource is tried again: with pauses that double, each with
/// a random addition of up to its own length, so that those who failed together do not come back together.
///
/// ```
/// use std::time::Duration;
/// use dunder::aio::Retry;
///
/// let retry = Retry::exponential(Duration::from_millis(50)).times(5).max_delay(Duration::from_secs(1));
/// # let _ = retry;
/// ```
#[derive(Clone, Copy, Debug)]
#[must_use = "a policy is given to `PoolBuilder::retry`"]
pub struct Retry {
    base: Duration,
    builder: ExponentialBuilder,
}

impl Retry {
    /// Up to three more attempts: the first after `base`, the pause doubles each time.
    pub fn exponential(base: Duration) -> Self {
        let builder = ExponentialBuilder::new()
            .with_min_delay(base)
            .with_max_delay(Duration::from_secs(60).max(base))
            .with_factor(2.0)
            .with_max_times(3)
            .with_jitter();
        Self { base, builder }
    }

    /// No more attempts.
    pub fn none() -> Self {
        Self::exponential(Duration::ZERO).times(0)
    }

    /// At most so many more attempts.
    pub fn times(self, times: usize) -> Self {
        Self { builder: self.builder.with_max_times(times), ..self }
    }

    /// No pause is longer than this, without its random addition (60 s unless said).
    pub fn max_delay(self, delay: Duration) -> Self {
        // backon's first pause is the least one, whatever the longest is
        let builder = self.builder.with_max_delay(delay).with_min_delay(self.base.min(delay));
        Self { builder, ..self }
    }

    pub(super) fn backoff(&self) -> ExponentialBackoff {
        self.builder.build()
    }
}
