import { toGatewayError } from '../api/error-map';
import { GatewayError } from '../api/gateway-error';
import type { WakeSignal } from '../events/wake-signal';
import type { Logger } from '../shared/logger';
import type { RelayParty, RelayTarget } from './relay-target';

interface OpenRelay extends RelayParty {
  isPoll: boolean;
  controller: AbortController;
  /** Why it was ended; undefined while it may go on. */
  refusal: GatewayError | undefined;
}

interface OpenRelaysOptions {
  target: RelayTarget;
  signal: WakeSignal;
  log: Logger;
}

/** Heals lost wake-ups. */
const SWEEP_MS = 2_000;

/**
 * The relays that are under way. When somebody says that a wallet has changed, all its relays are
 * judged anew by one statement, and those that would now be refused are ended.
 */
export class OpenRelays {
  private readonly byWallet = new Map<string, Set<OpenRelay>>();
  private readonly changed = new Set<string>();
  private judging: Promise<void> | undefined;
  private pollsEnded = false;
  private readonly sweeping: NodeJS.Timeout;
  private readonly stopListening: () => void;

  constructor(private readonly options: OpenRelaysOptions) {
    this.stopListening = options.signal.listen((walletId) => {
      this.judge(walletId === undefined ? [...this.byWallet.keys()] : [walletId]);
    });
    this.sweeping = setInterval(() => {
      this.judge([...this.byWallet.keys()]);
    }, SWEEP_MS);
    this.sweeping.unref();
  }

  /**
   * Asks for permission, then runs `call`. The signal that it gets fires with the caller's own, when
   * the relay may no longer go on, or when it is a poll and all polls are to end.
   */
  async run<T>(
    party: RelayParty,
    isPoll: boolean,
    outer: AbortSignal,
    call: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const controller = new AbortController();
    const relay: OpenRelay = { ...party, isPoll, controller, refusal: undefined };
    const abort = (): void => {
      controller.abort();
    };
    outer.addEventListener('abort', abort, { once: true });
    if (outer.aborted || (isPoll && this.pollsEnded)) abort();
    // Listed before permission is asked for: no change can come between the one and the other.
    this.list(relay);
    try {
      await this.options.target.authorize(party);
      if (relay.refusal !== undefined) throw relay.refusal;
      return await this.uninterrupted(relay, call(controller.signal));
    } finally {
      this.unlist(relay);
      outer.removeEventListener('abort', abort);
    }
  }

  /** Asks once more, where a message had to wait before it is sent. */
  authorize(party: RelayParty): Promise<void> {
    return this.options.target.authorize(party);
  }

  /** For the end of the process: from now on polls end at once. */
  endPolls(): void {
    this.pollsEnded = true;
    for (const relays of this.byWallet.values()) {
      for (const { isPoll, controller } of relays) if (isPoll) controller.abort();
    }
  }

  close(): void {
    this.stopListening();
    clearInterval(this.sweeping);
  }

  /** The outcome of the call, unless the relay was ended meanwhile, whatever came of it. */
  private async uninterrupted<T>(relay: OpenRelay, call: Promise<T>): Promise<T> {
    const [outcome] = await Promise.allSettled([call]);
    if (relay.refusal !== undefined) throw ended(relay.refusal);
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  }

  private list(relay: OpenRelay): void {
    const relays = this.byWallet.get(relay.walletId);
    if (relays) relays.add(relay);
    else this.byWallet.set(relay.walletId, new Set([relay]));
  }

  private unlist(relay: OpenRelay): void {
    const relays = this.byWallet.get(relay.walletId);
    relays?.delete(relay);
    if (relays?.size === 0) this.byWallet.delete(relay.walletId);
  }

  /** Those that come while others are judged are judged together right after. */
  private judge(walletIds: readonly string[]): void {
    for (const id of walletIds) if (this.byWallet.has(id)) this.changed.add(id);
    if (this.changed.size === 0) return;
    this.judging ??= this.judgeChanged().finally(() => {
      this.judging = undefined;
    });
  }

  private async judgeChanged(): Promise<void> {
    const { target, log } = this.options;
    while (this.changed.size > 0) {
      const relays = [...this.changed].flatMap((id) => [...(this.byWallet.get(id) ?? [])]);
      this.changed.clear();
      try {
        for (const { party, refusal } of await target.refusals(relays)) {
          party.refusal = toGatewayError(refusal);
          party.controller.abort();
        }
      } catch (error) {
        log.warn({ err: error }, 'relays in flight could not be judged anew; it is repeated');
      }
    }
  }
}

/** What a relay was ended for, and that its message may have had its effect. */
function ended({ code, message }: GatewayError): GatewayError {
  return new GatewayError(code, `${message}; the message may have reached Fireblocks before`);
}
