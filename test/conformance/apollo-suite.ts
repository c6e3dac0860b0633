import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  defineIntegrationTestSuite,
  type CreateServerForIntegrationTests,
} from '@apollo/server-integration-testsuite';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Context } from '../../src/api/context';
import { Usage } from '../../src/api/usage';
import { Documents } from '../../src/graphql/documents';
import { preparationPlugin } from '../../src/graphql/preparation-plugin';
import { createPrepareOperation, type PrepareOperation } from '../../src/graphql/prepare-operation';
import { TrustedDocuments } from '../../src/graphql/trusted-documents';
import { createCheckVariables } from '../../src/graphql/variables';
import { registerGraphQLRoute } from '../../src/server/graphql-route';
import type { ContextFactory } from '../../src/server/request-context';
import { assignRequestIds } from '../../src/server/request-ids';
import { createLogger } from '../../src/shared/logger';
import { caller } from '../support/caller';

type SuiteConfig = Parameters<CreateServerForIntegrationTests>[0];

const log = createLogger('silent');

/**
 * Apollo's own suite for whoever puts a web framework in front of its server, over our route and
 * with our preparation of operations; run by apollo-integration.test.ts. Its tests bring their own
 * schemas and contexts.
 */
const createServer: CreateServerForIntegrationTests = async (config, options) => {
  const apollo = new ApolloServer(prepared(config));
  await apollo.start();
  const app = Fastify({
    forceCloseConnections: true,
    // The suite's requests end with a slash.
    routerOptions: { ignoreTrailingSlash: true },
  });
  const everyRequestClosed = watchRequests(app);
  assignRequestIds(app);
  registerGraphQLRoute(app, {
    apollo: apollo as unknown as ApolloServer<Context>,
    verify: () => Promise.reject(new Error('the suite sends no token')),
    createContext: (async ({ requestId }: Pick<Context, 'requestId'>) => ({
      ...(await options?.context?.()),
      ...{ requestId, log, caller: caller('apollo'), usage: new Usage() },
    })) as unknown as ContextFactory,
    clientAddressOf: () => '127.0.0.1',
    audit: { turnedAway: () => undefined },
    isClosing: () => false,
    log,
  });
  const url = new URL('/graphql', await app.listen({ port: 0, host: '127.0.0.1' })).toString();
  return {
    server: apollo,
    url,
    async extraCleanup() {
      await everyRequestClosed();
      await app.close();
    },
  };
};

/**
 * The suite's configuration with what the gateway decides itself. A federation's gateway finds its
 * answers by the client's text, which preparation takes away: the gateway here is none.
 */
function prepared(config: SuiteConfig): SuiteConfig {
  if (config.gateway) return config;
  const plugins = [preparation(config), ...(config.plugins ?? [])];
  const own = { plugins, documentStore: null, persistedQueries: false } as const;
  return { ...config, ...own };
}

function preparation(config: SuiteConfig): ApolloServerPlugin {
  // As Apollo Server decides it.
  const { nodeEnv = process.env['NODE_ENV'] } = config;
  const introspection = config.introspection ?? nodeEnv !== 'production';
  let prepare: PrepareOperation;
  const plugin = preparationPlugin((request, context) => prepare(request, context));
  return {
    ...(plugin as unknown as ApolloServerPlugin),
    serverWillStart({ schema }) {
      prepare = createPrepareOperation({
        trusted: new TrustedDocuments({ trustedOnly: false, documents: new Map() }),
        documents: new Documents({ schema, introspection }),
        checkVariables: createCheckVariables(schema, introspection),
        costLimit: { admit: () => Promise.resolve() },
        audit: { turnedAway: () => undefined, limited: () => undefined },
      });
      return Promise.resolve();
    },
  };
}

/** Answers what ends when every request was answered or left: one that is neither fails its test. */
function watchRequests(app: FastifyInstance): () => Promise<void> {
  const open = new Set<ServerResponse>();
  app.addHook('onRequest', (_request, { raw }, next) => {
    open.add(raw);
    raw.once('close', () => open.delete(raw));
    next();
  });
  return async () => {
    await Promise.all([...open].map((response) => once(response, 'close')));
  };
}

defineIntegrationTestSuite(createServer, { noIncrementalDelivery: true });
