import { allow, deny, rule, shield } from 'graphql-shield';
import type { Context } from '../api/context';
import { GatewayError } from '../api/gateway-error';
import type { Rate } from '../limits/rate';
import { rateLimitRule } from '../limits/rate-limit-rule';
import type { Reservations } from '../limits/reservations';
import { forbidden, inOrder, type ShieldRule } from './in-order';

/** How often each operation may be called by one caller. */
export interface OperationRates {
  createWallet: Rate;
  assignDevice: Rate;
  createTransaction: Rate;
  relayRpc: Rate;
  other: Rate;
}

export type PermissionMap = Record<
  'Query' | 'Mutation' | 'Subscription',
  Record<string, ShieldRule | typeof deny>
>;

const authenticated = rule({ cache: 'no_cache' })(
  (_parent, _args, { caller }: Context) =>
    caller !== null || new GatewayError('UNAUTHENTICATED', 'a bearer token is needed'),
);

/**
 * Who may call which field: everything that is not named here is refused. Which rows a caller
 * sees is decided by the finders, which all take the caller.
 */
export function permissionMap(rates: OperationRates, reservations: Reservations): PermissionMap {
  const user = (rate: Rate) => inOrder(authenticated, rateLimitRule(reservations, rate));
  return {
    Query: {
      '*': deny,
      me: user(rates.other),
      wallet: user(rates.other),
      wallets: user(rates.other),
      device: user(rates.other),
      transaction: user(rates.other),
      transactions: user(rates.other),
      passphrase: user(rates.other),
      passphrases: user(rates.other),
    },
    Mutation: {
      '*': deny,
      createWallet: user(rates.createWallet),
      assignDevice: user(rates.assignDevice),
      relayRpc: user(rates.relayRpc),
      addAsset: user(rates.other),
      registerPassphrase: user(rates.other),
      createTransaction: user(rates.createTransaction),
      cancelTransaction: user(rates.other),
    },
    Subscription: {
      '*': deny,
      signingStatus: user(rates.other),
    },
  };
}

export function shieldOf(map: PermissionMap) {
  return shield(map, {
    allowExternalErrors: true,
    fallbackRule: allow,
    fallbackError: forbidden(),
  });
}
