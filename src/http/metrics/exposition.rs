//! The metrics as text, in the form that is asked for: OpenMetrics, or that of Prometheus since 0.0.4.

use std::{fmt, sync::atomic::Ordering::Relaxed, time::UNIX_EPOCH};

use actix_web::web::Data;
use chrono::{NaiveDate, NaiveDateTime, NaiveTime, Utc};
use prometheus_client::{
    collector::Collector,
    encoding::{DescriptorEncoder, EncodeLabelSet, MetricEncoder, NoLabelSet, prometheus_text, text},
    metrics::MetricType,
    registry::Registry,
};

use super::{
    super::{ops, state::State},
    observed::Facts,
    process::Process,
    requests::{BOUNDS, CLASSES, METHODS},
    routes::Route,
};
use crate::store::disk::Space;

/// A form of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    OpenMetrics,
    Prometheus,
}

impl Form {
    /// The form that a header `Accept` asks for: OpenMetrics if it is named, else what every program reads.
    pub fn of(accept: &str) -> Self {
        if accept.contains("application/openmetrics-text") { Form::OpenMetrics } else { Form::Prometheus }
    }

    /// Its media type.
    pub fn media(self) -> &'static str {
        match self {
            Form::OpenMetrics => "application/openmetrics-text; version=1.0.0; charset=utf-8",
            Form::Prometheus => "text/plain; version=0.0.4; charset=utf-8",
        }
    }
}

/// All that is known at a time.
pub struct Scrape {
    pub state: Data<State>,
    /// None if the database is away.
    pub facts: Option<Facts>,
    pub disk: Option<Space>,
    pub process: Process,
}

// The collectors of the crate have to be printable.
impl fmt::Debug for Scrape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scrape").finish_non_exhaustive()
    }
}

impl Scrape {
    /// The metrics as text.
    pub fn text(self, form: Form) -> String {
        let mut registry = Registry::default();
        registry.register_collector(Box::new(self));
        let mut written = String::with_capacity(64 * 1024);
        // Writing to memory does not fail.
        let _ = match form {
            Form::OpenMetrics => text::encode(&mut written, &registry),
            Form::Prometheus => prometheus_text::encode(&mut written, &registry),
        };
        written
    }
}

impl Collector for Scrape {
    fn encode(&self, encoder: DescriptorEncoder) -> fmt::Result {
        let mut out = Out(encoder);
        self.program(&mut out)?;
        self.requests(&mut out)?;
        self.kept_answers(&mut out)?;
        self.pool(&mut out)?;
        self.replicas(&mut out)?;
        self.release(&mut out)?;
        self.facts(&mut out)?;
        self.process(&mut out)
    }
}

impl Scrape {
    fn program(&self, out: &mut Out) -> fmt::Result {
        let help = "The program that runs; always 1.";
        out.family("jalon_build_info", help, MetricType::Gauge)?.gauge(&[("version", env!("CARGO_PKG_VERSION"))], 1.0)
    }

    fn requests(&self, out: &mut Out) -> fmt::Result {
        let requests = &self.state.metrics.requests;
        let help = "Requests that were answered, by the template of their address, method and class of status.";
        let mut answered = out.family("jalon_http_requests", help, MetricType::Counter)?;
        for route in Route::all() {
            for (method, classes) in METHODS.iter().zip(&requests.of(route).answers) {
                for (class, count) in CLASSES.iter().zip(classes) {
                    let count = count.load(Relaxed);
                    if count > 0 {
                        answered.counter(&[("route", route.label()), ("method", method), ("status", class)], count)?;
                    }
                }
            }
        }
        let help = "Seconds from the head of a request to that of its answer, by the template of its address.";
        let mut durations = out.family("jalon_http_request_duration_seconds", help, MetricType::Histogram)?;
        for route in Route::all() {
            let took = &requests.of(route).durations;
            let bounds = BOUNDS.iter().map(|bound| *bound as f64 / 1e6).chain([f64::INFINITY]);
            let buckets: Vec<(f64, u64)> = bounds.zip(took.buckets.iter().map(|count| count.load(Relaxed))).collect();
            let count = buckets.iter().map(|(_, count)| count).sum();
            if count > 0 {
                durations.histogram(
                    &[("route", route.label())],
                    took.sum.load(Relaxed) as f64 / 1e6,
                    count,
                    &buckets,
                )?;
            }
        }
        let help = "Requests that are being answered, without those that a kept answer has.";
        out.gauge("jalon_http_requests_in_flight", help, requests.in_flight() as f64)
    }

    fn kept_answers(&self, out: &mut Out) -> fmt::Result {
        let (answers, held) = (&self.state.answers, self.state.answers.holding());
        out.counter(
            "jalon_kept_answers_hits",
            "Requests answered with a kept answer.",
            self.state.metrics.hits.so_far(),
        )?;
        let help = "Answers that were computed and can be kept: requests that found none.";
        out.counter("jalon_kept_answers_misses", help, answers.made())?;
        out.gauge("jalon_kept_answers", "Answers that are kept.", held.answers as f64)?;
        out.gauge("jalon_kept_answers_bytes", "Memory that kept answers take.", held.bytes as f64)?;
        out.gauge("jalon_kept_answers_limit_bytes", "Memory that kept answers may take.", held.most_bytes as f64)
    }

    fn pool(&self, out: &mut Out) -> fmt::Result {
        let connections = self.state.store.connections();
        let mut open = out.family("jalon_pool_connections", "Connections to the database.", MetricType::Gauge)?;
        open.gauge(&[("state", "in_use")], f64::from(connections.open.saturating_sub(connections.idle)))?;
        open.gauge(&[("state", "idle")], f64::from(connections.idle))?;
        out.gauge("jalon_pool_limit", "Connections that there may be.", f64::from(connections.most))?;
        let help = "Requests that had to wait for a connection.";
        out.counter("jalon_pool_waits", help, self.state.queues.connections.waits.so_far())?;
        let help = "Requests that were told that the service is busy, since no connection was free in time or too many waited.";
        out.counter("jalon_pool_timeouts", help, self.state.queues.connections.refusals.so_far())?;
        let help = "Statements that took longer than SLOW_QUERY_MS.";
        out.counter("jalon_slow_queries", help, self.state.store.slow_statements())
    }

    fn replicas(&self, out: &mut Out) -> fmt::Result {
        let (configured, usable) = self.state.store.replicas();
        let help = "Read replicas that DATABASE_REPLICA_URL names, by whether they are read.";
        let mut rows = out.family("jalon_replicas", help, MetricType::Gauge)?;
        rows.gauge(&[("state", "usable")], usable as f64)?;
        rows.gauge(&[("state", "away")], configured.saturating_sub(usable) as f64)
    }

    fn release(&self, out: &mut Out) -> fmt::Result {
        let releases = self.state.releases();
        let Some(current) = releases.all.iter().find(|release| release.sequence == releases.current) else {
            return Ok(());
        };
        let labels = [("release", current.pinned()), ("edition", current.edition.clone())];
        let help = "The current release; always 1.";
        out.family("jalon_release_info", help, MetricType::Gauge)?.gauge(&labels, 1.0)?;
        let recorded = current.recorded_at;
        let help = "When the current release was recorded, in seconds since 1970.";
        out.gauge("jalon_release_recorded_timestamp_seconds", help, timestamp(recorded))?;
        let age = (Utc::now().naive_utc() - recorded).num_milliseconds() as f64 / 1000.0;
        out.gauge("jalon_release_age_seconds", "Seconds since the current release was recorded.", age)
    }

    fn facts(&self, out: &mut Out) -> fmt::Result {
        let help = "Whether the database answered when the metrics were asked for.";
        out.gauge("jalon_database_up", help, f64::from(u8::from(self.facts.is_some())))?;
        if let Some(space) = self.disk {
            let help = "Bytes that may still be written where the embedded database lies.";
            out.gauge("jalon_disk_free_bytes", help, space.free as f64)?;
            out.gauge("jalon_disk_size_bytes", "Bytes of that file system in all.", space.total as f64)?;
        }
        let Some(facts) = &self.facts else { return Ok(()) };
        let bounds = [("earliest", facts.due.earliest), ("latest", facts.due.latest)];
        let days = facts.due.days_since(facts.at.date());
        let help = "Bounds of the day on which the next release is due by the promise of the current one.";
        let mut due = out.family("jalon_release_due_timestamp_seconds", help, MetricType::Gauge)?;
        for (bound, day) in bounds {
            day.map_or(Ok(()), |day| due.gauge(&[("bound", bound)], timestamp(midnight(day))))?;
        }
        let help = "Bounds of the number of days by which the next release is late; 0 if it is not.";
        let mut late = out.family("jalon_release_overdue_days", help, MetricType::Gauge)?;
        for (bound, days) in [("least", days.least), ("greatest", days.greatest)] {
            days.map_or(Ok(()), |days| late.gauge(&[("bound", bound)], days as f64))?;
        }
        let help = "Deliveries to subscribers; pending are those to subscribers that are active and have a valid key.";
        let mut rows = out.family("jalon_webhook_deliveries", help, MetricType::Gauge)?;
        for (state, count) in &facts.deliveries {
            rows.gauge(&[("state", *state)], *count as f64)?;
        }
        let late = |due: NaiveDateTime| (facts.at - due).num_milliseconds().max(0) as f64 / 1000.0;
        let help = "Seconds by which the most overdue pending delivery is late; 0 if none is.";
        out.gauge("jalon_webhook_overdue_seconds", help, facts.first_due.map_or(0.0, late))?;
        let mut rows = out.family("jalon_webhooks", "Subscriptions.", MetricType::Gauge)?;
        for (state, count) in &facts.webhooks {
            rows.gauge(&[("state", *state)], *count as f64)?;
        }
        out.gauge("jalon_drafts_open", "Drafts that nobody has decided on.", facts.open_drafts as f64)?;
        out.gauge("jalon_journal_entries", "Entries of the journal.", facts.journal as f64)
    }

    fn process(&self, out: &mut Out) -> fmt::Result {
        let started = ops::started().duration_since(UNIX_EPOCH).unwrap_or_default();
        out.gauge(
            "process_start_time_seconds",
            "When the process began, in seconds since 1970.",
            started.as_secs_f64(),
        )?;
        let process = &self.process;
        for (name, help, value) in [
            ("process_resident_memory_bytes", "Memory that the process has.", process.resident),
            ("process_open_fds", "Files and sockets that are open.", process.open_files),
            ("process_max_fds", "Files and sockets that may be open.", process.most_open_files),
        ] {
            value.map_or(Ok(()), |value| out.gauge(name, help, value as f64))?;
        }
        let help = "Seconds of processors that the process took.";
        process.cpu_seconds.map_or(Ok(()), |seconds| {
            out.family("process_cpu_seconds", help, MetricType::Counter)?.counter_of_seconds(seconds)
        })
    }
}

fn timestamp(at: NaiveDateTime) -> f64 {
    at.and_utc().timestamp_millis() as f64 / 1000.0
}

fn midnight(day: NaiveDate) -> NaiveDateTime {
    day.and_time(NaiveTime::MIN)
}

/// The text as it is written.
struct Out<'a>(DescriptorEncoder<'a>);

impl Out<'_> {
    fn family<'s>(&'s mut self, name: &'s str, help: &str, kind: MetricType) -> Result<Family<'s>, fmt::Error> {
        self.0.encode_descriptor(name, help, None, kind).map(Family)
    }

    fn gauge(&mut self, name: &str, help: &str, value: f64) -> fmt::Result {
        self.family(name, help, MetricType::Gauge)?.0.encode_gauge(&value)
    }

    fn counter(&mut self, name: &str, help: &str, value: u64) -> fmt::Result {
        self.family(name, help, MetricType::Counter)?.0.encode_counter::<NoLabelSet, _, u64>(&value, None)
    }
}

/// A metric with its rows.
struct Family<'a>(MetricEncoder<'a>);

impl Family<'_> {
    fn gauge(&mut self, labels: &impl EncodeLabelSet, value: f64) -> fmt::Result {
        self.0.encode_family(labels)?.encode_gauge(&value)
    }

    fn counter(&mut self, labels: &impl EncodeLabelSet, value: u64) -> fmt::Result {
        self.0.encode_family(labels)?.encode_counter::<NoLabelSet, _, u64>(&value, None)
    }

    fn counter_of_seconds(&mut self, value: f64) -> fmt::Result {
        self.0.encode_counter::<NoLabelSet, _, u64>(&value, None)
    }

    fn histogram(&mut self, labels: &impl EncodeLabelSet, sum: f64, count: u64, buckets: &[(f64, u64)]) -> fmt::Result {
        self.0.encode_family(labels)?.encode_histogram::<NoLabelSet>(sum, count, buckets, None)
    }
}
