import type { Fireblocks, UpstreamCall } from '../../../src/fireblocks/fireblocks';
import type { RpcInvocation } from '../../../src/fireblocks/rpc-relay';
import { judge } from './support/api-users';
import { givenMs } from '../../support/given-time';
import { json, startServer, text, type TestServer } from './support/http-server';
import { connect, DEVICE, failureOf, WALLET } from './support/values';

let server: TestServer;
let fireblocks: Fireblocks;
const calls: UpstreamCall[] = [];

beforeAll(async () => {
  server = await startServer();
  fireblocks = connect(server.basePath, { onCall: (call) => calls.push(call) });
});
afterAll(async () => {
  await fireblocks.close();
  await server.close();
});
beforeEach(() => {
  server.seen.length = 0;
  calls.length = 0;
});

function invoke(extra: Partial<RpcInvocation> = {}) {
  const invocation = { walletId: WALLET, deviceId: DEVICE, payload: '{"ü":1}', timeoutMs: 60_000 };
  return fireblocks.relay.invoke({ ...invocation, ...extra });
}

it('posts the payload, signed by the signer, and hands the answer over unchanged', async () => {
  const answer = { result: [{ a: null }], other: 1 };
  server.respond(json(200, answer, { 'x-request-id': 'r-1' }));
  expect(await invoke({ walletId: WALLET.toUpperCase() })).toEqual({
    body: answer,
    requestId: 'r-1',
  });
  const seen = server.seen[0]!;
  expect(judge(seen)).toBe('signer-key');
  expect(seen.method).toBe('POST');
  expect(seen.url).toBe(`/v1/ncw/wallets/${WALLET}/devices/${DEVICE}/invoke`);
  expect(seen.headers['content-type']).toBe('application/json');
  expect(JSON.parse(seen.body)).toEqual({ payload: '{"ü":1}' });
  expect(calls).toMatchObject([
    { operation: 'invokeRpc', apiUser: 'signer', outcome: 'ok', status: 200, requestId: 'r-1' },
  ]);
});

it.each(['', 'null', '  '])('answers {} to the empty body %j', async (body) => {
  server.respond(text(200, body));
  expect(await invoke()).toEqual({ body: {} });
});

it.each([false, 0, 'text'])('keeps the answer %j', async (body) => {
  server.respond(json(200, body));
  expect((await invoke()).body).toBe(body);
});

it('keeps the code of an error, and never sends twice', async () => {
  server.respond(json(409, { error: { message: 'Incomplete Device', code: 1001 } }));
  expect(await failureOf(invoke())).toMatchObject({ kind: 'CONFLICT', code: 1001 });
  server.respond(json(500, null));
  expect(await failureOf(invoke())).toMatchObject({ kind: 'SERVER', status: 500 });
  server.respond(text(200, '<html>'));
  expect(await failureOf(invoke())).toMatchObject({ kind: 'MALFORMED', status: 200 });
  server.respond((_seen, _response, socket) => socket.resetAndDestroy());
  expect(await failureOf(invoke())).toMatchObject({ kind: 'UNREACHABLE' });
  expect(server.seen).toHaveLength(4);
});

it('times out by the time it was given, also while the body drips', async () => {
  const attempt = async () => {
    expect((await failureOf(invoke({ timeoutMs: 200 }))).kind).toBe('TIMEOUT');
  };
  server.respond(() => undefined);
  const silenceMs = await givenMs(attempt);
  server.respond((_seen, response) => {
    response.writeHead(200);
    response.write('{');
  });
  expect(silenceMs + (await givenMs(attempt))).toBeLessThan(1500);
  expect(calls.map((call) => call.outcome)).toEqual(['TIMEOUT', 'TIMEOUT']);
});

it('aborts by the signal and closes the connection', async () => {
  const client = new AbortController();
  const closed = new Promise<void>((resolve) => {
    server.respond((_seen, response) => {
      response.on('close', () => {
        resolve();
      });
      client.abort();
    });
  });
  expect((await failureOf(invoke({ signal: client.signal }))).kind).toBe('ABORTED');
  await closed;
});

it('sends nothing when the client has gone already', async () => {
  const error = await failureOf(invoke({ signal: AbortSignal.abort() }));
  expect(error.kind).toBe('ABORTED');
  expect(server.seen).toHaveLength(0);
});

it('holds many long polls at once, and uses their connections again', async () => {
  // Of its own: connections that other tests have cut are opened again sooner or later.
  const own = await startServer();
  const fresh = connect(own.basePath);
  const poll = () =>
    fresh.relay.invoke({ walletId: WALLET, deviceId: DEVICE, payload: '{}', timeoutMs: 60_000 });
  const held: (() => void)[] = [];
  own.respond((_seen, response) => {
    held.push(() => response.end('{}'));
    if (held.length === 300) for (const release of held) release();
  });
  const answers = await Promise.all(Array.from({ length: 300 }, poll));
  expect(answers).toHaveLength(300);
  expect(own.connections()).toBe(300);
  own.respond(json(200, {}));
  for (let i = 0; i < 10; i += 1) await poll();
  // Ten more, were none used again; one may be lost to a machine that stands still.
  expect(own.connections()).toBeLessThan(305);
  await fresh.close();
  await own.close();
});

it('ends what is in flight when it is closed', async () => {
  const other = connect(server.basePath);
  const reached = new Promise<void>((resolve) => {
    server.respond(() => {
      resolve();
    });
  });
  const pending = failureOf(
    other.relay.invoke({ walletId: WALLET, deviceId: DEVICE, payload: '', timeoutMs: 60_000 }),
  );
  await reached;
  await other.close();
  expect((await pending).kind).toBe('ABORTED');
});
