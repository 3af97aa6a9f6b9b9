//! Who wants to know of releases is told, by the specification of Standard Webhooks (standardwebhooks.com).
//!
//! [`subscribe`] keeps who is told, at which [`address`]. [`announce`] stores what is told in the transaction that publishes
//! a release, so that neither is there without the other. [`deliver`] takes what is due, [`sign`]s and [`send`]s it, and
//! writes down what became of it; [`retry`] says when it is tried again. All of it waits in the database: an instance that
//! ends loses none, and two never send the same at a time. An event may come twice, under the same id.

pub mod address;
pub mod announce;
pub mod deliver;
pub mod retry;
pub mod send;
pub mod sign;
pub mod subscribe;

use crate::domain::closed::closed;

closed! {
    /// Whether a subscriber is told.
    WebhookState {
        Active = "active",
        /// It was switched off; `disabled_reason` tells why.
        Disabled = "disabled",
    }
}

closed! {
    /// How far a delivery is.
    DeliveryState {
        /// It is tried, or tried again, at `next_at`.
        Pending = "pending",
        /// The receiver answered with a status of 200 to 299.
        Delivered = "delivered",
        /// It is tried no more, unless it is replayed.
        Failed = "failed",
    }
}

closed! {
    /// What an event tells; the member `type` of its body.
    EventKind {
        Published = "release.published",
        Test = "webhook.test",
    }
}
