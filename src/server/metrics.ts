import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { OutboundEvent, UpstreamCall } from '../fireblocks/fireblocks';
import { LANES, type Lane } from '../fireblocks/outbound/call-policies';

type WebhookOutcome = 'stored' | 'duplicate' | 'invalid' | 'forbidden' | 'unverifiable' | 'failed';

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
    help: 'Webhooks by outcome (stored, duplicate, invalid, forbidden, unverifiable, failed).',
    labelNames: ['outcome'],
    registers: [this.registry],
  });
  private readonly found = new Counter({
    name: 'ncw_reconciled_total',
    help: 'Transactions that no webhook told as far, by how they were found (quiet, sweep).',
    labelNames: ['found'],
    registers: [this.registry],
  });
  private readonly upstreamWaits = this.histogram(
    'ncw_upstream_wait_seconds',
    'How long calls to Fireblocks waited for the budget, by lane; those that went at once apart.',
    ['lane'],
  );
  private readonly upstreamRefusals = new Counter({
    name: 'ncw_upstream_refused_total',
    help: 'Calls that were not sent to Fireblocks, by lane and reason (full, late, paused, breaker).',
    labelNames: ['lane', 'reason'],
    registers: [this.registry],
  });
  private readonly upstreamRepeats = new Counter({
    name: 'ncw_upstream_repeated_total',
    help: 'Calls that were sent to Fireblocks once more, by operation.',
    labelNames: ['operation'],
    registers: [this.registry],
  });
  private readonly upstreamPauses = new Counter({
    name: 'ncw_upstream_pauses_total',
    help: "Pauses by Fireblocks' 429, by operation.",
    labelNames: ['operation'],
    registers: [this.registry],
  });
  private readonly breakers = new Gauge({
    name: 'ncw_upstream_breaker_open',
    help: 'Whether calls of this part of Fireblocks are held back after failures (0 or 1).',
    labelNames: ['api'],
    registers: [this.registry],
  });
  private readonly sockets = new Gauge({
    name: 'ncw_sockets',
    help: 'Open WebSocket connections.',
    registers: [this.registry],
  });

  private readonly socketRefusals = new Counter({
    name: 'ncw_sockets_refused_total',
    help: 'WebSockets that were not opened, or closed before their time, by reason (origin, address, user, init, token, messages, size, stalled).',
    labelNames: ['reason'],
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

  outbound(event: OutboundEvent): void {
    switch (event.type) {
      case 'waited':
        this.upstreamWaits.observe({ lane: event.lane }, event.ms / 1_000);
        break;
      case 'refused':
        this.upstreamRefusals.inc({ lane: event.lane, reason: event.reason });
        break;
      case 'repeated':
        this.upstreamRepeats.inc({ operation: event.operation });
        break;
      case 'paused':
        this.upstreamPauses.inc({ operation: event.operation });
        break;
      case 'breaker':
        this.breakers.set({ api: event.api }, event.state === 'closed' ? 0 : 1);
    }
  }

  applied(lagMs: number): void {
    this.eventLag.observe(lagMs / 1_000);
  }

  webhook(outcome: WebhookOutcome): void {
    this.webhooks.inc({ outcome });
  }

  reconciled(found: 'quiet' | 'sweep'): void {
    this.found.inc({ found });
  }

  socketsChanged(by: 1 | -1): void {
    this.sockets.inc(by);
  }

  socketRefused(reason: string): void {
    this.socketRefusals.inc({ reason });
  }

  /** A value that is read when somebody asks for it; the last one while it cannot be read. */
  watch(name: string, help: string, read: () => number | Promise<number>): void {
    const gauge: Gauge = new Gauge({
      name,
      help,
      registers: [this.registry],
      collect: async () => {
        try {
          gauge.set(await read());
        } catch {
          // The other metrics are worth having most of all when the database is away.
        }
      },
    });
  }

  /** How many calls wait for the budget, by lane. */
  watchWaiting(read: (lane: Lane) => number): void {
    const gauge: Gauge = new Gauge({
      name: 'ncw_upstream_waiting',
      help: 'Calls that wait for the Fireblocks budget, by lane.',
      labelNames: ['lane'],
      registers: [this.registry],
      collect: () => {
        for (const lane of LANES) gauge.set({ lane }, read(lane));
      },
    });
  }

  private histogram<Label extends string>(name: string, help: string, labelNames: Label[]) {
    return new Histogram({ name, help, labelNames, buckets: SECONDS, registers: [this.registry] });
  }
}
