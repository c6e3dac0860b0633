import { CombinedGraphQLErrors } from '@apollo/client/errors';
import type { GraphQLFormattedError } from 'graphql';
import { isRecord } from './is-record';

/**
 * What ends a subscription of graphql-ws, as an error. Apollo's `GraphQLWsLink` would do the same
 * with the help of the global `WebSocket`, and fails where there is none, such as on Node 20.
 */
export function toSocketError(problem: unknown): Error {
  if (problem instanceof Error) return problem;
  if (isGraphQLErrors(problem)) return new CombinedGraphQLErrors({ errors: problem });
  return new Error(`The WebSocket was closed${describeClose(problem)}`, { cause: problem });
}

function isGraphQLErrors(problem: unknown): problem is readonly GraphQLFormattedError[] {
  return Array.isArray(problem) && problem.every(hasMessage);
}

function hasMessage(error: unknown): boolean {
  return isRecord(error) && typeof error['message'] === 'string';
}

function describeClose(problem: unknown): string {
  if (!isRecord(problem) || typeof problem['code'] !== 'number') return '';
  const reason = typeof problem['reason'] === 'string' ? problem['reason'] : '';
  return ` with ${problem['code']} ${reason}`.trimEnd();
}
