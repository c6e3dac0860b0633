import { randomUUID } from 'node:crypto';
import { databaseKinds } from '../support/databases';
import { TestGateway } from '../support/gateway';
import type { GraphQLCaller } from '../support/graphql-caller';
import { UPSTREAM } from '../support/simulator-control';

const ADD = `mutation ($input: AddAssetInput!) {
  addAsset(input: $input) {
    asset {
      id assetId accountId symbol name decimals testnet
      depositAddress { address tag } balance { total available pending frozen locked }
    }
  }
}`;
const REGISTER = `mutation ($input: RegisterPassphraseInput!) {
  registerPassphrase(input: $input) { passphrase { id location createdAt } }
}`;
const PASSPHRASE = 'query ($id: ID!) { passphrase(id: $id) { id location } }';
const BACKUP = `query ($id: ID!) {
  wallet(id: $id) {
    latestBackup { passphraseId location createdAt keys { keyId deviceId algorithm } }
  }
}`;
const KEY = { keyId: 'key-1', algorithm: 'MPC_CMP_ECDSA_SECP256K1', publicKey: '02ab' };

describe.each(databaseKinds)('assets and backups on the $name database', (kind) => {
  let gateway: TestGateway;
  let alice: GraphQLCaller;
  let bob: GraphQLCaller;
  let walletId: string;

  beforeAll(async () => {
    gateway = await TestGateway.start({ RATE_LIMIT_FACTOR: '1000', WALLETS_PER_USER: '0' }, kind);
    [alice, bob] = await Promise.all([gateway.as('alice'), gateway.as('bob')]);
  });

  beforeEach(async () => {
    walletId = await alice.createWallet();
  });

  afterEach(() => gateway.simulator.clearFaults());
  afterAll(() => gateway.stop());

  const asset = (assetId: string, accountId = '0') => ({ input: { walletId, accountId, assetId } });

  async function activated(): Promise<string[]> {
    const wallet = await gateway.simulator.wallet(walletId);
    return (wallet?.accounts[0]?.assets ?? []).map(({ assetId }) => assetId);
  }

  describe('an asset', () => {
    it('is activated with a deposit address and a balance', async () => {
      const { addAsset } = await alice.expectData<{ addAsset: unknown }>(ADD, asset('ETH_TEST5'));
      expect(addAsset).toMatchObject({
        asset: {
          id: `${walletId}:0:ETH_TEST5`,
          assetId: 'ETH_TEST5',
          accountId: '0',
          symbol: 'ETH',
          decimals: 18,
          depositAddress: { address: expect.stringMatching(/^0x[0-9a-fA-F]{40}$/), tag: null },
          balance: {
            total: expect.stringMatching(/^[0-9.]+$/),
            available: expect.stringMatching(/^[0-9.]+$/),
          },
        },
      });
      const { wallet } = await alice.expectData<{ wallet: { assets: unknown[] } }>(
        'query ($id: ID!) { wallet(id: $id) { assets { assetId } } }',
        { id: walletId },
      );
      expect(wallet.assets).toContainEqual({ assetId: 'ETH_TEST5' });
    });

    it('is activated once, however often it is asked for', async () => {
      const first = await alice.expectData(ADD, asset('BTC_TEST'));
      const again = await Promise.all(
        Array.from({ length: 5 }, () => alice.expectData(ADD, asset('BTC_TEST'))),
      );
      for (const answer of again) expect(answer).toEqual(first);
      expect((await activated()).filter((id) => id === 'BTC_TEST')).toHaveLength(1);
    });

    it('is refused when Fireblocks does not support it, each time', async () => {
      for (let attempt = 0; attempt < 2; attempt += 1) {
        const error = await alice.expectError(ADD, asset('NO_SUCH_ASSET'));
        expect(error).toMatchObject({ status: 422, extensions: { code: 'UPSTREAM_REJECTED' } });
        expect(error.message).not.toContain('NO_SUCH_ASSET');
      }
    });

    it.each([
      ['500null', 1],
      ['reset', 3],
      ['429', 3],
    ] as const)('is activated by a retry after %s', async (kind, count) => {
      const fault = { kind, count, method: 'POST', retryAfter: 0.2 };
      await gateway.simulator.fault({ path: UPSTREAM.addAsset, ...fault });
      const error = await alice.expectError(ADD, asset('ETH_TEST5'));
      expect(error.extensions.code).toBe('UPSTREAM_UNAVAILABLE');
      await alice.expectData(ADD, asset('ETH_TEST5'));
    });

    it('of another user’s wallet is neither added nor read', async () => {
      const before = await gateway.simulator.calls();
      const error = await bob.expectError(ADD, asset('ETH_TEST5'));
      const read = await bob.expectData(
        'query ($id: ID!) { wallet(id: $id) { assets { assetId } latestBackup { passphraseId } } }',
        { id: walletId },
      );

      expect(error.extensions.code).toBe('NOT_FOUND');
      expect(read).toEqual({ wallet: null });
      expect(await gateway.simulator.calls()).toEqual(before);
    });

    it.each([
      ['input.accountId', { accountId: '..' }],
      ['input.accountId', { accountId: '0/assets' }],
      ['input.assetId', { assetId: '.' }],
      ['input.assetId', { assetId: '..' }],
      ['input.assetId', { assetId: 'A/../B' }],
      ['input.assetId', { assetId: 'A%2fB' }],
      ['input.assetId', { assetId: '' }],
      ['input.walletId', { walletId: '..' }],
    ])('is refused for a malformed %s: %j', async (field, change) => {
      const before = await gateway.simulator.calls();
      const { input } = asset('ETH_TEST5');
      const error = await alice.expectError(ADD, { input: { ...input, ...change } });
      expect(error.extensions.code).toBe('BAD_USER_INPUT');
      expect(error.message.split(' ')[0]).toBe(field);
      expect(await gateway.simulator.calls()).toEqual(before);
    });

    it('leaves the rest of the answer standing when Fireblocks fails', async () => {
      await gateway.simulator.fault({ path: '/assets(\\?|$)/', kind: '500null', count: 3 });
      const { data, errors } = await alice.send(
        'query ($id: ID!) { wallet(id: $id) { id status assets { assetId } } }',
        { id: walletId },
      );
      expect(data).toEqual({ wallet: { id: walletId, status: 'ACTIVE', assets: null } });
      expect(errors).toMatchObject([
        { path: ['wallet', 'assets'], extensions: { code: 'UPSTREAM_UNAVAILABLE' } },
      ]);
    });
  });

  describe('a passphrase', () => {
    const passphrase = (passphraseId: string, location = 'GOOGLE_DRIVE') => ({
      input: { passphraseId, location },
    });

    it('is registered, repeated and moved by its owner', async () => {
      const id = randomUUID();
      const first = await alice.expectData(REGISTER, passphrase(id));
      expect(first).toMatchObject({
        registerPassphrase: { passphrase: { id, location: 'GOOGLE_DRIVE' } },
      });
      expect(await alice.expectData(REGISTER, passphrase(id.toUpperCase()))).toEqual(first);
      expect(await alice.expectData(REGISTER, passphrase(id, 'ICLOUD'))).toMatchObject({
        registerPassphrase: { passphrase: { id, location: 'ICLOUD' } },
      });
      expect(await alice.expectData(PASSPHRASE, { id })).toEqual({
        passphrase: { id, location: 'ICLOUD' },
      });
    });

    it('stays its first owner’s', async () => {
      const id = randomUUID();
      await alice.expectData(REGISTER, passphrase(id));
      const error = await bob.expectError(REGISTER, passphrase(id, 'ICLOUD'));

      expect(error).toMatchObject({
        status: 409,
        extensions: { code: 'PASSPHRASE_ALREADY_REGISTERED' },
      });
      expect(await bob.expectData(PASSPHRASE, { id })).toEqual({ passphrase: null });
      expect(await alice.expectData(PASSPHRASE, { id })).toEqual({
        passphrase: { id, location: 'GOOGLE_DRIVE' },
      });
    });

    it('belongs to exactly one of two users who register it at once', async () => {
      for (let round = 0; round < 10; round += 1) {
        const id = randomUUID();
        const answers = await Promise.all(
          [alice, bob].map((caller) => caller.send(REGISTER, passphrase(id))),
        );
        expect(answers.filter(({ errors }) => errors.length === 0)).toHaveLength(1);
      }
    });

    it('is listed with the caller’s own, newest first', async () => {
      const carol = await gateway.as(`carol-${randomUUID()}`);
      const made: string[] = [];
      for (let at = 0; at < 3; at += 1) {
        const id = randomUUID();
        await carol.expectData(REGISTER, passphrase(id));
        made.unshift(id);
      }
      const { passphrases } = await carol.expectData<{
        passphrases: { edges: { node: { id: string } }[]; pageInfo: { hasNextPage: boolean } };
      }>('{ passphrases(first: 2) { edges { node { id } } pageInfo { hasNextPage } } }');
      expect(passphrases.edges.map(({ node }) => node.id)).toEqual(made.slice(0, 2));
      expect(passphrases.pageInfo.hasNextPage).toBe(true);
    });
  });

  describe('the latest backup', () => {
    async function backUp(passphraseId: string): Promise<string> {
      const deviceId = await alice.assignDevice(walletId);
      const response = await alice.relay(walletId, deviceId, {
        method: 'backup_keys',
        headers: { physicalDeviceId: deviceId },
        params: [{ passphraseId, keys: [KEY] }],
      });
      expect(response).toEqual({ result: { success: true } });
      return deviceId;
    }

    it('is null before there is one', async () => {
      expect(await alice.expectData(BACKUP, { id: walletId })).toEqual({
        wallet: { latestBackup: null },
      });
    });

    it('tells where the passphrase is kept', async () => {
      const passphraseId = randomUUID();
      await alice.expectData(REGISTER, { input: { passphraseId, location: 'ICLOUD' } });
      const deviceId = await backUp(passphraseId);

      expect(await alice.expectData(BACKUP, { id: walletId })).toEqual({
        wallet: {
          latestBackup: {
            passphraseId,
            location: 'ICLOUD',
            createdAt: expect.any(String),
            keys: [expect.objectContaining({ keyId: 'key-1', deviceId })],
          },
        },
      });
    });

    it('has no location where the owner of the wallet registered none, whatever others did', async () => {
      const passphraseId = randomUUID();
      await bob.expectData(REGISTER, { input: { passphraseId, location: 'GOOGLE_DRIVE' } });
      await backUp(passphraseId);
      expect(await alice.expectData(BACKUP, { id: walletId })).toMatchObject({
        wallet: { latestBackup: { passphraseId, location: null } },
      });
    });
  });
});
