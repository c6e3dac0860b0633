import { judge } from './support/api-users';
import { json } from './support/http-server';
import { useUpstream } from './support/upstream';
import { failureOf, TX, WALLET } from './support/values';

const upstream = useUpstream();

const place = { walletId: WALLET, accountId: '3', includeSpam: false };
const list = () => upstream.fireblocks.nfts.listOwned(place);

it('always asks for the account of the wallet, as the admin, page by page', async () => {
  const pages = [{ data: [{ id: 'a' }], paging: { next: 'p 2' } }, { data: [{ id: 'b' }] }];
  upstream.server.respond((seen, response, socket) => {
    json(200, pages.shift())(seen, response, socket);
  });
  expect((await list()).map(({ id }) => id)).toEqual(['a', 'b']);
  for (const seen of upstream.server.seen) {
    expect(judge(seen)).toBe('admin-key');
    const { searchParams, pathname } = new URL(seen.url, 'http://x');
    expect(pathname).toBe('/v1/nfts/ownership/tokens');
    expect(Object.fromEntries(searchParams)).toMatchObject({
      ...{ walletType: 'END_USER_WALLET', ncwId: WALLET, ncwAccountIds: '3', spam: 'false' },
    });
  }
  expect(upstream.server.seen[1]!.url).toContain('pageCursor=p+2');
});

it('asks for spam too when that is wanted', async () => {
  upstream.server.respond(json(200, { data: [] }));
  expect(await upstream.fireblocks.nfts.listOwned({ ...place, includeSpam: true })).toEqual([]);
  expect(upstream.server.seen[0]!.url).toContain('spam=all');
  expect(upstream.server.seen[0]!.url).toContain(`ncwId=${WALLET}`);
});

it('leaves out what is in another wallet or account', async () => {
  const rows = [
    { id: 'ours', ncwId: WALLET.toUpperCase(), ncwAccountId: 3 },
    { id: 'unsaid' },
    { id: 'foreign', ncwId: TX, ncwAccountId: '3' },
    { id: 'beside', ncwId: WALLET, ncwAccountId: '4' },
  ];
  upstream.server.respond(json(200, { data: rows }));
  expect((await list()).map(({ id }) => id)).toEqual(['ours', 'unsaid']);
});

it('reads what is there, and takes no offence at what its maker wrote', async () => {
  const whole = {
    ...{ id: 'NFT-1', tokenId: 7, standard: 'ERC721', balance: '1', blockchainDescriptor: 'ETH' },
    ...{ name: 'A\0b', description: '', metadataURI: 'ipfs://x', spam: { result: true } },
    media: [{ url: 'https://a.example', contentType: 'IMAGE' }, { url: 7 }, null],
    collection: { id: 'c', name: 'C' },
  };
  const broken = { id: 'NFT-2', media: 'none', collection: 'none', spam: 'yes', name: {} };
  upstream.server.respond(json(200, { data: [whole, broken] }));
  expect(await list()).toMatchObject([
    {
      ...{ tokenId: '7', name: 'Ab', description: null, metadataURI: 'ipfs://x', balance: '1' },
      media: [{ url: 'https://a.example', contentType: 'IMAGE' }],
      ...{ collection: { id: 'c', name: 'C', symbol: null }, spam: { result: true } },
    },
    { id: 'NFT-2', media: [], collection: null, spam: null, name: null, balance: null },
  ]);
});

it('ends a list that has no end after a thousand', async () => {
  upstream.server.respond(json(200, { data: [{ id: 'a' }], paging: { next: 'again' } }));
  expect(await list()).toHaveLength(10);
  expect(upstream.server.seen).toHaveLength(10);
});

it('takes no NFT with an id that is none', async () => {
  upstream.server.respond(json(200, { data: [{ id: '../..' }] }));
  expect((await failureOf(list())).kind).toBe('MALFORMED');
});
