import { createGatewayCache } from '../../../src/client/gateway-cache';
import {
  TransactionsDocument,
  WalletsDocument,
  DeviceDocument,
  SupportedAssetsDocument,
  AssignDeviceDocument,
  type TransactionFieldsFragment,
} from '../../../src/client/generated/graphql';

const createdAt = '2025-01-01T00:00:00Z';

/** As it arrives: Apollo asks for `__typename` everywhere. */
function typed<Value extends object>(__typename: string, value: Value): Value {
  return { __typename, ...value };
}

function transaction(
  id: string,
  walletId: string,
  fields: Partial<TransactionFieldsFragment>,
): TransactionFieldsFragment {
  return typed('Transaction', {
    id,
    wallet: typed('Wallet', { id: walletId }),
    accountId: '0',
    direction: 'OUTGOING',
    operation: 'TRANSFER',
    status: 'COMPLETED',
    rawStatus: 'COMPLETED',
    subStatus: null,
    assetId: 'ETH_TEST5',
    amount: '1',
    networkFee: null,
    feeAssetId: null,
    sourceAddress: null,
    destinationAddress: null,
    destinationTag: null,
    note: null,
    txHash: null,
    confirmations: 1,
    createdAt,
    updatedAt: null,
    ...fields,
  });
}

function page<Node>(nodes: Node[], hasNextPage = false) {
  const edges = nodes.map((node, index) => typed('Edge', { cursor: `c${index}`, node }));
  return typed('Connection', {
    edges,
    pageInfo: typed('PageInfo', { endCursor: edges.at(-1)?.cursor ?? null, hasNextPage }),
  });
}

describe('the cache', () => {
  it('keeps apart what two wallets see of one transaction', () => {
    const cache = createGatewayCache();
    const sent = transaction('t', 'w1', { note: 'rent' });
    const received = transaction('t', 'w2', { direction: 'INCOMING', note: null });
    for (const [walletId, seen] of [
      ['w1', sent],
      ['w2', received],
    ] as const) {
      cache.writeQuery({
        query: TransactionsDocument,
        variables: { walletId },
        data: { transactions: page([seen]) },
      });
    }
    const read = (walletId: string) =>
      cache.readQuery({ query: TransactionsDocument, variables: { walletId } })?.transactions
        ?.edges[0]?.node;
    expect(read('w1')).toMatchObject({ direction: 'OUTGOING', note: 'rent' });
    expect(read('w2')).toMatchObject({ direction: 'INCOMING', note: null });
  });

  it('appends the next page of a list', () => {
    const cache = createGatewayCache();
    const wallet = (id: string) => typed('Wallet', { id, status: 'ACTIVE' as const, createdAt });
    const first = page([wallet('a'), wallet('b')], true);
    const second = page([wallet('c')]);
    cache.writeQuery({ query: WalletsDocument, variables: { first: 2 }, data: { wallets: first } });
    cache.writeQuery({
      query: WalletsDocument,
      variables: { first: 2, after: 'c1' },
      data: { wallets: second },
    });
    const wallets = cache.readQuery({ query: WalletsDocument, variables: { first: 2 } })?.wallets;
    expect(wallets?.edges.map(({ node }) => node.id)).toEqual(['a', 'b', 'c']);
    expect(wallets?.pageInfo.hasNextPage).toBe(false);
  });

  it('keeps the base assets apart from all that are supported', () => {
    const cache = createGatewayCache();
    const asset = (id: string) =>
      typed('SupportedAsset', {
        ...{ id, name: null, symbol: null, decimals: null, blockchain: null },
        ...{ blockchainName: null, contractAddress: null, testnet: null, deprecated: null },
      });
    const write = (onlyBaseAssets: boolean, after: string | null, ids: string[]) =>
      cache.writeQuery({
        query: SupportedAssetsDocument,
        variables: { first: 1, onlyBaseAssets, after },
        data: { supportedAssets: page(ids.map(asset), after === null) },
      });
    write(false, null, ['a']);
    write(true, null, ['b']);
    write(false, 'c0', ['c']);
    const read = (onlyBaseAssets: boolean) =>
      cache
        .readQuery({ query: SupportedAssetsDocument, variables: { first: 1, onlyBaseAssets } })
        ?.supportedAssets?.edges.map(({ node }) => node.id);
    expect(read(false)).toEqual(['a', 'c']);
    expect(read(true)).toEqual(['b']);
  });

  it('finds by its id what a mutation has brought, and knows what does not exist', () => {
    const cache = createGatewayCache();
    const wallet = typed('Wallet', { id: 'w' });
    const enabled = { status: 'ENABLED' as const, disabledByAdmin: false };
    const device = typed('Device', { id: 'd', ...enabled, createdAt, wallet });
    const input = { walletId: 'w', deviceId: 'd' };
    cache.write({
      dataId: 'ROOT_MUTATION',
      query: AssignDeviceDocument,
      variables: { input },
      result: { assignDevice: typed('AssignDevicePayload', { device }) },
    });
    const read = (id: string) => cache.readQuery({ query: DeviceDocument, variables: { id } });
    expect(read('d')?.device).toEqual(device);
    expect(read('other')).toBeNull();
    cache.writeQuery({ query: DeviceDocument, variables: { id: 'none' }, data: { device: null } });
    expect(read('none')).toEqual({ device: null });
  });
});
