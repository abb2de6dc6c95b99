import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** Seconds, from a statement to a long answer of a model. */
const quick = [0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const slow = [0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60, 120, 300];

/**
 * Everything that this process tells on /metrics. Labels have few values: a route's pattern, a verb, a code, a model of
 * the configuration; never an id, a name or an address.
 */
export type Metrics = ReturnType<typeof createMetrics>;

/** Makes the figures of one server process, all at zero. */
export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const of = <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) => ({
    name: `dokly_${name}`,
    help,
    labelNames: [...labelNames],
    registers: [registry],
  });
  return {
    registry,
    ...httpMetrics(of),
    ...engineMetrics(of),
    ...providerMetrics(of),
    ...sampledMetrics(of),
    ...processMetrics(of),
  };
}

type Of = <Label extends string>(
  name: string,
  help: string,
  labelNames?: readonly Label[],
) => { name: string; help: string; labelNames: Label[]; registers: Registry[] };

function httpMetrics(of: Of) {
  return {
    requests: new Counter(
      of("http_requests_total", "Requests, by method, route pattern and class of status", [
        "method",
        "route",
        "status",
      ]),
    ),
    requestSeconds: new Histogram({
      ...of("http_request_duration_seconds", "From a request to the head of its reply", ["method", "route"]),
      buckets: quick,
    }),
  };
}

function engineMetrics(of: Of) {
  return {
    operations: new Counter(
      of("operations_total", "Verbs of the credit engine: done, replayed, or the code of the refusal or fault", [
        "verb",
        "outcome",
      ]),
    ),
    operationSeconds: new Histogram({
      ...of("operation_duration_seconds", "From a verb's call to its durable answer", ["verb"]),
      buckets: quick,
    }),
    operationsInFlight: new Gauge(
      of("operations_in_flight", "Verbs of the credit engine that wait for their answer, queued or in a batch"),
    ),
    creditsMoved: new Counter(
      of("credits_total", "Credits that this process held, charged, returned unused, refunded by hand and granted", [
        "movement",
      ]),
    ),
    batchCommands: new Histogram({
      ...of("batch_commands", "Commands of a batch"),
      buckets: [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000],
    }),
    batchSeconds: new Histogram({
      ...of("batch_duration_seconds", "From a batch's start to its commit"),
      buckets: quick,
    }),
    batchWaitSeconds: new Histogram({
      ...of("batch_wait_seconds", "How long the first command of a batch had waited"),
      buckets: quick,
    }),
    batchFaults: new Counter(
      of("batch_faults_total", "Commands that ended in a fault: database away, outcome unknown"),
    ),
    batchQueue: new Gauge(of("batch_queue", "Commands that waited for a later batch when the last one ended")),
  };
}

function providerMetrics(of: Of) {
  const labels = ["writer", "model"] as const;
  return {
    providerRequests: new Counter(
      of("provider_requests_total", "Requests to the AI provider: finished, or the code of the failure", [
        ...labels,
        "payer",
        "outcome",
      ]),
    ),
    providerRunning: new Gauge(of("provider_requests_running", "Requests to the AI provider that run now")),
    providerFirstSeconds: new Histogram({
      ...of("provider_first_text_seconds", "From a request to the AI provider to its first text", labels),
      buckets: slow,
    }),
    providerSeconds: new Histogram({
      ...of("provider_duration_seconds", "From a request to the AI provider to its end", labels),
      buckets: slow,
    }),
    providerTokens: new Counter(
      of("provider_tokens_total", "Tokens that the AI provider reported", [...labels, "type"]),
    ),
    estimates: new Counter(
      of(
        "estimates_total",
        "Finished actions whose charge was inside the range that was shown, below it, or cut at its cap",
        ["kind", "writer", "outcome"],
      ),
    ),
  };
}

function sampledMetrics(of: Of) {
  return {
    holdsOpen: new Gauge(of("holds_open", "Holds that run, over all workspaces and processes; counted up to 10,000")),
    holdsOverdue: new Gauge(
      of("holds_overdue", "Holds past their deadline that no sweep has ended yet, of those counted"),
    ),
    holdOldestSeconds: new Gauge(
      of("hold_oldest_age_seconds", "Age of the oldest hold of those counted; 0 where none runs"),
    ),
    jobs: new Gauge(
      of("jobs", "Sites and runs of pages that are not at their end, by sort and state; counted up to 1,000", [
        "sort",
        "state",
      ]),
    ),
    jobOldestSeconds: new Gauge(
      of("job_oldest_unclaimed_seconds", "For how long the oldest job has been without a process that works on it", [
        "sort",
      ]),
    ),
    sampledAt: new Gauge(of("sample_timestamp_seconds", "When the figures that come from the database were read last")),
    sampleFailures: new Counter(of("sample_failures_total", "Reads of those figures that failed")),
    verifyDifferences: new Gauge(of("verify_differences", "Differences that the last verify of the ledger found")),
    verifiedAt: new Gauge(of("verify_timestamp_seconds", "When this process last verified ledgers; 0: never")),
    verifySeconds: new Gauge(of("verify_duration_seconds", "How long the last verify took")),
    verifiedWorkspaces: new Counter(of("verify_workspaces_total", "Workspaces whose ledger was verified")),
    verifyFailures: new Counter(of("verify_failures_total", "Verifies that could not be carried out")),
  };
}

function processMetrics(of: Of) {
  return {
    eventStreams: new Gauge(of("event_streams", "Replies that stream events now")),
    databaseConnections: new Gauge(
      of("database_connections", "Connections of each pool: open, idle, and requests that wait for one", [
        "pool",
        "state",
      ]),
    ),
    isDraining: new Gauge(of("draining", "1 while the process stops and takes no more work")),
    buildInfo: new Gauge(of("build_info", "Always 1; the version is a label", ["version"])),
  };
}
