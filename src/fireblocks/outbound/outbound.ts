import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../shared/clock';
import { MINUTE_MS, UNNOTICED_MS } from '../../shared/durations';
import { currentRequestScope } from '../../shared/request-scope';
import { FireblocksError } from '../fireblocks-error';
import { Breaker, type Verdict } from './breaker';
import type { CallAllowance, Claim } from './call-allowance';
import { policyOf, type Api, type Lane, type Operation } from './call-policies';
import type { OutboundListener } from './outbound-events';
import { OutboundQueue } from './outbound-queue';
import { repeatAfter } from './repeat';

export interface OutboundCall {
  operation: Operation;
  /** Where it differs from the operation's own. */
  lane?: Lane | undefined;
  /** The client's disconnect, where it is not the request scope's. */
  signal?: AbortSignal | undefined;
  /** Runs just before the call is sent when it had to wait; what it throws is thrown. */
  confirm?: (() => Promise<void>) | undefined;
}

export interface OutboundOptions {
  /** How many calls may wait follows from it too. */
  allowance: CallAllowance;
  clock: Clock;
  tell: OutboundListener;
}

/** Longer than it takes to be slow, shorter than what the NCW SDK and apps wait for an answer. */
const MAX_WAIT_MS = 10_000;

/** A call is not begun again later than this after it began first. */
const REPEAT_WITHIN_MS = 5_000;

/** Where Fireblocks says 429 and not for how long; and its window, the longest that is believed. */
const PAUSE_MS = { unsaid: 1_000, longest: MINUTE_MS };

/** One user may take half of the budget, so that two can always sign. */
const USER_SHARE = 0.5;
const TELEMETRY = { holder: 'telemetry', share: 0.05 };
/** Recovery, and whatever else nobody waits for. */
const GATEWAY = { holder: 'gateway', share: USER_SHARE };

/** The one gate to Fireblocks: budget, fair shares, breakers, and repetition where it is safe. */
export class Outbound {
  private readonly queue: OutboundQueue;
  private readonly breakers: Record<Api, Breaker>;

  constructor(private readonly options: OutboundOptions) {
    const { allowance, tell, clock } = options;
    const inTime = Math.ceil((allowance.callsPerMinute * MAX_WAIT_MS) / MINUTE_MS);
    const places = (share: number): number => Math.max(8, Math.ceil(inTime * share));
    this.queue = new OutboundQueue({
      ...options,
      capacity: {
        signing: places(1),
        ordinary: places(0.5),
        telemetry: places(TELEMETRY.share),
      },
      drainMs: MAX_WAIT_MS,
    });
    const breaker = (api: Api): Breaker =>
      new Breaker(clock, (state) => {
        tell({ type: 'breaker', api, state });
      });
    this.breakers = {
      relay: breaker('relay'),
      wallets: breaker('wallets'),
      transactions: breaker('transactions'),
      connections: breaker('connections'),
      nfts: breaker('nfts'),
      webhooks: breaker('webhooks'),
    };
  }

  waiting(lane: Lane): number {
    return this.queue.waiting(lane);
  }

  /**
   * Sends the call when its turn has come; again, where that is safe, when it failed.
   *
   * @throws FireblocksError `BUSY`, `CIRCUIT_OPEN` and `ABORTED` when nothing was sent; else what `send` throws
   */
  async run<T>(call: OutboundCall, send: () => Promise<T>): Promise<T> {
    const { repeat } = policyOf(call.operation);
    await this.enter(call);
    const repeatUntil = this.options.clock() + REPEAT_WITHIN_MS;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.judged(call, send);
      } catch (error) {
        if (!(error instanceof FireblocksError)) throw error;
        const wait = repeatAfter(repeat, error, attempt);
        if (wait === undefined) throw error;
        const resume = this.options.clock() + Math.max(wait, error.retryAfterMs ?? 0);
        if (resume > repeatUntil) throw error;
        await sleep(wait);
        await this.enter(call).catch(() => {
          // Not 'nothing was sent', which would be true of this attempt only.
          throw error;
        });
        this.options.tell({ type: 'repeated', operation: call.operation, attempt: attempt + 1 });
      }
    }
  }

  /** What waits is answered as not sent. */
  close(): void {
    this.queue.close();
  }

  private async enter(call: OutboundCall): Promise<void> {
    const { api, lane } = policyOf(call.operation);
    const breaker = this.breakers[api];
    this.throwIfOpen(breaker.wait(), call);
    const since = this.options.clock();
    const entered = this.queue.enter({
      lane: call.lane ?? lane,
      claim: claimOf(call),
      maxWaitMs: MAX_WAIT_MS,
      signal: signalOf(call),
    });
    if (entered) {
      await entered;
      if (this.options.clock() - since > UNNOTICED_MS) await call.confirm?.();
    }
    this.throwIfOpen(breaker.enter(), call);
  }

  private async judged<T>(call: OutboundCall, send: () => Promise<T>): Promise<T> {
    const breaker = this.breakers[policyOf(call.operation).api];
    try {
      const answer = await send();
      breaker.tell('answered', '');
      return answer;
    } catch (error) {
      const verdict = error instanceof FireblocksError ? verdictOf(error) : undefined;
      if (verdict === undefined) breaker.drop();
      else breaker.tell(verdict, claimOf(call).holder);
      if (error instanceof FireblocksError && error.kind === 'RATE_LIMITED') {
        this.pause(call.operation, error);
      }
      throw error;
    }
  }

  private pause(endpoint: Operation, { retryAfterMs = PAUSE_MS.unsaid }: FireblocksError): void {
    this.queue.pause(endpoint, Math.min(retryAfterMs, PAUSE_MS.longest));
  }

  private throwIfOpen(wait: number, { operation, lane }: OutboundCall): void {
    if (wait === 0) return;
    const policy = policyOf(operation);
    this.options.tell({ type: 'refused', lane: lane ?? policy.lane, reason: 'breaker' });
    throw new FireblocksError('CIRCUIT_OPEN', { retryAfterMs: wait });
  }
}

/** What makes something by a key belongs to an intent, and is done whether or not somebody waits. */
function signalOf({ operation, signal }: OutboundCall): AbortSignal | undefined {
  if (policyOf(operation).repeat === 'keyed') return undefined;
  return signal ?? currentRequestScope()?.signal;
}

function claimOf({ operation, lane }: OutboundCall): Claim {
  return { ...holderOf(lane), endpoint: operation };
}

function holderOf(lane: Lane | undefined): Omit<Claim, 'endpoint'> {
  if (lane === 'telemetry') return TELEMETRY;
  const caller = currentRequestScope()?.caller;
  return caller === undefined ? GATEWAY : { holder: `user ${caller}`, share: USER_SHARE };
}

/** Undefined when the failure says nothing of Fireblocks. */
function verdictOf({ kind, status }: FireblocksError): Verdict | undefined {
  if (kind === 'UNREACHABLE') return 'unreached';
  if (kind === 'SERVER' || (kind === 'TIMEOUT' && status === undefined)) return 'failed';
  return status === undefined ? undefined : 'answered';
}
