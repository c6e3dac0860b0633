import type { Caller } from './caller';
import type { Context } from './context';
import { GatewayError } from './gateway-error';

/** The permission map lets nobody else through; a resolver still never guesses. */
export function requireCaller({ caller }: Context): Caller {
  if (caller) return caller;
  throw new GatewayError('UNAUTHENTICATED', 'a bearer token is needed');
}
