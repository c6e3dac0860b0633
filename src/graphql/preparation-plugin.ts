import { HeaderMap, type ApolloServerPlugin, type GraphQLResponse } from '@apollo/server';
import { Kind, OperationTypeNode, type DocumentNode } from 'graphql';
import type { Context } from '../api/context';
import { ERROR_CODES } from '../api/error-codes';
import { publicErrors } from '../api/public-errors';
import { currentRequestScope } from '../shared/request-scope';
import type { PrepareOperation, PreparedOperation } from './prepare-operation';
import { RefusedOperation } from './refused-operation';

/** In place of the client's text, which Apollo Server would read again. */
const TEXT = '{ __typename }';

const NOTHING: DocumentNode = { kind: Kind.DOCUMENT, definitions: [] };

/**
 * Has every operation over HTTP prepared as those of the WebSocket are. Apollo Server reads no
 * document that it has been given, and executes nothing that has been answered.
 */
export function preparationPlugin(prepare: PrepareOperation): ApolloServerPlugin<Context> {
  return {
    async requestDidStart({ request, contextValue }) {
      const prepared = await prepare(request, contextValue).then(overHttp, (fault: unknown) =>
        RefusedOperation.byFault(fault),
      );
      const scope = currentRequestScope();
      if (scope) scope.operation = contextValue.operation;
      request.query = TEXT;
      delete request.extensions;
      return {
        didResolveSource(resolved) {
          const document = prepared instanceof RefusedOperation ? NOTHING : prepared.document;
          Object.assign(resolved, { document });
          return Promise.resolve();
        },
        responseForOperation: () =>
          Promise.resolve(
            prepared instanceof RefusedOperation ? answerOf(prepared, contextValue) : null,
          ),
      };
    },
  };
}

function overHttp(
  prepared: PreparedOperation | RefusedOperation,
): PreparedOperation | RefusedOperation {
  if (prepared instanceof RefusedOperation) return prepared;
  if (prepared.operation.operation !== OperationTypeNode.SUBSCRIPTION) return prepared;
  return RefusedOperation.because('BAD_REQUEST', 'subscriptions are served over the WebSocket');
}

function answerOf({ code, errors }: RefusedOperation, context: Context): GraphQLResponse {
  return {
    http: { headers: new HeaderMap(), status: ERROR_CODES[code].httpStatus },
    body: { kind: 'single', singleResult: { errors: publicErrors(errors, context) } },
  };
}
