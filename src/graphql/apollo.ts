import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import type { GraphQLSchema } from 'graphql';
import type { Context } from '../api/context';
import { logFault } from '../api/log-fault';
import { toPublicError } from '../api/public-error';
import type { Logger } from '../shared/logger';
import { currentRequestScope } from '../shared/request-scope';
import { costPlugin, errorPlugin, observingPlugin } from './apollo-plugins';
import type { OperationObserver } from './operation-observer';
import { preparationPlugin } from './preparation-plugin';
import type { PrepareOperation } from './prepare-operation';
import { rateLimitHeadersPlugin } from './rate-limit-headers';

export interface ApolloOptions {
  schema: GraphQLSchema;
  prepare: PrepareOperation;
  observe: OperationObserver;
  log: Logger;
}

/**
 * Apollo Server: GraphQL over HTTP, its guard against forgery, execution and answers. What may run
 * is decided before, by what the WebSocket calls too.
 */
export function createApollo({
  schema,
  prepare,
  observe,
  log,
}: ApolloOptions): ApolloServer<Context> {
  return new ApolloServer<Context>({
    schema,
    includeStacktraceInErrorResponses: false,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    // Documents are remembered where they are prepared.
    documentStore: null,
    stopOnTerminationSignals: false,
    formatError: (_formatted, error) => {
      const scope = currentRequestScope();
      logFault(log, error, scope);
      return toPublicError(error, scope?.requestId ?? '');
    },
    logger: log,
    // The observer comes last, so that it sees what the client is given.
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      // It hooks into each field; every answer says `no-store` anyway.
      ApolloServerPluginCacheControlDisabled(),
      preparationPlugin(prepare),
      errorPlugin,
      costPlugin,
      rateLimitHeadersPlugin,
      observingPlugin(observe),
    ],
  });
}
