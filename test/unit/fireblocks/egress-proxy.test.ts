import { createServer, type Server } from 'node:http';
import { connect as connectTcp, type AddressInfo } from 'node:net';
import { judge } from './support/api-users';
import { json, startServer, type TestServer } from './support/http-server';
import { connect, DEVICE, failureOf, TX, WALLET } from './support/values';

const EXPECTED = `Basic ${Buffer.from('user:p@ss').toString('base64')}`;

let upstream: TestServer;
let proxy: Server;
let tunnels = 0;
let refusal: number | undefined;

beforeAll(async () => {
  upstream = await startServer();
  proxy = createServer();
  proxy.on('connect', (request, socket) => {
    const refused = request.headers['proxy-authorization'] === EXPECTED ? refusal : 407;
    if (refused !== undefined) {
      socket.end(`HTTP/1.1 ${refused} No\r\nContent-Length: 2\r\n\r\n{}`);
      return;
    }
    tunnels += 1;
    const [host, port] = (request.url ?? '').split(':');
    const target = connectTcp(Number(port), host, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      target.pipe(socket).pipe(target);
    });
    socket.on('error', () => target.destroy());
    target.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await upstream.close();
  proxy.close();
});
beforeEach(() => {
  refusal = undefined;
});

function through(credentials: string) {
  const { port } = proxy.address() as AddressInfo;
  const proxyUrl = `http://${credentials}@127.0.0.1:${port}`;
  return connect(upstream.basePath, { proxy: proxyUrl });
}

const rpc = { walletId: WALLET, deviceId: DEVICE, payload: '{}', timeoutMs: 60_000 };

it('takes the typed client and the relay through the proxy, with its credentials', async () => {
  const fireblocks = through('user:p%40ss');
  upstream.respond(json(200, { walletId: WALLET }));
  await fireblocks.wallets.createWallet('k');
  expect(tunnels).toBe(1);
  await fireblocks.relay.invoke(rpc);
  expect(tunnels).toBe(2);
  expect(upstream.seen.map(judge)).toEqual(['admin-key', 'signer-key']);
  await fireblocks.close();
});

it.each([404, 403, 502])("does not take the proxy's %i for Fireblocks' answer", async (status) => {
  const fireblocks = through('user:p%40ss');
  refusal = status;
  const before = upstream.seen.length;
  const typed = await failureOf(fireblocks.transactions.findByExternalId(TX));
  expect(typed).toMatchObject({ kind: 'UNREACHABLE', definitive: false });
  expect((await failureOf(fireblocks.relay.invoke(rpc))).kind).toBe('UNREACHABLE');
  expect(upstream.seen).toHaveLength(before);
  await fireblocks.close();
});

it('is UNREACHABLE with wrong credentials', async () => {
  const fireblocks = through('user:wrong');
  expect((await failureOf(fireblocks.transactions.get(TX))).kind).toBe('UNREACHABLE');
  expect((await failureOf(fireblocks.relay.invoke(rpc))).kind).toBe('UNREACHABLE');
  await fireblocks.close();
});

it('does not read a proxy from the environment', async () => {
  const { port } = proxy.address() as AddressInfo;
  process.env['HTTP_PROXY'] = process.env['http_proxy'] = `http://127.0.0.1:${port}`;
  const fireblocks = connect(upstream.basePath);
  upstream.respond(json(200, { id: TX, status: 'A' }));
  const before = tunnels;
  expect((await fireblocks.transactions.get(TX)).id).toBe(TX);
  expect(tunnels).toBe(before);
  delete process.env['HTTP_PROXY'];
  delete process.env['http_proxy'];
  await fireblocks.close();
});
