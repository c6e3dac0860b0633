import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { UpstreamCall } from '../fireblocks/fireblocks';

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 75];

/** What the gateway counts and times; read at `/metrics` in Prometheus' text form. */
export class Metrics {
  readonly registry = new Registry();

  private readonly operations = this.histogram(
    'ncw_operation_duration_seconds',
    'GraphQL operations by root field, transport and outcome (ok or an error code).',
    ['type', 'field', 'transport', 'outcome'],
  );
  private readonly relays = this.histogram(
    'ncw_relay_duration_seconds',
    'RPC relays by method and outcome (ok, ncw_error or an error code).',
    ['method', 'outcome'],
  );
  private readonly upstreamCalls = this.histogram(
    'ncw_upstream_duration_seconds',
    'Calls to Fireblocks by operation, API user and outcome.',
    ['operation', 'api_user', 'outcome'],
  );
  private readonly eventLag = this.histogram(
    'ncw_event_lag_seconds',
    'From the receipt of a webhook to its being applied.',
    [],
  );
  private readonly webhooks = new Counter({
    name: 'ncw_webhooks_total',
    help: 'Webhooks by outcome (stored, duplicate, invalid, unverifiable, failed).',
    labelNames: ['outcome'],
    registers: [this.registry],
  });
  private readonly sockets = new Gauge({
    name: 'ncw_sockets',
    help: 'Open WebSocket connections.',
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  operation(type: string, field: string, transport: string, outcome: string, ms: number): void {
    this.operations.observe({ type, field, transport, outcome }, ms / 1_000);
  }

  relay(method: string, outcome: string, ms: number): void {
    this.relays.observe({ method, outcome }, ms / 1_000);
  }

  upstream({ operation, apiUser, outcome, durationMs }: UpstreamCall): void {
    this.upstreamCalls.observe({ operation, api_user: apiUser, outcome }, durationMs / 1_000);
  }

  applied(lagMs: number): void {
    this.eventLag.observe(lagMs / 1_000);
  }

  webhook(outcome: 'stored' | 'duplicate' | 'invalid' | 'unverifiable' | 'failed'): void {
    this.webhooks.inc({ outcome });
  }

  socketsChanged(by: 1 | -1): void {
    this.sockets.inc(by);
  }

  /** A value that is read when somebody asks for it. */
  watch(name: string, help: string, read: () => number): void {
    const gauge: Gauge = new Gauge({
      name,
      help,
      registers: [this.registry],
      collect: () => {
        gauge.set(read());
      },
    });
  }

  private histogram<Label extends string>(name: string, help: string, labelNames: Label[]) {
    return new Histogram({ name, help, labelNames, buckets: SECONDS, registers: [this.registry] });
  }
}
