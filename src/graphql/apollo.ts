import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import type { GraphQLSchema } from 'graphql';
import type { Context } from '../api/context';
import { logFault } from '../api/log-fault';
import { toPublicError } from '../api/public-error';
import type { Logger } from '../shared/logger';
import { createDocumentStore } from './document-store';
import { errorPlugin, observingPlugin } from './apollo-plugins';
import type { OperationObserver } from './operation-observer';
import { operationLimitsRule } from './operation-limits';
import { PARSE_OPTIONS, VALIDATION_OPTIONS } from './prepare-operation';

export interface ApolloOptions {
  schema: GraphQLSchema;
  introspection: boolean;
  /** Hides what validation would tell about the schema. */
  production: boolean;
  observe: OperationObserver;
  log: Logger;
}

/** Apollo Server with the gateway's limits and its one form of errors. */
export function createApollo(options: ApolloOptions): ApolloServer<Context> {
  const { schema, introspection, production, observe, log } = options;
  return new ApolloServer<Context>({
    schema,
    introspection,
    hideSchemaDetailsFromClientErrors: production,
    includeStacktraceInErrorResponses: false,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    documentStore: createDocumentStore(),
    stopOnTerminationSignals: false,
    parseOptions: PARSE_OPTIONS,
    validationRules: [operationLimitsRule],
    validationOptions: VALIDATION_OPTIONS,
    executionOptions: { maxCoercionErrors: VALIDATION_OPTIONS.maxErrors },
    // The request id is known to the plugin only, which writes it into the finished errors.
    formatError: (_formatted, error) => {
      logFault(log, error);
      return toPublicError(error, '');
    },
    logger: log,
    // The observer comes last, so that it sees what the client is given.
    plugins: [ApolloServerPluginLandingPageDisabled(), errorPlugin, observingPlugin(observe)],
  });
}
