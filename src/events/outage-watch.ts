import { toGatewayError } from '../api/error-map';
import type { PrismaClient } from '../database/generated/client';
import type { Clock } from '../shared/clock';
import type { Logger } from '../shared/logger';
import { Rounds } from '../shared/rounds';
import { LOOK_BACK_MS, type ResendWebhooks } from './resend-webhooks';
import { MINUTE_MS } from '../shared/durations';

interface OutageWatchOptions {
  prisma: PrismaClient;
  resend: ResendWebhooks;
  clock: Clock;
  log: Logger;
}

const ROUND_MS = 15_000;

/** What is shorter, Fireblocks' own first repetitions bridge. */
const OUTAGE_MS = MINUTE_MS;

/** Clocks differ, and what was under way when the last instance died was not answered. */
const OVERLAP_MS = MINUTE_MS;

/** Of Fireblocks' limit, so that it is kept when the request arrives. */
const MARGIN_MS = MINUTE_MS;

/**
 * Every instance says that it lives; whichever is the first to come back after a time in which none
 * did, asks Fireblocks for that time's webhooks, which would otherwise come after hours or not at
 * all. Best effort: transactions are found without, by the reconciler.
 */
export class OutageWatch {
  private readonly rounds: Rounds;
  /** Begin of an outage whose webhooks were not asked for yet, epoch ms. */
  private missedSince: number | undefined;

  constructor(private readonly options: OutageWatchOptions) {
    this.rounds = new Rounds({
      ...{ name: 'outage watch', everyMs: ROUND_MS, log: options.log },
      round: () => this.round(),
    });
  }

  start(): void {
    this.rounds.start();
  }

  close(): Promise<void> {
    return this.rounds.close();
  }

  private async round(): Promise<void> {
    const { resend, clock, log } = this.options;
    const gap = await this.sayAlive();
    const now = clock();
    if (gap !== undefined && gap > OUTAGE_MS) this.missedSince ??= now - gap;
    if (this.missedSince === undefined) return;
    const from = Math.max(this.missedSince - OVERLAP_MS, now - LOOK_BACK_MS + MARGIN_MS);
    try {
      const asked = await resend.run({ from, until: now, delivered: false });
      log.info({ from: new Date(from), ...asked }, 'webhooks of an outage were asked for again');
    } catch (error) {
      // Fireblocks away too: asked again in the next round. Refused is refused.
      if (toGatewayError(error).retryable) throw error;
      log.warn({ err: error }, 'Fireblocks refuses to send the webhooks of an outage again');
    }
    this.missedSince = undefined;
  }

  /** For how long no instance had said so, in ms; the first of all knows of none. */
  private async sayAlive(): Promise<number | undefined> {
    // The row's lock lets one instance alone see the gap.
    const [row] = await this.options.prisma.$queryRaw<{ gap: number | null }[]>`
      UPDATE liveness SET last_alive = clock_timestamp()
        FROM (SELECT id, last_alive FROM liveness WHERE id = 1 FOR UPDATE) AS before
       WHERE liveness.id = before.id
      RETURNING (extract(epoch FROM clock_timestamp() - before.last_alive) * 1000)::float8 AS gap`;
    return row?.gap ?? undefined;
  }
}
