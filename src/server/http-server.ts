import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import cors from '@fastify/cors';
import type { ApolloServer } from '@apollo/server';
import Fastify, { type FastifyInstance } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import type { Context } from '../api/context';
import type { AccessAudit } from '../audit/access-audit';
import type { OperationObserver } from '../graphql/operation-observer';
import type { PrepareOperation } from '../graphql/prepare-operation';
import { RATE_LIMIT_HEADERS } from '../graphql/rate-limit-headers';
import type { TokenVerifier } from '../identity/token-verifier';
import type { SocketSettings } from '../settings/socket-settings';
import type { Logger } from '../shared/logger';
import type { ClientAddressOf } from './client-address';
import { registerExplorer } from './explorer';
import { registerGraphQLRoute } from './graphql-route';
import { EARLY_REFUSALS, registerHttpErrors } from './http-errors';
import type { Metrics } from './metrics';
import { registerOperationsRoutes } from './operations-routes';
import { originCheck } from './origins';
import { assignRequestIds } from './request-ids';
import type { ContextFactory } from './request-context';
import { registerWebhookRoute, type WebhookRouteOptions } from './webhook-route';
import { serveWebSockets } from './websocket';

export interface HttpServerOptions {
  host: string;
  port: number;
  explorer: boolean;
  corsOrigins: readonly string[];
  schema: GraphQLSchema;
  apollo: ApolloServer<Context>;
  prepare: PrepareOperation;
  verify: TokenVerifier;
  createContext: ContextFactory;
  clientAddressOf: ClientAddressOf;
  audit: Pick<AccessAudit, 'turnedAway'>;
  observe: OperationObserver;
  readiness: () => Promise<string | undefined>;
  webhooks: Pick<WebhookRouteOptions, 'verifier' | 'inbox' | 'wake' | 'allowedFrom'>;
  metrics: Metrics;
  shutdownDelaySeconds: number;
  sockets: SocketSettings;
  log: Logger;
}

export interface HttpServer {
  port: number;
  /**
   * From now on `/readyz` is red and connections are not kept, while everything is still served.
   * Resolves after the time that load balancers are given to notice.
   */
  leave(): Promise<void>;
  /** Takes no new connection or operation, lets those in flight finish for 20 s, ends the sockets. */
  close(): Promise<void>;
}

type Phase = 'serving' | 'leaving' | 'closing';

const CLOSE_IDLE_MS = 50;

/** How long a request may take to arrive: 5 MiB from a slow phone, and no connection for ever. */
const REQUEST_MS = 60_000;

/** How long requests in flight may take to finish; below the 30 s that orchestrators grant. */
const DRAIN_MS = 20_000;

/** Everything that is served on the one port. */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { host, port, clientAddressOf, metrics, log } = options;
  let phase: Phase = 'serving';
  const isClosing = (): boolean => phase === 'closing';
  // What comes over a connection that is still open is refused in the words of its route.
  const app = Fastify({
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    requestTimeout: REQUEST_MS,
    ...EARLY_REFUSALS,
  });
  const allowsOrigin = originCheck(options.corsOrigins, () => ownOrigins(app, host));
  assignRequestIds(app);
  await app.register(cors, {
    origin: (origin, answer) => {
      answer(null, origin !== undefined && allowsOrigin(origin));
    },
    exposedHeaders: ['x-request-id', ...RATE_LIMIT_HEADERS],
    maxAge: 600,
  });
  app.addHook('onRequest', (_request, reply, next) => {
    if (phase !== 'serving') void reply.header('connection', 'close');
    next();
  });
  registerHttpErrors(app, log);
  registerGraphQLRoute(app, { ...options, isClosing });
  await registerWebhookRoute(app, { ...options.webhooks, clientAddressOf, metrics, log });
  registerOperationsRoutes(app, {
    metrics,
    readiness: async () => (phase === 'serving' ? options.readiness() : 'the gateway is stopping'),
  });
  if (options.explorer) registerExplorer(app);
  const closeSockets = serveWebSockets({
    ...options,
    ...{ server: app.server, allowsOrigin, isClosing },
  });
  await app.listen({ host, port });
  return {
    port: portOf(app),
    async leave() {
      phase = 'leaving';
      if (options.shutdownDelaySeconds > 0) await setTimeout(options.shutdownDelaySeconds * 1_000);
    },
    async close() {
      phase = 'closing';
      // A request in flight leaves a keep-alive connection behind, which the server would wait for.
      const closeIdle = setInterval(() => {
        app.server.closeIdleConnections();
      }, CLOSE_IDLE_MS);
      const closeAll = globalThis.setTimeout(() => {
        log.warn('requests were still running at the end of the time to finish');
        app.server.closeAllConnections();
      }, DRAIN_MS);
      try {
        await Promise.all([closeSockets(), app.close()]);
      } finally {
        clearInterval(closeIdle);
        clearTimeout(closeAll);
      }
    },
  };
}

function portOf(app: FastifyInstance): number {
  return (app.server.address() as AddressInfo).port;
}

/** Where the explorer may be opened; the listening address is known only once it listens. */
function ownOrigins(app: FastifyInstance, host: string): string[] {
  const names = [host, 'localhost', '127.0.0.1'];
  return names.map((name) => `http://${name}:${portOf(app)}`);
}
