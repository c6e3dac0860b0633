import { inspect } from 'node:util';
import { FireblocksError } from '../../../src/fireblocks/fireblocks-error';
import { errorFromAnswer } from '../../../src/fireblocks/answer-error';
import { connect, failureOf, TX, WALLET } from './support/values';
import { json, startServer, text, type TestServer } from './support/http-server';
import type { Fireblocks, UpstreamCall } from '../../../src/fireblocks/fireblocks';

let server: TestServer;
let fireblocks: Fireblocks;
const calls: UpstreamCall[] = [];

beforeAll(async () => {
  server = await startServer();
});
afterAll(async () => {
  await server.close();
});
beforeEach(() => {
  calls.length = 0;
  // One each: a pause that Fireblocks asked for, or a breaker, outlives the test that caused it.
  fireblocks = connect(server.basePath, { onCall: (call) => calls.push(call) });
});
afterEach(() => fireblocks.close());

/** Seconds; a 429 that asks for so much is handed on and not asked again. */
const LONGER_THAN_ANYBODY_WAITS = '60';

const create = () => failureOf(fireblocks.wallets.createWallet('key-1'));

describe('an answer that is an error', () => {
  it.each([
    [400, 'REJECTED', true],
    [401, 'UNAUTHORIZED', false],
    [403, 'FORBIDDEN', true],
    [404, 'NOT_FOUND', true],
    [408, 'TIMEOUT', false],
    [409, 'CONFLICT', true],
    [418, 'REJECTED', true],
    [429, 'RATE_LIMITED', false],
    [500, 'SERVER', false],
    [503, 'SERVER', false],
    [302, 'MALFORMED', false],
  ] as const)('%i is %s, definitive %s', async (status, kind, definitive) => {
    const headers = { 'x-request-id': 'r-7', 'retry-after': LONGER_THAN_ANYBODY_WAITS };
    server.respond(json(status, { message: 'why', code: 1002 }, headers));
    const error = await create();
    expect(error).toMatchObject({ kind, status, code: 1002, requestId: 'r-7' });
    expect(error.upstreamMessage).toBe('why');
    expect(error.definitive).toBe(definitive);
    expect(error.message).not.toContain('why');
    const call = { operation: 'createWallet', apiUser: 'admin', outcome: kind };
    expect(calls).toMatchObject([{ ...call, status, requestId: 'r-7' }]);
  });

  it.each([
    [{ error: 'Not Found', message: 'Wallet not found' }, 'Wallet not found', undefined],
    [{ error: 'only error' }, 'only error', undefined],
    [{ error: { message: 'nested', code: 1006 } }, 'nested', 1006],
    [{ message: 'm', code: '1001' }, 'm', 1001],
    [{ message: 7, code: 'x' }, undefined, undefined],
    [null, undefined, undefined],
    [[], undefined, undefined],
  ])('reads the body %j', async (body, message, code) => {
    server.respond(json(400, body));
    const error = await create();
    expect(error.upstreamMessage).toBe(message);
    expect(error.code).toBe(code);
  });

  it('survives a 500 whose body is null, an HTML 502 and an empty 503', async () => {
    server.respond(text(500, 'null', { 'content-type': 'application/json' }));
    expect(await create()).toMatchObject({ kind: 'SERVER', status: 500 });
    server.respond(text(502, '<html>Bad Gateway</html>', { 'content-type': 'text/html' }));
    expect(await create()).toMatchObject({ kind: 'SERVER', status: 502 });
    server.respond(text(503, ''));
    expect(await create()).toMatchObject({ kind: 'SERVER', status: 503 });
  });

  it('takes a 404 page of a proxy for no word of Fireblocks', async () => {
    server.respond(text(404, '<html>no route</html>'));
    const error = await failureOf(fireblocks.transactions.findByExternalId('gw-1'));
    expect(error).toMatchObject({ kind: 'MALFORMED', status: 404, definitive: false });
  });

  it('reads Retry-After in seconds and as a date', async () => {
    server.respond(json(429, {}, { 'retry-after': '7' }));
    expect((await create()).retryAfterMs).toBe(7000);
    const now = Date.parse('Wed, 21 Oct 2026 07:28:00 GMT');
    const dated = (header: string) =>
      errorFromAnswer({ status: 429, headers: { 'retry-after': header }, text: '' }, now);
    expect(dated('Wed, 21 Oct 2026 07:28:30 GMT').retryAfterMs).toBe(30_000);
    expect(dated('Wed, 21 Oct 2026 07:00:00 GMT').retryAfterMs).toBe(0);
    expect(dated('soon').retryAfterMs).toBeUndefined();
  });

  it('recognises a burnt idempotency key, which is not definitive', async () => {
    const message =
      "This operation doesn't support the usage of the same idempotency key after an internal error";
    server.respond(json(400, { message }));
    expect(await create()).toMatchObject({ burntIdempotencyKey: true, definitive: false });
  });

  it.each(['', 'null', '"text"', '{"walletId":"nope"}', '<html>', '{"walletId":'])(
    'answers MALFORMED to a 200 with %j',
    async (body) => {
      server.respond(text(200, body, { 'x-request-id': 'r-9' }));
      const error = await create();
      expect(error).toMatchObject({ kind: 'MALFORMED', status: 200, requestId: 'r-9' });
      expect(error.definitive).toBe(false);
    },
  );
});

describe('no answer', () => {
  it('times out when nothing comes, and when bytes only drip', async () => {
    const hasty = connect(server.basePath, { timeoutMs: 400 });
    const attempt = () => failureOf(hasty.wallets.createWallet('key-1'));
    server.respond(() => undefined);
    expect(await attempt()).toMatchObject({ kind: 'TIMEOUT', definitive: false });
    server.respond((_seen, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write(' '), 50);
      response.on('close', () => {
        clearInterval(drip);
      });
    });
    expect((await attempt()).kind).toBe('TIMEOUT');
    await hasty.close();
  });

  it('is UNREACHABLE after a reset, before and within the answer', async () => {
    server.respond((_seen, _response, socket) => socket.resetAndDestroy());
    expect((await create()).kind).toBe('UNREACHABLE');
    server.respond((_seen, response, socket) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{');
      setTimeout(() => socket.resetAndDestroy(), 50);
    });
    expect((await create()).kind).toBe('UNREACHABLE');
  });

  it('is UNREACHABLE when nobody listens', async () => {
    const gone = await startServer();
    await gone.close();
    const nobody = connect(gone.basePath);
    const error = await failureOf(nobody.transactions.get(TX));
    expect(error.kind).toBe('UNREACHABLE');
    expect(error.status).toBeUndefined();
    await nobody.close();
  });

  it('holds neither key nor token in the error', async () => {
    server.respond((_seen, _response, socket) => socket.resetAndDestroy());
    const error = await failureOf(fireblocks.wallets.latestBackup(WALLET));
    expect(error).toBeInstanceOf(FireblocksError);
    expect(error).toBeInstanceOf(Error);
    expect(error.cause).toBeUndefined();
    expect(`${inspect(error)}${JSON.stringify(error)}`).not.toMatch(/Bearer|signer-key|eyJ/);
  });
});
