import type { ApiUser } from './api-user';
import type { Fault } from './faults';

/** What is known of a call to the simulated API while it is being answered. */
export interface CallState {
  user: ApiUser | undefined;
  /** Epoch ms, to the second before: what its token says. */
  signedAt: number | undefined;
  /** Set while this call does the work of its idempotency key. */
  ownedKey: string | undefined;
  /** Befalls the answer. */
  fault: Fault | undefined;
}

declare module 'fastify' {
  interface FastifyRequest {
    call: CallState;
  }
}

export function newCallState(): CallState {
  return { user: undefined, signedAt: undefined, ownedKey: undefined, fault: undefined };
}
