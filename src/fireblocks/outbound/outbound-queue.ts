import type { Clock } from '../../shared/clock';
import { FireblocksError } from '../fireblocks-error';
import type { CallAllowance, Wait } from './call-allowance';
import { LANES, type Lane } from './call-policies';
import { FairQueue } from './fair-queue';
import { Obstacles } from './obstacles';
import type { OutboundListener, RefusalReason } from './outbound-events';
import { Ticket, type EntryRequest } from './ticket';
import { MINUTE_MS } from '../../shared/durations';

/** Calls that ask for a place in the budget together: one round trip where Redis keeps it. */
const BATCH = 32;

/** Of so many rounds one begins with what is not signing, so that it is slow then and not dead. */
const ORDINARY_EVERY = 10;

const ORDINARY_FIRST: readonly Lane[] = ['ordinary', 'signing', 'telemetry'];

/** A pause in which it is worth looking for those who cannot outwait it. */
const LONG_MS = 1_000;

const MIN_RETRY_AFTER_MS = 1_000;

export interface OutboundQueueOptions {
  allowance: CallAllowance;
  /** How many calls of one lane may wait. */
  capacity: Readonly<Record<Lane, number>>;
  /** What a full queue takes to empty. */
  drainMs: number;
  clock: Clock;
  tell: OutboundListener;
}

/**
 * Where calls wait for the workspace's budget. What got a place is sent, or answered as not sent:
 * when its client has gone, or when it waited longer than it was worth.
 */
export class OutboundQueue {
  private readonly lanes = {
    signing: new FairQueue(),
    ordinary: new FairQueue(),
    telemetry: new FairQueue(),
  } satisfies Record<Lane, FairQueue>;
  private readonly obstacles: Obstacles;
  private asking = false;
  private closed = false;
  private rounds = 0;
  private wakeUp: NodeJS.Timeout | undefined;

  constructor(private readonly options: OutboundQueueOptions) {
    this.obstacles = new Obstacles(MINUTE_MS / options.allowance.callsPerMinute);
  }

  waiting(lane: Lane): number {
    return this.lanes[lane].size;
  }

  /**
   * Undefined when the call may be sent at once; else resolves when it may.
   *
   * @throws FireblocksError `BUSY` or `RATE_LIMITED` with `retryAfterMs`, or `ABORTED`; at once or later
   */
  enter(request: EntryRequest): Promise<void> | undefined {
    const { lane, claim, maxWaitMs, signal } = request;
    if (signal?.aborted || this.closed) throw new FireblocksError('ABORTED');
    const queue = this.lanes[lane];
    const now = this.options.clock();
    const ticket = new Ticket(request, now + maxWaitMs);
    // Each holder may take as many places as are left after it: a newcomer always finds one, and
    // who is alone may take half.
    if (queue.sizeOf(claim.holder) >= this.options.capacity[lane] - queue.size) {
      throw this.refusal(ticket, 'full');
    }
    if (this.obstacles.opensAt(claim) > ticket.expiresAt) throw this.refusal(ticket, 'late');
    queue.add(ticket);
    this.pump();
    if (ticket.state === 'admitted') return undefined;
    if (ticket.refusal) throw ticket.refusal;
    return this.waitFor(ticket, maxWaitMs, now);
  }

  /** Sends nothing to the endpoint for that long: Fireblocks has answered 429. */
  pause(endpoint: string, ms: number): void {
    if (!this.leaveAlone(endpoint, this.options.clock() + ms)) return;
    this.options.allowance.pause(endpoint, ms);
    this.options.tell({ type: 'paused', operation: endpoint, ms });
  }

  /** What still waits is answered as not sent. */
  close(): void {
    this.closed = true;
    clearTimeout(this.wakeUp);
    this.dismiss(
      () => true,
      () => new FireblocksError('ABORTED'),
    );
  }

  private async waitFor(ticket: Ticket, maxWaitMs: number, since: number): Promise<void> {
    const { lane } = ticket;
    const leave = (error: () => FireblocksError) => () => {
      if (this.lanes[lane].remove(ticket)) ticket.refuse(error());
    };
    try {
      await ticket.wait(
        maxWaitMs,
        leave(() => this.refusal(ticket, 'late')),
        leave(() => new FireblocksError('ABORTED')),
      );
    } finally {
      this.options.tell({ type: 'waited', lane, ms: this.options.clock() - since });
    }
  }

  private pump(): void {
    while (!this.closed && !this.asking) {
      if (LANES.every((lane) => this.lanes[lane].size === 0)) return;
      // Read once: what opened between two readings would hold nobody back and wake nobody up.
      const now = this.options.clock();
      if (this.obstacles.spentUntil > now) {
        this.wakeAt(this.obstacles.spentUntil);
        return;
      }
      const batch = this.nextBatch(now);
      if (batch.length === 0) {
        this.wakeAt(this.obstacles.nextOpening(now));
        return;
      }
      const waits = this.options.allowance.take(batch.map(({ claim }) => claim));
      if (waits instanceof Promise) {
        this.asking = true;
        void waits.then((known) => {
          this.asking = false;
          this.settle(batch, known);
          this.pump();
        });
        return;
      }
      this.settle(batch, waits);
    }
  }

  private nextBatch(now: number): Ticket[] {
    this.rounds += 1;
    const order = this.rounds % ORDINARY_EVERY === 0 ? ORDINARY_FIRST : LANES;
    const passOver = this.obstacles.inBatch(now);
    const batch: Ticket[] = [];
    for (const lane of order) this.lanes[lane].collect(batch, BATCH, passOver);
    return batch;
  }

  private settle(batch: readonly Ticket[], waits: readonly Wait[]): void {
    const now = this.options.clock();
    for (const [at, ticket] of batch.entries()) {
      const wait = waits[at];
      if (!wait) continue;
      const { holder, endpoint } = ticket.claim;
      if (wait.ms === 0) {
        this.obstacles.pauses.admitted(endpoint, now);
        if (this.lanes[ticket.lane].takeTurn(ticket)) ticket.admit();
      } else if (wait.by === 'holder') this.obstacles.resting.add(holder, now + wait.ms);
      else if (wait.by === 'endpoint') this.leaveAlone(endpoint, now + wait.ms);
      else {
        this.spentUntil(now + wait.ms);
        return;
      }
    }
  }

  /** False when it is left alone for as long already. */
  private leaveAlone(endpoint: string, until: number): boolean {
    if (!this.obstacles.pauses.pause(endpoint, until)) return false;
    this.dismissLate((ticket) => ticket.claim.endpoint === endpoint, until);
    return true;
  }

  private spentUntil(time: number): void {
    this.obstacles.spentUntil = Math.max(this.obstacles.spentUntil, time);
    this.dismissLate(() => true, this.obstacles.spentUntil);
  }

  /** Those whose turn cannot come any more: they need not find that out by waiting. */
  private dismissLate(whom: (ticket: Ticket) => boolean, opensAt: number): void {
    if (opensAt - this.options.clock() < LONG_MS) return;
    this.dismiss(
      (ticket) => ticket.expiresAt < opensAt && whom(ticket),
      (ticket) => this.refusal(ticket, 'late'),
    );
  }

  private dismiss(whom: (ticket: Ticket) => boolean, error: (ticket: Ticket) => FireblocksError) {
    for (const lane of LANES) {
      for (const ticket of [...this.lanes[lane]].filter(whom)) {
        this.lanes[lane].remove(ticket);
        ticket.refuse(error(ticket));
      }
    }
  }

  private wakeAt(time: number | undefined): void {
    clearTimeout(this.wakeUp);
    if (time === undefined) return;
    this.wakeUp = setTimeout(
      () => {
        this.pump();
      },
      Math.max(1, time - this.options.clock()),
    );
  }

  private refusal(ticket: Ticket, cause: 'full' | 'late'): FireblocksError {
    const { clock, capacity, drainMs, tell } = this.options;
    const { lane } = ticket;
    const now = clock();
    const paused = this.obstacles.pauses.endOf(ticket.claim.endpoint) > now;
    const reason: RefusalReason = paused ? 'paused' : cause;
    tell({ type: 'refused', lane, reason });
    const untilOpen = this.obstacles.opensAt(ticket.claim) - now;
    const untilDrained = (this.lanes[lane].size / capacity[lane]) * drainMs;
    const retryAfterMs = Math.ceil(Math.max(MIN_RETRY_AFTER_MS, untilOpen, untilDrained));
    return new FireblocksError(paused ? 'RATE_LIMITED' : 'BUSY', { retryAfterMs });
  }
}
