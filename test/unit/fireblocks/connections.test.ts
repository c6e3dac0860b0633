import { judge } from './support/api-users';
import { json } from './support/http-server';
import { useUpstream } from './support/upstream';
import { failureOf, TX, WALLET } from './support/values';

const upstream = useUpstream();

const pairing = {
  walletId: WALLET,
  accountId: '3',
  uri: 'wc:a@2?symKey=b',
  feeLevel: 'HIGH',
} as const;
const metadata = { appUrl: 'https://dapp.example', appName: 'A dApp' };

/** What was asked last, of which wallet, and whose valid signature it bore. */
function last(): string {
  const seen = upstream.server.seen.at(-1);
  if (!seen) return 'nothing';
  expect(seen.headers['x-end-user-wallet-id']).toBe(WALLET);
  return `${judge(seen)} ${seen.method} ${seen.url} ${seen.body}`.trim();
}

it('pairs as the signer, with the account as a number and the key', async () => {
  upstream.server.respond(json(201, { id: TX, sessionMetadata: { ...metadata, appIcon: '' } }));
  expect(await upstream.fireblocks.connections.create(pairing, 'key-1')).toEqual({
    id: TX,
    sessionMetadata: { ...metadata, appDescription: null, appIcon: null },
  });
  const body = { ncwId: WALLET, ncwAccountId: 3, uri: pairing.uri, feeLevel: 'HIGH' };
  expect(last()).toBe(`signer-key POST /v1/connections/wc ${JSON.stringify(body)}`);
  expect(upstream.server.seen[0]!.headers['idempotency-key']).toBe('key-1');
});

it.each([
  ['of dots', { id: '..', sessionMetadata: metadata }],
  ['that is none', { sessionMetadata: metadata }],
  ['without a dApp', { id: TX }],
])('takes no pairing with an id %s', async (_what, answer) => {
  upstream.server.respond(json(201, answer));
  expect((await failureOf(upstream.fireblocks.connections.create(pairing, 'key-1'))).kind).toBe(
    'MALFORMED',
  );
});

it('answers with the key that it was given, and without one', async () => {
  upstream.server.respond(json(201, undefined));
  const answer = { walletId: WALLET, id: TX, approve: true, idempotencyKey: 'key-2' };
  await upstream.fireblocks.connections.answer(answer);
  expect(last()).toBe(`signer-key PUT /v1/connections/wc/${TX} {"approve":true}`);
  expect(upstream.server.seen.at(-1)!.headers['idempotency-key']).toBe('key-2');
  await upstream.fireblocks.connections.answer({
    ...answer,
    approve: false,
    idempotencyKey: undefined,
  });
  expect(last()).toBe(`signer-key PUT /v1/connections/wc/${TX} {"approve":false}`);
  expect(upstream.server.seen.at(-1)!.headers['idempotency-key']).toBeUndefined();
});

it('ends a connection, and tells when there is none', async () => {
  upstream.server.respond(json(204, undefined));
  await upstream.fireblocks.connections.remove(WALLET, TX);
  expect(last()).toBe(`signer-key DELETE /v1/connections/wc/${TX}`);
  upstream.server.respond(json(404, { message: 'no' }));
  expect((await failureOf(upstream.fireblocks.connections.remove(WALLET, TX))).kind).toBe(
    'NOT_FOUND',
  );
});

it('lists the open ones page by page, and no endless list', async () => {
  const pages = [{ data: [{ id: 'a' }], paging: { next: 'p 2' } }, { data: [{ id: 'b' }] }];
  upstream.server.respond((seen, response, socket) => {
    json(200, pages.shift())(seen, response, socket);
  });
  expect(await upstream.fireblocks.connections.listOpen(WALLET)).toEqual(['a', 'b']);
  expect(last()).toBe('signer-key GET /v1/connections?pageSize=50&next=p+2');
  upstream.server.respond(json(200, { data: [{ id: 'a' }], paging: { next: 'again' } }));
  expect((await failureOf(upstream.fireblocks.connections.listOpen(WALLET))).kind).toBe(
    'MALFORMED',
  );
});
