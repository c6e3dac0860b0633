import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLFormattedError } from 'graphql';
import { ERROR_CODES, isErrorCode } from '../api/error-codes';
import type { Context } from '../api/context';
import { logFault } from '../api/log-fault';
import { describeOperation, type OperationObserver } from './operation-observer';

/** Tells the observer of every operation over HTTP. */
export function observingPlugin(observe: OperationObserver): ApolloServerPlugin<Context> {
  return {
    requestDidStart() {
      const startedAt = performance.now();
      return Promise.resolve({
        willSendResponse({ contextValue, operation, response }) {
          const { body } = response;
          const [error] = (body.kind === 'single' ? body.singleResult.errors : undefined) ?? [];
          observe({
            context: contextValue,
            transport: 'http',
            ...describeOperation(operation),
            outcome: error ? String(error.extensions?.['code']) : 'ok',
            durationMs: performance.now() - startedAt,
          });
          return Promise.resolve();
        },
      });
    },
  };
}

/** Tells what the operation costs. */
export const costPlugin: ApolloServerPlugin<Context> = {
  requestDidStart() {
    return Promise.resolve({
      willSendResponse({ contextValue, response: { body } }) {
        const cost = contextValue.usage.takeCost();
        if (cost && body.kind === 'single') {
          const { singleResult } = body;
          singleResult.extensions = { ...singleResult.extensions, cost };
        }
        return Promise.resolve();
      },
    });
  },
};

/**
 * Puts the first error's status on the response when nothing was answered. Only for clients that
 * accept `application/graphql-response+json`: for the older media type the specification wants 200
 * for whatever was executed.
 */
export const errorPlugin: ApolloServerPlugin<Context> = {
  /** Apollo Server itself goes on with an error that no more says what happened. */
  unexpectedErrorProcessingRequest({ requestContext: { contextValue }, error }) {
    logFault(contextValue.log, error, contextValue);
    return Promise.resolve();
  },
  requestDidStart() {
    return Promise.resolve({
      willSendResponse({ request, response }) {
        const { body, http } = response;
        if (body.kind !== 'single') return Promise.resolve();
        const { data, errors = [] } = body.singleResult;
        const accept = request.http?.headers.get('accept') ?? '';
        if (data !== undefined && isEmpty(data) && accept.includes(RESPONSE_MEDIA_TYPE)) {
          const status = statusOf(errors);
          if (status !== undefined) http.status = status;
        }
        return Promise.resolve();
      },
    });
  },
};

const RESPONSE_MEDIA_TYPE = 'application/graphql-response+json';

function isEmpty(data: Record<string, unknown> | null): boolean {
  return data === null || Object.values(data).every((value) => value === null);
}

function statusOf([first]: readonly GraphQLFormattedError[]): number | undefined {
  if (!first) return undefined;
  const code = first.extensions?.['code'];
  return ERROR_CODES[isErrorCode(code) ? code : 'INTERNAL_SERVER_ERROR'].httpStatus;
}
