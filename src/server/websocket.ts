import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { execute, subscribe, type GraphQLError, type GraphQLSchema } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { logFault } from '../api/log-fault';
import { toPublicError, type PublicError } from '../api/public-error';
import type { OperationObserver } from '../graphql/operation-observer';
import type { PrepareOperation } from '../graphql/prepare-operation';
import type { TokenVerifier } from '../identity/token-verifier';
import type { Logger } from '../shared/logger';
import { BODY_LIMIT_BYTES } from './graphql-route';
import type { Metrics } from './metrics';
import type { ContextFactory } from './request-context';
import { closeSocketState, openSocketState, type SocketExtra } from './socket-state';
import { observed, prepareExecution, publicResult } from './ws-execution';

interface WebSocketOptions {
  server: Server;
  schema: GraphQLSchema;
  verify: TokenVerifier;
  createContext: ContextFactory;
  prepare: PrepareOperation;
  allowsOrigin: (origin: string | undefined) => boolean;
  observe: OperationObserver;
  metrics: Metrics;
  log: Logger;
}

const PING_MS = 12_000;

/** How long a client may take to answer the closing of its socket. */
const CLOSE_MS = 5_000;

/**
 * GraphQL over WebSocket (`graphql-transport-ws`), under the same limits and rules as HTTP.
 * Returns what closes every socket with 1001, on which clients connect again elsewhere.
 */
export function serveWebSockets(options: WebSocketOptions): () => Promise<void> {
  const { verify, observe, metrics, log } = options;
  const sockets = new WebSocketServer({
    server: options.server,
    path: '/graphql',
    maxPayload: BODY_LIMIT_BYTES,
    verifyClient: ({ origin }: { origin?: string }, answer) => {
      answer(options.allowsOrigin(origin), 403, 'Forbidden origin');
    },
  });
  sockets.on('connection', (socket) => {
    metrics.socketsChanged(1);
    socket.once('close', () => {
      metrics.socketsChanged(-1);
    });
  });
  const disposable = useServer<Record<string, unknown>, Pick<SocketExtra, 'state'>>(
    {
      isProd: true,
      onConnect: ({ extra, connectionParams }) => openSocketState(extra, connectionParams, verify),
      onClose({ extra }) {
        closeSocketState(extra);
      },
      onSubscribe: ({ extra, subscriptions }, _id, payload) =>
        prepareExecution(options, extra, Object.keys(subscriptions).length, payload),
      execute: (args) => observed(args, observe, () => execute(args)),
      subscribe: (args) => observed(args, observe, () => subscribe(args)),
      onNext: (_connection, _id, _payload, args, result) => publicResult(args, result),
      onError: (_connection, _id, _payload, errors) => errorsOf(errors, log),
    },
    sockets,
    PING_MS,
  );
  sockets.on('connection', (socket) => {
    // graphql-ws writes a socket's first error to the console, and a second one would be unheard:
    // strangers could fill the one and end the process with the other. The socket closes by itself.
    socket.removeAllListeners('error').on('error', (error) => {
      log.debug({ err: error }, 'a client broke the WebSocket protocol');
    });
  });
  return async () => {
    const cut = setTimeout(() => {
      for (const socket of sockets.clients) socket.terminate();
    }, CLOSE_MS);
    try {
      await disposable.dispose();
    } finally {
      clearTimeout(cut);
    }
  };
}

/** Of a document that was refused or a stream that broke off: no operation's context is at hand. */
function errorsOf(errors: readonly GraphQLError[], log: Logger): PublicError[] {
  const requestId = randomUUID();
  return errors.map((error) => {
    logFault(log, error, requestId);
    return toPublicError(error, requestId);
  });
}
