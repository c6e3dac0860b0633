import type { Api, Lane } from './call-policies';

export type BreakerState = 'closed' | 'open' | 'half-open';

/** Why a call was not made: no room to wait, waited too long, Fireblocks' own pause, open breaker. */
export type RefusalReason = 'full' | 'late' | 'paused' | 'breaker';

/** What happens to calls before they are made; for metrics and logs. */
export type OutboundEvent =
  | { type: 'waited'; lane: Lane; ms: number }
  | { type: 'refused'; lane: Lane; reason: RefusalReason }
  | { type: 'paused'; operation: string; ms: number }
  | { type: 'repeated'; operation: string; attempt: number }
  | { type: 'breaker'; api: Api; state: BreakerState };

export type OutboundListener = (event: OutboundEvent) => void;
