import { FireblocksError } from '../fireblocks/fireblocks-error';
import type { FireblocksWallets } from '../fireblocks/wallets';
import type { Logger } from '../shared/logger';
import { WakeLoop } from '../shared/wake-loop';
import { bringToFireblocks } from './bring-to-fireblocks';
import { isApplied } from './desired-state';
import type { ClaimedState, DesiredStateStore } from './desired-state-store';

interface DesiredStateWorkerOptions {
  store: DesiredStateStore;
  wallets: FireblocksWallets;
  log: Logger;
}

const BATCH = 10;
/** At least this often: what another instance left behind is nobody else's. */
const SWEEP_MS = 15_000;
/** What another instance has just taken looks due until its lease is written. */
const SOONEST_MS = 50;
const RETRY_MS = 1_000;
/** A refusal that would be repeated is asked less often than a Fireblocks that is away. */
const LONGEST_RETRY_MS = { away: 60_000, refused: 600_000 };

/**
 * Works towards the desired states, disabling before enabling, for as long as it takes. Nothing
 * here decides who may do what: the gateway itself refuses from the moment of the decision.
 */
export class DesiredStateWorker {
  private readonly loop: WakeLoop;

  constructor(private readonly options: DesiredStateWorkerOptions) {
    this.loop = new WakeLoop({
      round: () => this.bringDue(),
      failure: 'the desired states cannot be read; it is tried again',
      retryMs: RETRY_MS,
      log: options.log,
    });
  }

  /** Something may be due. Returns at once. */
  wake(): void {
    this.loop.wake();
  }

  async close(): Promise<void> {
    await this.loop.close();
  }

  /** Gives the ms until something is due again. */
  private async bringDue(): Promise<number> {
    const { store } = this.options;
    const claimed = await store.claim(BATCH);
    const brought = await Promise.allSettled(claimed.map((state) => this.bring(state)));
    for (const outcome of brought) if (outcome.status === 'rejected') throw outcome.reason;
    if (claimed.length > 0) return 0;
    return Math.max(SOONEST_MS, Math.min((await store.dueInMs()) ?? SWEEP_MS, SWEEP_MS));
  }

  private async bring(state: ClaimedState): Promise<void> {
    const { store, wallets, log } = this.options;
    const { kind, id, enabled, attempts } = state;
    try {
      await bringToFireblocks(wallets, state, log);
    } catch (error) {
      log.warn({ err: error, kind, id, enabled, attempts }, 'not applied at Fireblocks yet');
      await store.postpone(state, retryDelay(attempts, error));
      return;
    }
    await store.confirm(state);
    if (!isApplied(state)) log.info({ kind, id, enabled }, 'applied at Fireblocks');
  }
}

/** Doubled with each failure, with jitter, and never before Fireblocks wants to be asked again. */
function retryDelay(attempts: number, error: unknown): number {
  const fireblocks = error instanceof FireblocksError ? error : undefined;
  const longest = LONGEST_RETRY_MS[fireblocks?.definitive ? 'refused' : 'away'];
  const doubled = Math.min(RETRY_MS * 2 ** Math.min(attempts, 20), longest);
  return Math.max(Math.round(doubled * (0.5 + Math.random() / 2)), fireblocks?.retryAfterMs ?? 0);
}
