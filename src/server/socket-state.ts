import { setMaxListeners } from 'node:events';
import { CloseCode } from 'graphql-ws';
import type { Extra } from 'graphql-ws/use/ws';
import type { Caller } from '../api/caller';
import { toGatewayError } from '../api/error-map';
import { authenticate } from '../identity/bearer';
import type { TokenVerifier } from '../identity/token-verifier';
import { readAuthorization } from './connection-params';

/** What the gateway knows of one initialised socket. */
export interface SocketState {
  caller: Caller | null;
  /** Fires when the socket has closed. */
  ended: AbortController;
  expiry: NodeJS.Timeout | undefined;
}

export type SocketExtra = Extra & { state?: SocketState };

const TRY_AGAIN_LATER = 1013;

/** Timers that are longer than this fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** False, and the socket closed, when the token is not good (4403) or cannot be verified (1013). */
export async function openSocketState(
  extra: SocketExtra,
  connectionParams: unknown,
  verify: TokenVerifier,
): Promise<boolean> {
  try {
    const caller = await authenticate(readAuthorization(connectionParams), verify);
    const ended = new AbortController();
    // Each operation of the socket listens to it; ten would bring a warning of Node.js.
    setMaxListeners(0, ended.signal);
    extra.state = {
      caller,
      ended,
      expiry: caller ? closeAtExpiry(extra, caller) : undefined,
    };
    return true;
  } catch (error) {
    const { message, retryable } = toGatewayError(error);
    // Clients take 4403 as a reason to connect again with a fresh token; with 1013 the same will do.
    extra.socket.close(retryable ? TRY_AGAIN_LATER : CloseCode.Forbidden, message);
    return false;
  }
}

export function closeSocketState({ state }: SocketExtra): void {
  clearTimeout(state?.expiry);
  state?.ended.abort();
}

/** A socket does not outlive its token. */
function closeAtExpiry({ socket }: SocketExtra, { expiresAt }: Caller): NodeJS.Timeout {
  const timer = setTimeout(
    () => {
      socket.close(CloseCode.Forbidden, 'the token has expired');
    },
    Math.min(expiresAt - Date.now(), MAX_TIMER_MS),
  );
  return timer.unref();
}
