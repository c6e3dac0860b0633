import { z } from 'zod';
import { FireblocksError, type FireblocksErrorKind } from './fireblocks-error';
import { readBody, type BodyContent } from './json-text';
import { parseRetryAfter } from './retry-after';

/** An HTTP answer before anyone has judged it. Header names are lower-case. */
export interface Answer {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  text: string;
}

const BURNT_KEY = /same idempotency key after an internal error/i;
const MAX_MESSAGE_LENGTH = 500;

const code = z.coerce.number().int().optional().catch(undefined);
const words = z.string().optional().catch(undefined);
const nestedError = z.object({ message: words, code });
const errorBody = z.object({
  message: words,
  code,
  error: z.union([z.string(), nestedError]).optional().catch(undefined),
});

/** The value of a header that is sent once. */
export function headerOf(answer: Pick<Answer, 'headers'>, name: string): string | undefined {
  const value = answer.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/**
 * The error that a non-2xx answer stands for. Understands `{message, code}`, `{error, message}`,
 * `{error: {message, code}}`, a JSON `null`, an HTML page and an empty body.
 */
export function errorFromAnswer(answer: Answer, now: number = Date.now()): FireblocksError {
  const content = readBody(answer.text);
  const said = readErrorBody(content);
  return new FireblocksError(kindOf(answer.status, content), {
    status: answer.status,
    code: said.code,
    requestId: headerOf(answer, 'x-request-id'),
    retryAfterMs: parseRetryAfter(headerOf(answer, 'retry-after'), now),
    upstreamMessage: said.message?.slice(0, MAX_MESSAGE_LENGTH),
    burntIdempotencyKey: answer.status === 400 && BURNT_KEY.test(said.message ?? ''),
  });
}

function kindOf(status: number, content: BodyContent): FireblocksErrorKind {
  if (status >= 500) return 'SERVER';
  switch (status) {
    case 401:
      return 'UNAUTHORIZED';
    case 403:
      return 'FORBIDDEN';
    case 404:
      // A page of some proxy in between must not pass for Fireblocks' word that a thing is missing.
      return content.kind === 'TEXT' ? 'MALFORMED' : 'NOT_FOUND';
    case 408:
      return 'TIMEOUT';
    case 409:
      return 'CONFLICT';
    case 429:
      return 'RATE_LIMITED';
    default:
      return status >= 400 ? 'REJECTED' : 'MALFORMED';
  }
}

function readErrorBody(content: BodyContent): {
  message?: string | undefined;
  code?: number | undefined;
} {
  if (content.kind === 'TEXT') return { message: content.text };
  const parsed = errorBody.safeParse(content.kind === 'JSON' ? content.value : undefined);
  if (!parsed.success) return {};
  const { message, code, error } = parsed.data;
  if (typeof error === 'object')
    return { message: error.message ?? message, code: error.code ?? code };
  return { message: message ?? error, code };
}
