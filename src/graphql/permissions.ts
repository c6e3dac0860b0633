import { allow, deny, rule, shield } from 'graphql-shield';
import { hasScope, readsEverything } from '../api/caller';
import type { Context } from '../api/context';
import { GatewayError } from '../api/gateway-error';
import type { OperationRate } from '../limits/operation-rate';
import { rateLimitRule } from '../limits/rate-limit-rule';
import type { Reservations } from '../limits/reservations';
import { forbidden, inOrder, type ShieldRule } from './in-order';
import { relayRateRule } from './relay-rate-rule';

/** How often each operation may be called by one caller. */
export interface OperationRates {
  createWallet: OperationRate;
  assignDevice: OperationRate;
  createTransaction: OperationRate;
  relayRpc: OperationRate;
  /** Relays of the NCW SDK's telemetry. */
  reportEvent: OperationRate;
  other: OperationRate;
}

export type PermissionMap = Record<
  'Query' | 'Mutation' | 'Subscription',
  Record<string, ShieldRule | typeof deny>
>;

const authenticated = rule({ cache: 'no_cache' })(
  (_parent, _args, { caller }: Context) =>
    caller !== null || new GatewayError('UNAUTHENTICATED', 'a bearer token is needed'),
);

const administrator = rule({ cache: 'no_cache' })(
  (_parent, _args, { caller }: Context) =>
    (caller !== null && hasScope(caller, 'ncw:admin')) ||
    new GatewayError('FORBIDDEN', 'the scope ncw:admin is needed'),
);

/** Support and administrators. */
const staff = rule({ cache: 'no_cache' })(
  (_parent, _args, { caller }: Context) =>
    (caller !== null && readsEverything(caller)) ||
    new GatewayError('FORBIDDEN', 'the scope ncw:support or ncw:admin is needed'),
);

/**
 * Who may call which field: everything that is not named here is refused. Which rows a caller
 * sees is decided by the finders, which all take the caller.
 */
export function permissionMap(rates: OperationRates, reservations: Reservations): PermissionMap {
  const user = (rate: OperationRate) => inOrder(authenticated, rateLimitRule(reservations, rate));
  const admin = (rate: OperationRate) =>
    inOrder(authenticated, rateLimitRule(reservations, rate), administrator);
  const support = inOrder(authenticated, staff, rateLimitRule(reservations, rates.other));
  return {
    Query: {
      '*': deny,
      me: user(rates.other),
      wallet: user(rates.other),
      wallets: user(rates.other),
      device: user(rates.other),
      transaction: user(rates.other),
      transactions: user(rates.other),
      estimateTransactionFee: user(rates.other),
      supportedAssets: user(rates.other),
      passphrase: user(rates.other),
      passphrases: user(rates.other),
      auditEntries: support,
      notifications: support,
      pendingIntents: support,
    },
    Mutation: {
      '*': deny,
      createWallet: user(rates.createWallet),
      assignDevice: user(rates.assignDevice),
      relayRpc: inOrder(authenticated, relayRateRule(reservations, rates)),
      createAccount: user(rates.other),
      addAsset: user(rates.other),
      registerPassphrase: user(rates.other),
      createTransaction: user(rates.createTransaction),
      cancelTransaction: user(rates.other),
      createWeb3Connection: user(rates.other),
      approveWeb3Connection: user(rates.other),
      denyWeb3Connection: user(rates.other),
      removeWeb3Connection: user(rates.other),
      enableDevice: user(rates.other),
      disableDevice: user(rates.other),
      freezeWallet: admin(rates.other),
      unfreezeWallet: admin(rates.other),
      reassignWallet: admin(rates.other),
      retryNotifications: admin(rates.other),
      resendWebhooks: admin(rates.other),
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
