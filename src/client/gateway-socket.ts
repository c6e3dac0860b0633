import { createClient, TerminatedCloseEvent, type Client } from 'graphql-ws';
import { backoffMs } from './backoff';
import { toSocketError } from './socket-error';
import { authorization, type GetToken } from './token';

interface GatewaySocketOptions {
  url: string;
  getToken: GetToken;
  /** For platforms without a global `WebSocket`, such as Node 20. */
  webSocketImpl?: unknown;
}

const PING_EVERY_MS = 15_000;
const PONG_WITHIN_MS = 10_000;

/**
 * A WebSocket client that never gives up: the gateway closes sockets as a matter of course, with
 * 4403 when a token ends, 1001 and 1012 when it restarts and 1013 when a reader is too slow. Each
 * attempt asks for a token anew.
 */
export function createGatewaySocket({
  url,
  getToken,
  webSocketImpl,
}: GatewaySocketOptions): Client {
  let pongTimeout: ReturnType<typeof setTimeout> | undefined;
  const terminate = (): void => {
    client.terminate();
  };
  const client = createClient({
    url,
    webSocketImpl,
    async connectionParams() {
      try {
        return authorization(await getToken());
      } catch {
        // As if the connection had been lost: tried again later.
        terminate();
        return {};
      }
    },
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry,
    retryWait: (attempt) => new Promise((resolve) => setTimeout(resolve, backoffMs(attempt))),
    connectionAckWaitTimeout: PONG_WITHIN_MS,
    // A phone that changes networks leaves a socket that stays open and silent.
    keepAlive: PING_EVERY_MS,
    on: {
      ping(received) {
        if (!received) pongTimeout = setTimeout(terminate, PONG_WITHIN_MS);
      },
      pong(received) {
        if (received) clearTimeout(pongTimeout);
      },
      closed() {
        clearTimeout(pongTimeout);
      },
    },
  });
  return {
    ...client,
    subscribe: (payload, sink) =>
      client.subscribe(payload, {
        ...sink,
        error: (error) => {
          sink.error(toSocketError(error));
        },
      }),
  };
}

/**
 * Whatever happens to a socket, also what graphql-ws does not retry by default: that it could not
 * be opened. An `Error` is different: it was thrown by code of the app, and would be again.
 */
function shouldRetry(problem: unknown): boolean {
  return problem instanceof TerminatedCloseEvent || !(problem instanceof Error);
}
