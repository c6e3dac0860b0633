import type { ApolloServerPlugin, HeaderMap } from '@apollo/server';
import type { GraphQLFormattedError } from 'graphql';
import type { Context } from '../api/context';
import type { Allowance } from '../api/usage';

/** What scripts of other origins may read of them. */
export const RATE_LIMIT_HEADERS = [
  'ratelimit-limit',
  'ratelimit-remaining',
  'ratelimit-reset',
  'retry-after',
] as const;

/** Tells HTTP clients what is left of their allowance, and when to come again. */
export const rateLimitHeadersPlugin: ApolloServerPlugin<Context> = {
  requestDidStart() {
    return Promise.resolve({
      willSendResponse({ contextValue, response: { body, http } }) {
        const { allowance } = contextValue.usage;
        if (allowance) describeAllowance(http.headers, allowance);
        const errors = (body.kind === 'single' ? body.singleResult.errors : undefined) ?? [];
        const waitMs = Math.max(0, ...errors.map(waitOf));
        if (waitMs > 0) http.headers.set('retry-after', seconds(waitMs));
        return Promise.resolve();
      },
    });
  },
};

function describeAllowance(headers: HeaderMap, { limit, remaining, resetMs }: Allowance): void {
  headers.set('ratelimit-limit', String(limit));
  headers.set('ratelimit-remaining', String(remaining));
  headers.set('ratelimit-reset', seconds(resetMs));
}

function waitOf({ extensions }: GraphQLFormattedError): number {
  const wait = extensions?.['retryAfterMs'];
  return typeof wait === 'number' ? wait : 0;
}

/** Rounded up: whoever comes then does not come too early. */
function seconds(ms: number): string {
  return String(Math.ceil(ms / 1_000));
}
