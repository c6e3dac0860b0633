import { ApolloServer } from '@apollo/server';
import {
  defineIntegrationTestSuite,
  type CreateServerForIntegrationTests,
} from '@apollo/server-integration-testsuite';
import Fastify from 'fastify';
import type { Context } from '../../src/api/context';
import { assignRequestIds, registerGraphQLRoute } from '../../src/server/graphql-route';
import type { ContextFactory } from '../../src/server/request-context';
import { createLogger } from '../../src/shared/logger';

/**
 * Apollo's own suite for whoever puts a web framework in front of its server, over our route; run
 * by apollo-integration.test.ts. Its tests bring their own schemas and contexts.
 */
const createServer: CreateServerForIntegrationTests = async (config, options) => {
  const apollo = new ApolloServer(config);
  await apollo.start();
  const app = Fastify({
    forceCloseConnections: true,
    // The suite's requests end with a slash.
    routerOptions: { ignoreTrailingSlash: true },
  });
  assignRequestIds(app);
  registerGraphQLRoute(app, {
    apollo: apollo as unknown as ApolloServer<Context>,
    verify: () => Promise.reject(new Error('the suite sends no token')),
    createContext: (() => options?.context?.() ?? {}) as unknown as ContextFactory,
    clientAddressOf: () => '127.0.0.1',
    audit: { turnedAway: () => undefined },
    isClosing: () => false,
    log: createLogger('silent'),
  });
  const url = new URL('/graphql', await app.listen({ port: 0, host: '127.0.0.1' })).toString();
  return { server: apollo, url, extraCleanup: () => app.close() };
};

defineIntegrationTestSuite(createServer, { noIncrementalDelivery: true });
