import { databaseKinds } from '../support/databases';
import { TestGateway } from '../support/gateway';
import type { GraphQLCaller } from '../support/graphql-caller';
import { UPSTREAM } from '../support/simulator-control';

const LIST = `query ($id: ID!, $account: ID! = "0", $spam: Boolean! = false) {
  wallet(id: $id) { nfts(accountId: $account, includeSpam: $spam) { assetId name spam } }
}`;

interface Listed {
  wallet: { nfts: { assetId: string; name: string; spam: boolean }[] | null } | null;
}

describe('NFTs', () => {
  let gateway: TestGateway;
  let alice: GraphQLCaller;
  let bob: GraphQLCaller;
  let walletId: string;

  beforeAll(async () => {
    gateway = await TestGateway.start({ RATE_LIMIT_FACTOR: '1000' }, databaseKinds[0]);
    alice = await gateway.as('alice');
    bob = await gateway.as('bob');
    walletId = await alice.createWallet();
    const foreign = await bob.createWallet();
    await gateway.simulator.giveNft(foreign, { name: 'of bob' });
  });
  afterEach(() => gateway.simulator.clearFaults());
  afterAll(() => gateway.stop());

  async function list(change: object = {}) {
    const { wallet } = await alice.expectData<Listed>(LIST, { id: walletId, ...change });
    return wallet?.nfts;
  }

  it('of an account are its own only, without what is held for spam', async () => {
    const assetId = await gateway.simulator.giveNft(walletId, { name: 'wanted' });
    const spam = await gateway.simulator.giveNft(walletId, { name: 'a prize', spam: true });
    const wanted = { assetId, name: 'wanted', spam: false };
    expect(await list()).toEqual([wanted]);
    expect(await list({ spam: true })).toEqual([
      wanted,
      { assetId: spam, name: 'a prize', spam: true },
    ]);
    expect(await list({ account: '1' })).toEqual([]);
  });

  it('are read with all that is known of them, over pages', async () => {
    const other = await alice.createWallet();
    for (let at = 0; at < 120; at += 1) await gateway.simulator.giveNft(other);
    const document = `query ($id: ID!) { wallet(id: $id) { nfts {
      id accountId tokenId standard quantity blockchain description metadataUrl
      media { url contentType } collection { id name symbol }
    } } }`;
    const { wallet } = await alice.expectData<{ wallet: { nfts: object[] } }>(document, {
      id: other,
    });
    expect(wallet.nfts).toHaveLength(120);
    expect(wallet.nfts[119]).toMatchObject({
      id: expect.stringMatching(`^${other}:0:NFT-`) as string,
      ...{ accountId: '0', tokenId: '7', standard: 'ERC1155', quantity: '1' },
      blockchain: 'ETH_TEST5',
      media: [{ contentType: 'IMAGE' }],
      collection: { id: 'simulated', name: 'Simulated NFTs', symbol: 'SIM' },
    });
  });

  it('of somebody else are not asked for', async () => {
    const calls = () => gateway.simulator.countCalls('GET', UPSTREAM.nfts);
    const before = await calls();
    expect(await bob.expectData(LIST, { id: walletId })).toEqual({ wallet: null });
    expect(await calls()).toBe(before);
  });

  it('fail alone when Fireblocks does', async () => {
    await gateway.simulator.fault({ path: UPSTREAM.nfts, kind: '500null', count: 10 });
    const answer = await alice.send<Listed>(LIST, { id: walletId });
    expect(answer.data?.wallet).toEqual({ nfts: null });
    expect(answer.errors).toMatchObject([
      { path: ['wallet', 'nfts'], extensions: { code: 'UPSTREAM_UNAVAILABLE', retryable: true } },
    ]);
  });

  it('are refused for an account that is none', async () => {
    const { errors } = await alice.send(LIST, { id: walletId, account: '../1' });
    expect(errors).toMatchObject([{ message: expect.stringContaining('accountId') as string }]);
  });
});
