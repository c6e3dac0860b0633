import {
  getOperationAST,
  GraphQLError,
  type ExecutionArgs,
  type ExecutionResult,
  type FormattedExecutionResult,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import type { Context } from '../api/context';
import { toPublicError } from '../api/public-error';
import { publicErrors } from '../api/public-errors';
import { describeOperation, type OperationObserver } from '../graphql/operation-observer';
import type { PrepareOperation } from '../graphql/prepare-operation';
import { RefusedOperation } from '../graphql/refused-operation';
import { inRequestScope } from '../shared/request-scope';
import type { ContextFactory } from './request-context';
import { STOPPING } from './stopping';
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
  /** Of each operation's message, for what is told of it where no more than that is at hand. */
  contexts: WeakMap<SubscribePayload, Context>;
  observe: OperationObserver;
  isClosing: () => boolean;
}

/** The arguments of an operation that may run, or why it may not. `open` counts this one too. */
export async function prepareExecution(
  { schema, prepare, createContext, contexts, observe, isClosing }: ExecutionParts,
  { state }: SocketExtra,
  open: number,
  payload: SubscribePayload,
): Promise<ExecutionArgs | readonly GraphQLError[]> {
  if (!state) return [refusal('BAD_REQUEST', 'the connection was not initialised')];
  if (state.ended.signal.aborted) return [refusal('UNAUTHENTICATED', 'the token has expired')];
  if (isClosing()) return [refusal('OVERLOADED', STOPPING)];
  if (open > MAX_SUBSCRIPTIONS) {
    return [refusal('OVERLOADED', `a socket may hold ${MAX_SUBSCRIPTIONS} operations`)];
  }
  const { caller, clientAddress, ended } = state;
  const contextValue = createContext({ caller, clientAddress, signal: ended.signal });
  contexts.set(payload, contextValue);
  const startedAt = performance.now();
  const prepared = await prepare(payload, contextValue).catch((fault: unknown) =>
    RefusedOperation.byFault(fault),
  );
  if (prepared instanceof RefusedOperation) {
    const { errors } = prepared;
    tellObserver(observe, contextValue, { startedAt, operation: null, error: errors[0] });
    return errors;
  }
  return {
    schema,
    document: prepared.document,
    operationName: payload.operationName,
    variableValues: payload.variables,
    contextValue,
  };
}

/** The context that {@link prepareExecution} put there; graphql-ws hands the arguments around. */
function contextOf({ contextValue }: ExecutionArgs): Context {
  return contextValue as Context;
}

/** The result with errors as clients may see them, and its cost; undefined: as it is. */
export function publicResult(
  args: ExecutionArgs,
  { data, errors }: SocketResult,
): FormattedExecutionResult | undefined {
  const context = contextOf(args);
  const cost = context.usage.takeCost();
  if (!errors && !cost) return undefined;
  return {
    ...(data === undefined ? {} : { data }),
    ...(errors ? { errors: publicErrors(errors, context) } : {}),
    ...(cost ? { extensions: { cost } } : {}),
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
  const { requestId, caller, operation: label, signal } = context;
  const result = await inRequestScope(
    { requestId, caller: caller?.id, operation: label, signal },
    run,
  );
  const [error] = (Symbol.asyncIterator in result ? undefined : result.errors) ?? [];
  const operation = getOperationAST(args.document, args.operationName);
  tellObserver(observe, context, { startedAt, operation, error });
  return result;
}

interface Ended {
  startedAt: number;
  operation: OperationDefinitionNode | null | undefined;
  error: GraphQLError | undefined;
}

function tellObserver(
  observe: OperationObserver,
  context: Context,
  { startedAt, operation, error }: Ended,
): void {
  observe({
    context,
    transport: 'ws',
    ...describeOperation(operation),
    outcome: error ? toPublicError(error, '').extensions.code : 'ok',
    durationMs: performance.now() - startedAt,
  });
}

function refusal(
  code: 'BAD_REQUEST' | 'OVERLOADED' | 'UNAUTHENTICATED',
  message: string,
): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}
