import type { AddressInfo } from 'node:net';
import cors from '@fastify/cors';
import type { ApolloServer } from '@apollo/server';
import Fastify, { type FastifyInstance } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import type { Context } from '../api/context';
import type { Inbox } from '../events/inbox';
import type { WebhookVerifier } from '../fireblocks/webhook-verifier';
import type { OperationObserver } from '../graphql/operation-observer';
import type { PrepareOperation } from '../graphql/prepare-operation';
import type { TokenVerifier } from '../identity/token-verifier';
import type { Logger } from '../shared/logger';
import { registerExplorer } from './explorer';
import { assignRequestIds, registerGraphQLRoute } from './graphql-route';
import type { Metrics } from './metrics';
import { registerOperationsRoutes } from './operations-routes';
import { originCheck } from './origins';
import type { ContextFactory } from './request-context';
import { registerWebhookRoute } from './webhook-route';
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
  observe: OperationObserver;
  readiness: () => Promise<string | undefined>;
  webhooks: { verifier: WebhookVerifier; inbox: Inbox; wake: () => void };
  metrics: Metrics;
  log: Logger;
}

export interface HttpServer {
  port: number;
  /** Takes no new connection, ends the sockets, lets requests in flight finish for 20 s. */
  close(): Promise<void>;
}

const CLOSE_IDLE_MS = 50;

/** How long requests in flight may take to finish; below the 30 s that orchestrators grant. */
const DRAIN_MS = 20_000;

/** Everything that is served on the one port. */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { host, port, metrics, log } = options;
  const app = Fastify({ forceCloseConnections: 'idle' });
  const allowsOrigin = originCheck(options.corsOrigins, () => ownOrigins(app, host));
  assignRequestIds(app);
  await app.register(cors, {
    origin: (origin, answer) => {
      answer(null, origin !== undefined && allowsOrigin(origin));
    },
    exposedHeaders: ['x-request-id'],
    maxAge: 600,
  });
  registerGraphQLRoute(app, options);
  await registerWebhookRoute(app, { ...options.webhooks, metrics, log });
  registerOperationsRoutes(app, { metrics, readiness: options.readiness });
  if (options.explorer) registerExplorer(app);
  const closeSockets = serveWebSockets({ ...options, server: app.server, allowsOrigin });
  await app.listen({ host, port });
  return {
    port: portOf(app),
    async close() {
      // A request in flight leaves a keep-alive connection behind, which the server would wait for.
      const closeIdle = setInterval(() => {
        app.server.closeIdleConnections();
      }, CLOSE_IDLE_MS);
      const closeAll = setTimeout(() => {
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
