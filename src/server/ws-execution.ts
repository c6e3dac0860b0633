import {
  getOperationAST,
  GraphQLError,
  type ExecutionArgs,
  type ExecutionResult,
  type FormattedExecutionResult,
  type GraphQLSchema,
} from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import type { Context } from '../api/context';
import { logFault } from '../api/log-fault';
import { toPublicError } from '../api/public-error';
import { describeOperation, type OperationObserver } from '../graphql/operation-observer';
import type { PrepareOperation } from '../graphql/prepare-operation';
import { inRequestScope } from '../shared/request-scope';
import type { ContextFactory } from './request-context';
import type { SocketExtra } from './socket-state';

const MAX_SUBSCRIPTIONS = 20;

/** As graphql-ws declares it. */
interface SocketResult {
  data?: Record<string, unknown> | null | undefined;
  errors?: readonly GraphQLError[] | undefined;
}

interface ExecutionParts {
  schema: GraphQLSchema;
  prepare: PrepareOperation;
  createContext: ContextFactory;
}

/** The arguments of an operation that may run, or why it may not. `open` counts this one too. */
export function prepareExecution(
  { schema, prepare, createContext }: ExecutionParts,
  { state }: SocketExtra,
  open: number,
  payload: SubscribePayload,
): ExecutionArgs | readonly GraphQLError[] {
  if (!state) return [refusal('BAD_REQUEST', 'the connection was not initialised')];
  if (open > MAX_SUBSCRIPTIONS) {
    return [refusal('OVERLOADED', `a socket may hold ${MAX_SUBSCRIPTIONS} operations`)];
  }
  const prepared = prepare(payload);
  if ('errors' in prepared) return prepared.errors;
  const { caller, ended } = state;
  return {
    schema,
    document: prepared.document,
    operationName: payload.operationName,
    variableValues: payload.variables,
    contextValue: createContext({ caller, signal: ended.signal }),
  };
}

/** The context that {@link prepareExecution} put there; graphql-ws hands the arguments around. */
function contextOf({ contextValue }: ExecutionArgs): Context {
  return contextValue as Context;
}

/** The result with errors as clients may see them; undefined: as it is. */
export function publicResult(
  args: ExecutionArgs,
  { data, errors }: SocketResult,
): FormattedExecutionResult | undefined {
  if (!errors) return undefined;
  const { requestId, log } = contextOf(args);
  for (const error of errors) logFault(log, error, requestId);
  return {
    ...(data === undefined ? {} : { data }),
    errors: errors.map((error) => toPublicError(error, requestId)),
  };
}

/** Runs an operation within its request's scope, and tells the observer how it began or ended. */
export async function observed<Result extends ExecutionResult | AsyncIterable<ExecutionResult>>(
  args: ExecutionArgs,
  observe: OperationObserver,
  run: () => Result | Promise<Result>,
): Promise<Result> {
  const context = contextOf(args);
  const startedAt = performance.now();
  const result = await inRequestScope({ requestId: context.requestId }, run);
  const [error] = (Symbol.asyncIterator in result ? undefined : result.errors) ?? [];
  observe({
    context,
    transport: 'ws',
    ...describeOperation(getOperationAST(args.document, args.operationName)),
    outcome: error ? toPublicError(error, '').extensions.code : 'ok',
    durationMs: performance.now() - startedAt,
  });
  return result;
}

function refusal(code: 'BAD_REQUEST' | 'OVERLOADED', message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}
