/**
 * How the generated code may be used and how not. Only compiled: an `@ts-expect-error` without an
 * error is an error, and nothing here runs.
 */
import { skipToken } from '@apollo/client/react';
import type { GatewayErrorCode } from '../../src/client/gateway-errors';
import type {
  CreateTransactionInput,
  SigningStatusSubscription,
  TransactionFieldsFragment,
  TransactionStatus,
} from '../../src/client/generated/graphql';
import {
  useCreateTransactionMutation,
  useMeLazyQuery,
  useMeQuery,
  useRelayRpcMutation,
  useSigningStatusSubscription,
  useWalletLazyQuery,
  useWalletQuery,
  useWalletsQuery,
} from '../../src/client/generated/hooks';

/** Compiles only when both types are the same. */
type Same<A, B> = [A, B] extends [B, A] ? true : never;
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the fact is in the type
const holds = <_Fact extends true>(): void => undefined;
const use = (_value: unknown): void => undefined;

export function queries(): void {
  const { data } = useWalletQuery({ variables: { id: 'w' } });
  if (data?.wallet) {
    const [asset] = data.wallet.assets ?? [];
    holds<Same<typeof data.wallet.createdAt, string>>();
    if (asset?.balance) holds<Same<typeof asset.balance.available, string | null>>();
    // @ts-expect-error -- not selected
    use(data.wallet.transactions);
  }
  // @ts-expect-error -- may be null
  use(data?.wallet.id);

  useWalletQuery(skipToken);
  useWalletQuery({ variables: { id: 'w', accountId: '1' } });
  useMeQuery();
  useMeQuery({ fetchPolicy: 'network-only' });
  useWalletsQuery({ variables: { first: 5 } });
  useWalletsQuery();

  // @ts-expect-error -- `id` is required
  useWalletQuery();
  // @ts-expect-error -- `id` is required
  useWalletQuery({ variables: {} });
  // @ts-expect-error -- `id` is a string
  useWalletQuery({ variables: { id: 1 } });
  // @ts-expect-error -- no such variable
  useWalletQuery({ variables: { id: 'w', wallet: 'w' } });
  // @ts-expect-error -- not null
  useWalletsQuery({ variables: { first: null } });
  // @ts-expect-error -- no variables
  useMeQuery({ variables: { id: 'me' } });
  // @ts-expect-error -- the type of `data` promises all of it
  useWalletQuery({ variables: { id: 'w' }, returnPartialData: true });
}

export function lazyQueries(): void {
  const [load, { data }] = useWalletLazyQuery();
  void load({ variables: { id: 'w' } });
  if (data?.wallet) holds<Same<typeof data.wallet.id, string>>();
  // @ts-expect-error -- `id` is required
  void load();
  // @ts-expect-error -- `id` is a string
  void load({ variables: { id: 7 } });
  const [loadMe] = useMeLazyQuery();
  void loadMe();
}

export function mutations(): void {
  const [create, { data }] = useCreateTransactionMutation({ onError: () => undefined });
  const input: CreateTransactionInput = { idempotencyKey: 'k', walletId: 'w' };
  void create({ variables: { input } });
  void create({ variables: { input: { ...input, amount: '0.1', feeLevel: 'HIGH' } } });
  if (data?.createTransaction) {
    holds<Same<typeof data.createTransaction.transaction, TransactionFieldsFragment>>();
  }
  // @ts-expect-error -- variables are required
  void create();
  // @ts-expect-error -- `input` is required
  void create({ variables: {} });
  // @ts-expect-error -- amounts are strings
  void create({ variables: { input: { ...input, amount: 0.1 } } });
  // @ts-expect-error -- no such fee level
  void create({ variables: { input: { ...input, feeLevel: 'FAST' } } });
  // @ts-expect-error -- the key is required
  void create({ variables: { input: { walletId: 'w' } } });
  // @ts-expect-error -- variables belong to the call
  useCreateTransactionMutation({ variables: { input } });

  const [, relay] = useRelayRpcMutation();
  if (relay.data?.relayRpc) holds<Same<typeof relay.data.relayRpc.response, unknown>>();
}

export function subscriptions(): void {
  const { data } = useSigningStatusSubscription({
    variables: { walletId: 'w', after: null },
    onData: ({ data: { data: event } }) => {
      if (event) holds<Same<typeof event.signingStatus.cursor, string>>();
    },
  });
  useSigningStatusSubscription(skipToken);
  if (data) {
    holds<Same<typeof data.signingStatus.status, TransactionStatus | null>>();
    // @ts-expect-error -- null for events about the stream itself
    use(data.signingStatus.transaction.id);
  }
  // @ts-expect-error -- `walletId` is required
  useSigningStatusSubscription({ variables: { after: 'c' } });
  // @ts-expect-error -- a cursor is a string
  useSigningStatusSubscription({ variables: { walletId: 'w', after: 5 } });
}

export function unions(
  kind: SigningStatusSubscription['signingStatus']['kind'],
  code: GatewayErrorCode,
): void {
  holds<
    Same<typeof kind, 'HEARTBEAT' | 'RESYNC_REQUIRED' | 'SNAPSHOT' | 'SNAPSHOT_END' | 'STATUS'>
  >();
  if (code === 'RATE_LIMITED') return;
  // @ts-expect-error -- no such code
  if (code === 'TOO_MANY') return;
  // @ts-expect-error -- no such status
  const status: TransactionStatus = 'DONE';
  use(status);
}
