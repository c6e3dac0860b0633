import { ApolloLink } from '@apollo/client';
import { CombinedGraphQLErrors } from '@apollo/client/errors';
import { Kind, OperationTypeNode, type DocumentNode, type FieldNode } from 'graphql';
import { defer, map, retry, throwError, timer, type Observable } from 'rxjs';
import { backoffMs } from './backoff';
import { readGatewayError } from './gateway-errors';

/** Where an operation carries the stream's cursor. */
interface Stream {
  /** Name of the event in the response. */
  responseKey: string;
  /** The variable that is given to `after`. */
  afterVariable: string;
}

/**
 * Makes `signingStatus` subscriptions lossless: whatever interrupts them, they go on behind the
 * last event that was delivered. Put it directly before the WebSocket link.
 *
 * graphql-ws subscribes again by itself when its socket is lost, with the payload object of the
 * first time, which it serialises anew. So the cursor is written into that object's variables.
 * A stream that the gateway ends with a retryable error is opened again here.
 */
export class ResumeLink extends ApolloLink {
  override request(
    operation: ApolloLink.Operation,
    forward: ApolloLink.ForwardFunction,
  ): Observable<ApolloLink.Result> {
    const field = findSigningStatus(operation.query);
    if (!field) return forward(operation);
    const stream = readStream(field);
    if (!stream) return throwError(() => new Error('signingStatus needs `after: $variable`'));

    // Of our own: the caller's object must not change.
    const variables = { ...operation.variables };
    operation.variables = variables;
    return defer(() => forward(operation)).pipe(
      map((result) => {
        const failure = failureOf(result);
        if (failure) throw failure;
        variables[stream.afterVariable] = readCursor(result, stream);
        return result;
      }),
      retry({ delay: whenRetryable, resetOnSuccess: true }),
    );
  }
}

/**
 * Without data: graphql-ws tells like this that a subscription could not be opened. With data: a
 * part of the event could not be read, for which Apollo would drop the whole event; where that
 * passes, the event is asked for again.
 */
function failureOf(result: ApolloLink.Result): Error | undefined {
  if (!result.errors?.length) return undefined;
  const error = new CombinedGraphQLErrors(result);
  return result.data && !readGatewayError(error)?.retryable ? undefined : error;
}

function whenRetryable(error: unknown, attempt: number): Observable<unknown> {
  const details = readGatewayError(error);
  if (!details?.retryable) return throwError(() => error);
  return timer(details.retryAfterMs ?? backoffMs(attempt));
}

function findSigningStatus(document: DocumentNode): FieldNode | undefined {
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    if (definition.operation !== OperationTypeNode.SUBSCRIPTION) continue;
    for (const selection of definition.selectionSet.selections) {
      if (selection.kind === Kind.FIELD && selection.name.value === 'signingStatus') {
        return selection;
      }
    }
  }
  return undefined;
}

function readStream(field: FieldNode): Stream | undefined {
  const after = field.arguments?.find(({ name }) => name.value === 'after')?.value;
  if (after?.kind !== Kind.VARIABLE) return undefined;
  return {
    responseKey: field.alias?.value ?? field.name.value,
    afterVariable: after.name.value,
  };
}

function readCursor({ data }: ApolloLink.Result, { responseKey }: Stream): string {
  const event: unknown = data?.[responseKey];
  if (typeof event === 'object' && event !== null && 'cursor' in event) {
    if (typeof event.cursor === 'string') return event.cursor;
  }
  throw new Error('signingStatus needs `cursor` in its selection');
}
