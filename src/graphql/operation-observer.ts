import type { OperationDefinitionNode } from 'graphql';
import { Kind } from 'graphql';
import type { Context } from '../api/context';
import type { OperationLabel } from '../shared/request-scope';

/** One finished operation, as logs and metrics tell of it. */
export interface ObservedOperation {
  context: Context;
  transport: 'http' | 'ws';
  type: string;
  /** The first root field: a bounded set, unlike the name that a client gives its operation. */
  field: string;
  /** `ok`, or the code of the first error. */
  outcome: string;
  durationMs: number;
}

export type OperationObserver = (operation: ObservedOperation) => void;

/** What of an operation is fit for a log line and a metric's label. */
export function describeOperation(operation: OperationDefinitionNode | null | undefined): {
  type: string;
  field: string;
} {
  const [first] = operation?.selectionSet.selections ?? [];
  return {
    type: operation?.operation ?? 'none',
    field: first?.kind === Kind.FIELD ? first.name.value : 'none',
  };
}

/** Of a client's name, which may be of any length. */
const MAX_NAME = 64;

/** What a log line calls an operation that went wrong. */
export function labelOf(operation: OperationDefinitionNode): OperationLabel {
  const operationName = operation.name?.value.slice(0, MAX_NAME);
  return {
    ...describeOperation(operation),
    ...(operationName === undefined ? {} : { operationName }),
  };
}
