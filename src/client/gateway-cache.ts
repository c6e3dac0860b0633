import { InMemoryCache, type FieldPolicy, type Reference } from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';

/** A cache that knows the gateway's types. `fetchMore({variables: {after}})` appends to a list. */
export function createGatewayCache(): InMemoryCache {
  return new InMemoryCache({
    typePolicies: {
      Query: {
        fields: {
          wallet: byId('Wallet'),
          device: byId('Device'),
          passphrase: byId('Passphrase'),
          wallets: relayStylePagination(),
          passphrases: relayStylePagination(),
          transactions: relayStylePagination(['walletId']),
          supportedAssets: relayStylePagination(['onlyBaseAssets']),
        },
      },
      Wallet: { fields: { transactions: relayStylePagination() } },
      // Two wallets of one user see one transaction differently. So select `wallet { id }` too.
      Transaction: { keyFields: ['id', 'wallet', ['id']] },
    },
  });
}

/** Finds what a list or a mutation has already brought. */
function byId(type: string): FieldPolicy<Reference | null> {
  return {
    read(existing, { args, toReference }) {
      const id: unknown = args?.['id'];
      if (existing !== undefined || typeof id !== 'string') return existing;
      return toReference({ __typename: type, id });
    },
  };
}
