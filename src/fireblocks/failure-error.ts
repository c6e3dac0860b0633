import { FireblocksError, type FireblocksErrorKind } from './fireblocks-error';

const KIND_BY_CODE = new Map<string | undefined, FireblocksErrorKind>([
  // Axios: the only signal that it is given is the deadline.
  ['ERR_CANCELED', 'TIMEOUT'],
  ['ECONNABORTED', 'TIMEOUT'],
  ['ETIMEDOUT', 'TIMEOUT'],
  ['UND_ERR_HEADERS_TIMEOUT', 'TIMEOUT'],
  ['UND_ERR_BODY_TIMEOUT', 'TIMEOUT'],
  ['UND_ERR_DESTROYED', 'ABORTED'],
  ['UND_ERR_CLOSED', 'ABORTED'],
  ['UND_ERR_RES_EXCEEDED_MAX_SIZE', 'MALFORMED'],
  // Axios: the answer is longer than maxContentLength.
  ['ERR_BAD_RESPONSE', 'MALFORMED'],
  ['Z_DATA_ERROR', 'MALFORMED'],
]);

/** The error that a call without an answer stands for; `UNREACHABLE` where nothing else is known. */
export function errorFromFailure(failure: unknown): FireblocksError {
  if (failure instanceof FireblocksError) return failure;
  const code = codeOf(failure);
  const text = failure instanceof Error ? failure.message : String(failure);
  return new FireblocksError(KIND_BY_CODE.get(code) ?? 'UNREACHABLE', {
    upstreamMessage: code === undefined ? text : `${code}: ${text}`,
  });
}

function codeOf(failure: unknown): string | undefined {
  if (typeof failure !== 'object' || failure === null || !('code' in failure)) return undefined;
  return typeof failure.code === 'string' ? failure.code : undefined;
}
