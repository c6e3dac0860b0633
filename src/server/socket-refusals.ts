import type { Clock } from '../shared/clock';
import type { Logger } from '../shared/logger';
import type { Metrics } from './metrics';

/** Why a WebSocket was not opened, or was closed before its time. */
export type SocketRefusal =
  'origin' | 'address' | 'user' | 'init' | 'token' | 'messages' | 'size' | 'stalled';

/** Whom it was, as far as that is known. */
interface Refused {
  clientAddress?: string | null;
  caller?: string;
}

export type RefusalListener = (reason: SocketRefusal, who?: Refused) => void;

/** One line for each reason in this time: strangers must not be able to fill the log. */
const QUIET_MS = 10_000;

/** Counts all refusals, and logs one of each reason from time to time. */
export function createRefusalListener(
  metrics: Metrics,
  log: Logger,
  clock: Clock,
): RefusalListener {
  const told = new Map<SocketRefusal, { at: number; untold: number }>();
  return (reason, who) => {
    metrics.socketRefused(reason);
    const last = told.get(reason) ?? { at: -Infinity, untold: 0 };
    if (clock() - last.at < QUIET_MS) {
      last.untold += 1;
      return;
    }
    log.warn({ reason, ...who, untold: last.untold }, 'a WebSocket was refused');
    told.set(reason, { at: clock(), untold: 0 });
  };
}
