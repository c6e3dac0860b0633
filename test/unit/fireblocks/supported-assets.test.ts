import { judge } from './support/api-users';
import { json } from './support/http-server';
import { useUpstream } from './support/upstream';
import { failureOf } from './support/values';

const upstream = useUpstream();

const list = async (onlyBase = false) => {
  const assets = await upstream.fireblocks.wallets.listSupportedAssets(onlyBase);
  return assets.map(({ id }) => id);
};

/** Answers them one after the other. */
function respondWith(...pages: unknown[]): void {
  upstream.server.respond((seen, response, socket) => {
    json(200, pages.shift())(seen, response, socket);
  });
}

it.each([
  ['beside the data', { next: 'p 2' }],
  ['as the legacy SDK reads it', { paging: { next: 'p 2' } }],
  ['in both places', { next: 'p 2', paging: { next: 'p 2' } }],
])('reads page by page, as the admin, with the cursor %s', async (_where, cursor) => {
  respondWith({ data: [{ id: 'A' }], ...cursor }, { data: [{ id: 'B' }], paging: { next: '' } });
  expect(await list()).toEqual(['A', 'B']);
  const [first, second] = upstream.server.seen.map((seen) => {
    expect(judge(seen)).toBe('admin-key');
    return new URL(seen.url, 'http://x');
  });
  expect(first!.pathname).toBe('/v1/ncw/wallets/supported_assets');
  expect(Object.fromEntries(first!.searchParams)).toEqual({
    pageSize: '50',
    onlyBaseAssets: 'false',
  });
  expect(second!.searchParams.get('pageCursor')).toBe('p 2');
});

it('reads a bare list, and base assets where they are wanted', async () => {
  respondWith([
    { id: 'A', baseAsset: true },
    { id: 'B', baseAsset: 'B', decimals: '18' },
  ]);
  expect(await list(true)).toEqual(['A', 'B']);
  expect(upstream.server.seen[0]!.url).toContain('onlyBaseAssets=true');
});

it('leaves out what cannot be read or activated', async () => {
  const odd = [null, 'X', {}, { id: 7 }, { id: '' }, { id: '..' }, { id: 'a/b' }];
  respondWith({ data: [...odd, { id: 'A' }] });
  expect(await list()).toEqual(['A']);
});

it.each([[{ data: [] }], [{ data: [{ name: 'no id' }] }], [{ assets: [] }], [null]])(
  'takes %j for no catalogue',
  async (answer) => {
    respondWith(answer);
    expect((await failureOf(list())).kind).toBe('MALFORMED');
  },
);

it('does not follow pages without end', async () => {
  upstream.server.respond(json(200, { data: [{ id: 'A' }], next: 'again' }));
  expect((await failureOf(list())).kind).toBe('MALFORMED');
  expect(upstream.server.seen).toHaveLength(400);
});
