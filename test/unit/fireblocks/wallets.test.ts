import { judge } from './support/api-users';
import { json } from './support/http-server';
import { useUpstream } from './support/upstream';
import { DEVICE, failureOf, WALLET } from './support/values';

const upstream = useUpstream();

/** What was asked last, and whose valid signature it bore. */
function last(): string {
  const seen = upstream.server.seen.at(-1);
  return seen ? `${judge(seen)} ${seen.method} ${seen.url} ${seen.body}`.trim() : 'nothing';
}

describe('commands', () => {
  it('makes a wallet with an empty, signed POST and the idempotency key', async () => {
    upstream.server.respond(json(201, { walletId: WALLET.toUpperCase(), enabled: true }));
    expect(await upstream.fireblocks.wallets.createWallet('key-1')).toEqual({ walletId: WALLET });
    expect(last()).toBe('admin-key POST /v1/ncw/wallets');
    expect(upstream.server.seen[0]!.headers).toMatchObject({
      'idempotency-key': 'key-1',
      'content-length': '0',
      'content-type': 'application/json',
    });
  });

  it.each([[3], ['3']])('reads the account id %j as text', async (accountId) => {
    upstream.server.respond(json(201, { walletId: WALLET, accountId }));
    expect(await upstream.fireblocks.wallets.createAccount(WALLET, 'key-2')).toEqual({
      accountId: '3',
    });
    expect(last()).toBe(`admin-key POST /v1/ncw/wallets/${WALLET}/accounts`);
  });

  it('adds an asset as the signer', async () => {
    upstream.server.respond(
      json(201, { accountId: 0, asset: 'ETH_TEST5', address: '0xabc', tag: '' }),
    );
    const address = await upstream.fireblocks.wallets.addAsset(WALLET, '0', 'ETH_TEST5', 'key-3');
    expect(address).toMatchObject({ accountId: '0', asset: 'ETH_TEST5', address: '0xabc' });
    expect(address.tag).toBeNull();
    expect(last()).toBe(`signer-key POST /v1/ncw/wallets/${WALLET}/accounts/0/assets/ETH_TEST5`);
  });

  it('freezes wallets as the admin and devices as the signer, by signed PATCH', async () => {
    upstream.server.respond(json(204, undefined));
    await upstream.fireblocks.wallets.setWalletEnabled(WALLET, false);
    expect(last()).toBe(`admin-key PATCH /v1/ncw/wallets/${WALLET}/status {"enabled":false}`);
    await upstream.fireblocks.wallets.setDeviceEnabled(WALLET, DEVICE, true);
    expect(last()).toBe(
      `signer-key PATCH /v1/ncw/wallets/${WALLET}/devices/${DEVICE}/status {"enabled":true}`,
    );
    // A key would repeat the answer of an earlier call, and change nothing.
    expect(upstream.server.seen.map(({ headers }) => headers['idempotency-key'])).toEqual([
      undefined,
      undefined,
    ]);
  });
});

describe('reads', () => {
  it('reads whether a wallet and a device are enabled, and whether they are known', async () => {
    upstream.server.respond(json(200, { walletId: WALLET, enabled: false }));
    expect(await upstream.fireblocks.wallets.walletEnabled(WALLET)).toBe(false);
    expect(last()).toBe(`admin-key GET /v1/ncw/wallets/${WALLET}`);
    expect(await upstream.fireblocks.wallets.deviceEnabled(WALLET, DEVICE)).toBe(false);
    expect(last()).toBe(`admin-key GET /v1/ncw/wallets/${WALLET}/devices/${DEVICE}`);
    upstream.server.respond(json(404, { message: 'Device not found' }));
    expect(await upstream.fireblocks.wallets.deviceEnabled(WALLET, DEVICE)).toBeUndefined();
  });

  it.each([
    ['next at the top', { data: [{ id: 'ETH', decimals: 18 }], next: 'c2' }],
    ['paging.next', { data: [{ id: 'ETH', decimals: 18 }], paging: { next: 'c2' } }],
  ])('reads a page with %s', async (_name, body) => {
    upstream.server.respond(json(200, body));
    const page = await upstream.fireblocks.wallets.listAssets(WALLET, '0', {
      cursor: 'a b&c',
      size: 500,
    });
    expect(page.next).toBe('c2');
    expect(page.items).toMatchObject([{ id: 'ETH', decimals: 18, symbol: null }]);
    expect(last()).toBe(
      `admin-key GET /v1/ncw/wallets/${WALLET}/accounts/0/assets?pageCursor=a+b%26c&pageSize=50`,
    );
  });

  it.each([
    { data: [], next: null },
    { data: [], paging: null },
    { data: [], next: '' },
  ])('ends the list after %j', async (body) => {
    upstream.server.respond(json(200, body));
    const page = await upstream.fireblocks.wallets.listAddresses(WALLET, '0', 'BTC', { size: 20 });
    expect(page).toEqual({ items: [] });
  });

  it('lists all accounts page by page, and gives up on a list without end', async () => {
    upstream.server.respond((seen, response) => {
      const first = !seen.url.includes('pageCursor');
      const body = first
        ? { data: [{ accountId: 0 }, { accountId: '1' }], paging: { next: 'p 2' } }
        : { data: [{ accountId: 2 }] };
      response.end(JSON.stringify(body));
    });
    const accounts = await upstream.fireblocks.wallets.listAccounts(WALLET);
    expect(accounts.map((account) => account.accountId)).toEqual(['0', '1', '2']);
    expect(last()).toBe(
      `admin-key GET /v1/ncw/wallets/${WALLET}/accounts?pageSize=50&pageCursor=p+2`,
    );
    upstream.server.respond(json(200, { data: [], next: 'again' }));
    expect((await failureOf(upstream.fireblocks.wallets.listAccounts(WALLET))).kind).toBe(
      'MALFORMED',
    );
  });

  it('reads asset and balance, with numbers as plain decimal text', async () => {
    upstream.server.respond(json(200, { id: 'ETH', name: 'Ether', testnet: false }));
    const asset = await upstream.fireblocks.wallets.getAsset(WALLET, '0', 'ETH');
    expect(asset).toMatchObject({ id: 'ETH', name: 'Ether', testnet: false, algorithm: null });
    upstream.server.respond(json(200, { id: 'ETH', total: '1.50', available: 1e-7, pending: -1 }));
    const balance = await upstream.fireblocks.wallets.getBalance(WALLET, '0', 'ETH');
    expect(balance).toMatchObject({ total: '1.50', available: '0.0000001', pending: null });
  });

  it('reads the latest backup as the signer; a 404 is none', async () => {
    const keys = [{ deviceId: DEVICE, publicKey: '04', keyId: 'k', algorithm: 'MPC' }];
    upstream.server.respond(json(200, { passphraseId: 'p', createdAt: 1_760_000_000_000, keys }));
    const backup = await upstream.fireblocks.wallets.latestBackup(WALLET);
    expect(backup).toEqual({ passphraseId: 'p', createdAt: 1_760_000_000_000, keys });
    expect(last()).toBe(`signer-key GET /v1/ncw/wallets/${WALLET}/backup/latest`);
    upstream.server.respond(json(404, { message: 'no backup' }));
    expect(await upstream.fireblocks.wallets.latestBackup(WALLET)).toBeUndefined();
    upstream.server.respond(json(500, { message: 'down' }));
    expect((await failureOf(upstream.fireblocks.wallets.latestBackup(WALLET))).kind).toBe('SERVER');
  });
});

describe('set-up status', () => {
  const flatDevice = {
    status: 'INCOMPLETE',
    deviceId: DEVICE,
    setupStatus: [{ algorithmName: 'MPC_A', confirmed: true, backedUp: false }],
  };
  const nestedDevice = {
    status: { status: 'INCOMPLETE' },
    deviceId: DEVICE,
    setupStatus: [{ algorithmName: { algorithm: 'MPC_A' }, confirmed: true, backedUp: false }],
  };
  const device = {
    status: 'INCOMPLETE',
    deviceId: DEVICE,
    enabled: null,
    setupStatus: [{ algorithm: 'MPC_A', confirmed: true, backedUp: false }],
  };

  it.each([
    ['flat', flatDevice],
    ['nested', nestedDevice],
  ])('reads the %s form of a device', async (_name, body) => {
    upstream.server.respond(json(200, body));
    expect(await upstream.fireblocks.wallets.deviceSetupStatus(WALLET, DEVICE)).toEqual(device);
  });

  it.each([
    [
      'flat',
      { status: 'COMPLETE', requiredAlgorithms: ['MPC_A'], deviceSetupStatus: [flatDevice] },
    ],
    [
      'nested',
      {
        status: { status: 'COMPLETE' },
        requiredAlgorithms: [{ algorithm: 'MPC_A' }],
        deviceSetupStatus: [nestedDevice],
      },
    ],
  ])('reads the %s form of a wallet', async (_name, body) => {
    upstream.server.respond(json(200, body));
    expect(await upstream.fireblocks.wallets.walletSetupStatus(WALLET)).toEqual({
      status: 'COMPLETE',
      requiredAlgorithms: ['MPC_A'],
      deviceSetupStatus: [device],
    });
  });
});

it('keeps connections alive between calls', async () => {
  upstream.server.respond(json(200, { data: [] }));
  await upstream.fireblocks.wallets.listAccounts(WALLET);
  const before = upstream.server.connections();
  for (let i = 0; i < 5; i += 1) await upstream.fireblocks.wallets.listAccounts(WALLET);
  expect(upstream.server.connections()).toBe(before);
});
