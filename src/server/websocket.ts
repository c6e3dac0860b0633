import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { setTimeout as setTimeoutPromise } from 'node:timers/promises';
import { execute, subscribe, type GraphQLSchema } from 'graphql';
import { makeServer, type SubscribePayload } from 'graphql-ws';
import { WebSocketServer } from 'ws';
import type { Context } from '../api/context';
import { publicErrors } from '../api/public-errors';
import type { AccessAudit } from '../audit/access-audit';
import type { OperationObserver } from '../graphql/operation-observer';
import type { PrepareOperation } from '../graphql/prepare-operation';
import type { TokenVerifier } from '../identity/token-verifier';
import type { SocketSettings } from '../settings/socket-settings';
import { systemClock } from '../shared/clock';
import { hasCode } from '../shared/error-code';
import type { Logger } from '../shared/logger';
import type { ClientAddressOf } from './client-address';
import { BODY_LIMIT_BYTES } from './graphql-route';
import type { Metrics } from './metrics';
import { MeteredSocket } from './metered-socket';
import type { ContextFactory } from './request-context';
import { RunningOperations } from './running-operations';
import { watchSockets } from './socket-health';
import { socketAdmission } from './socket-admission';
import { SocketLimits } from './socket-limits';
import { speakProtocol } from './socket-protocol';
import { createRefusalListener } from './socket-refusals';
import { closeSocketState, openSocketState, type SocketExtra } from './socket-state';
import { observed, prepareExecution, publicResult } from './ws-execution';

interface WebSocketOptions {
  server: Server;
  schema: GraphQLSchema;
  verify: TokenVerifier;
  createContext: ContextFactory;
  clientAddressOf: ClientAddressOf;
  audit: Pick<AccessAudit, 'turnedAway'>;
  prepare: PrepareOperation;
  allowsOrigin: (origin: string | undefined) => boolean;
  observe: OperationObserver;
  metrics: Metrics;
  sockets: SocketSettings;
  /** Whether new operations are refused. */
  isClosing: () => boolean;
  log: Logger;
}

/** How long operations on sockets may take to finish; with {@link CLOSE_MS} below 30 s. */
const DRAIN_MS = 20_000;

/** How long a client may take to answer the closing of its socket, whoever closes it and why. */
const CLOSING = { closeTimeout: 5_000 };

/**
 * GraphQL over WebSocket (`graphql-transport-ws`), under the same limits and rules as HTTP.
 * Returns what lets queries and mutations finish and then closes every socket with 1001, on which
 * clients connect again elsewhere.
 */
export function serveWebSockets(options: WebSocketOptions): () => Promise<void> {
  const { observe, metrics, log, clientAddressOf } = options;
  const refused = createRefusalListener(metrics, log, systemClock);
  const limits = new SocketLimits({ ...options.sockets, clientAddressOf, refused });
  const sockets = new WebSocketServer({
    ...CLOSING,
    server: options.server,
    path: '/graphql',
    maxPayload: BODY_LIMIT_BYTES,
    WebSocket: MeteredSocket,
    verifyClient: socketAdmission({ ...options, limits, refused }),
  });
  sockets.on('connection', (socket, request) => {
    limits.opened(socket, request);
    metrics.socketsChanged(1);
    socket.once('close', () => {
      metrics.socketsChanged(-1);
    });
  });
  const endWatch = watchSockets(sockets, options.sockets.stallSeconds * 1_000, () => {
    refused('stalled');
  });
  const running = new RunningOperations();
  const contexts = new WeakMap<SubscribePayload, Context>();
  const parts = { ...options, contexts };
  const protocol = makeServer<Record<string, unknown>, SocketExtra>({
    // Watched by the limits.
    connectionInitWaitTimeout: 0,
    onConnect: ({ extra, connectionParams }) =>
      openSocketState(extra, connectionParams, { ...options, limits, refused }),
    onClose({ extra }) {
      closeSocketState(extra);
    },
    onSubscribe: ({ extra, subscriptions }, _id, payload) =>
      prepareExecution(parts, extra, Object.keys(subscriptions).length, payload),
    execute: (args) => running.track(observed(args, observe, () => execute(args))),
    subscribe: (args) => observed(args, observe, () => subscribe(args)),
    onNext: (_connection, _id, _payload, args, result) => publicResult(args, result),
    // One that was refused at the door has none.
    onError: (_connection, _id, payload, errors) =>
      publicErrors(errors, contexts.get(payload) ?? { log, requestId: randomUUID() }),
  });
  const close = speakProtocol(sockets, protocol, log);
  sockets.on('connection', (socket) => {
    // Unheard, it would end the process. The socket closes by itself.
    socket.on('error', (error) => {
      if (hasCode(error, 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH')) refused('size');
      log.debug({ err: error }, 'a client broke the WebSocket protocol');
    });
  });
  return async () => {
    await Promise.race([running.ended(), setTimeoutPromise(DRAIN_MS, undefined, { ref: false })]);
    endWatch();
    await close();
  };
}
