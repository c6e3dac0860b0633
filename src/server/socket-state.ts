import { setMaxListeners } from 'node:events';
import { CloseCode } from 'graphql-ws';
import type { Caller } from '../api/caller';
import { toGatewayError } from '../api/error-map';
import { logFault } from '../api/log-fault';
import type { AccessAudit } from '../audit/access-audit';
import { authenticate } from '../identity/bearer';
import type { TokenVerifier } from '../identity/token-verifier';
import type { Logger } from '../shared/logger';
import type { ClientAddressOf } from './client-address';
import { readAuthorization } from './connection-params';
import type { SocketLimits } from './socket-limits';
import type { Connection } from './socket-protocol';
import type { RefusalListener } from './socket-refusals';
import { SocketCloseCode } from './close-codes';

/** What the gateway knows of one initialised socket. */
export interface SocketState {
  caller: Caller | null;
  clientAddress: string | null;
  /** Fires when the socket has closed, or its token has expired. */
  ended: AbortController;
  expiry: NodeJS.Timeout | undefined;
}

interface SocketParts {
  verify: TokenVerifier;
  clientAddressOf: ClientAddressOf;
  audit: Pick<AccessAudit, 'turnedAway'>;
  limits: Pick<SocketLimits, 'introduced' | 'admitUser'>;
  refused: RefusalListener;
  log: Logger;
}

export type SocketExtra = Connection & { state?: SocketState };

/** Timers that are longer than this fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * False, and the socket closed, when the token is not good (4403), or cannot be verified or its user
 * has too many sockets (1013).
 */
export async function openSocketState(
  extra: SocketExtra,
  connectionParams: unknown,
  { verify, clientAddressOf, audit, limits, refused, log }: SocketParts,
): Promise<boolean> {
  const { socket, request } = extra;
  const clientAddress = clientAddressOf(request);
  limits.introduced(socket);
  try {
    const caller = await authenticate(readAuthorization(connectionParams), verify);
    // Gone meanwhile: nobody would ever take back what was given to it.
    if (socket.readyState !== socket.OPEN) return false;
    if (caller && !limits.admitUser(socket, caller, clientAddress)) return false;
    const ended = new AbortController();
    // Each operation of the socket listens to it; ten would bring a warning of Node.js.
    setMaxListeners(0, ended.signal);
    extra.state = {
      caller,
      clientAddress,
      ended,
      expiry: caller ? closeAtExpiry(extra, caller, ended) : undefined,
    };
    return true;
  } catch (error) {
    logFault(log, error);
    const { code, message, retryable } = toGatewayError(error);
    if (code === 'UNAUTHENTICATED') {
      audit.turnedAway('authenticate', code, { requestId: null, clientAddress });
      refused('token', { clientAddress });
    }
    // Clients take 4403 as a reason to connect again with a fresh token; with 1013 the same will do.
    socket.close(retryable ? SocketCloseCode.TRY_AGAIN_LATER : CloseCode.Forbidden, message);
    return false;
  }
}

export function closeSocketState({ state }: SocketExtra): void {
  clearTimeout(state?.expiry);
  state?.ended.abort();
}

/** A socket does not outlive its token. */
function closeAtExpiry(
  { socket }: SocketExtra,
  { expiresAt }: Caller,
  ended: AbortController,
): NodeJS.Timeout {
  const timer = setTimeout(
    () => {
      socket.close(CloseCode.Forbidden, 'the token has expired');
      // Until the client answers the closing, its messages still arrive: none may have an effect.
      ended.abort();
    },
    Math.min(expiresAt - Date.now(), MAX_TIMER_MS),
  );
  return timer.unref();
}
