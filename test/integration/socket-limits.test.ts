import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { createClient, type Client } from 'graphql-ws';
import { WebSocket, type ClientOptions } from 'ws';
import { createGatewaySocket } from '../../src/client/gateway-socket';
import { TestGateway } from '../support/gateway';
import { unlessStalled } from '../support/given-time';
import { eventually } from '../support/simulator-client';

const PER_USER = 2;
const PER_ADDRESS = 4;
const MESSAGES = 60;
const SETTINGS = {
  SOCKETS_PER_USER: String(PER_USER),
  SOCKETS_PER_ADDRESS: String(PER_ADDRESS),
  SOCKET_MESSAGES_PER_MINUTE: String(MESSAGES),
  // Longer than a machine may stand still; it is short where it is what a test is about.
  SOCKET_INIT_SECONDS: '60',
  SOCKET_STALL_SECONDS: '600',
  // This machine plays the proxy in front, so that each socket may name its client.
  TRUSTED_PROXIES: '127.0.0.0/8, ::1',
};

let gateway: TestGateway;
const open = new Set<WebSocket>();

beforeAll(async () => {
  gateway = await TestGateway.start(SETTINGS);
});
afterEach(closeAll);
afterAll(() => gateway.stop());

const wsUrl = (): string => `${gateway.url.replace('http', 'ws')}/graphql`;
const refused = (reason: string): Promise<number> =>
  gateway.metric(`ncw_sockets_refused_total{reason="${reason}"}`);

function sockets(count: number): Promise<true> {
  return eventually(async () =>
    (await gateway.metric('ncw_sockets')) === count ? true : undefined,
  );
}

async function closeAll(): Promise<void> {
  for (const socket of open) socket.terminate();
  open.clear();
  await sockets(0);
}

function connect(address: string, options: ClientOptions = {}): WebSocket {
  const headers = { 'x-forwarded-for': address };
  const socket = new WebSocket(wsUrl(), 'graphql-transport-ws', { headers, ...options });
  socket.on('error', () => undefined);
  open.add(socket);
  return socket;
}

/** The status of the handshake: 101 when there is a socket. */
async function statusOf(address: string): Promise<number | undefined> {
  const socket = connect(address);
  const [, response] = (await Promise.race([
    once(socket, 'open').then(() => [undefined, { statusCode: 101 }]),
    once(socket, 'unexpected-response'),
  ])) as [unknown, { statusCode: number; headers?: Record<string, string> }];
  if (response.statusCode === 429) expect(response.headers?.['retry-after']).toBe('10');
  return response.statusCode;
}

/** Open and introduced. */
async function introduced(sub: string, options?: ClientOptions): Promise<WebSocket> {
  const authorization = `Bearer ${await gateway.token(sub)}`;
  const socket = connect('192.0.2.99', options);
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization } }));
  await Promise.race([once(socket, 'message'), once(socket, 'close')]);
  return socket;
}

async function closeOf(socket: WebSocket): Promise<{ code: number; reason: string }> {
  const [code, reason] = (await once(socket, 'close')) as [number, Buffer];
  return { code, reason: reason.toString() };
}

/** graphql-ws as an app has it, with a quick second try. */
async function unmodified(sub: string, retryAttempts: number, tries: number[] = []) {
  const token = await gateway.token(sub);
  return createClient({
    url: wsUrl(),
    webSocketImpl: WebSocket,
    lazy: false,
    retryAttempts,
    retryWait: () => new Promise((resolve) => setTimeout(resolve, 100)),
    onNonLazyError: () => undefined,
    connectionParams: { authorization: `Bearer ${token}` },
    on: { closed: (event) => tries.push((event as { code: number }).code) },
  });
}

function ask(client: Client): Promise<unknown> {
  return client.iterate({ query: '{ me { id } }' }).next();
}

/** A close event of graphql-ws, or an error. */
function whyOf(reason: unknown): string {
  return typeof reason === 'object' && reason && 'code' in reason
    ? String(reason.code)
    : String(reason);
}

describe('an address', () => {
  it('may open so many sockets, and others as many; who is over it gets 429', async () => {
    const before = await refused('address');
    const statuses: (number | undefined)[] = [];
    for (let i = 0; i < PER_ADDRESS + 2; i += 1) statuses.push(await statusOf('192.0.2.1'));
    expect(statuses).toEqual([101, 101, 101, 101, 429, 429]);
    expect(await statusOf('192.0.2.2')).toBe(101);
    expect((await refused('address')) - before).toBe(2);
  });

  it('passes no more when all come at once', async () => {
    const statuses = await Promise.all(Array.from({ length: 20 }, () => statusOf('192.0.2.3')));
    expect(statuses.filter((status) => status === 101)).toHaveLength(PER_ADDRESS);
  });

  it('of IPv6 is its whole /64 network', async () => {
    const statuses: (number | undefined)[] = [];
    for (let i = 0; i < PER_ADDRESS + 1; i += 1) statuses.push(await statusOf(`2001:db8::${i}:1`));
    expect(statuses.at(-1)).toBe(429);
    expect(await statusOf('2001:db8:0:1::1')).toBe(101);
  });

  it('has its place again as soon as a socket of it is gone', async () => {
    for (let i = 0; i < PER_ADDRESS; i += 1) await statusOf('192.0.2.4');
    const [first] = open;
    first!.terminate();
    await sockets(PER_ADDRESS - 1);
    expect(await statusOf('192.0.2.4')).toBe(101);
  });
});

describe('a user', () => {
  it('may have so many sockets; the next one is closed with 1013, and others are not', async () => {
    const before = await refused('user');
    const held = [await introduced('alice'), await introduced('alice')];
    const authorization = `Bearer ${await gateway.token('alice')}`;
    const third = connect('192.0.2.98');
    await once(third, 'open');
    const closed = closeOf(third);
    third.send(JSON.stringify({ type: 'connection_init', payload: { authorization } }));
    expect(await closed).toEqual({ code: 1013, reason: 'the user has too many connections' });
    expect(held.map(({ readyState }) => readyState)).toEqual([1, 1]);
    expect((await introduced('bob')).readyState).toBe(WebSocket.OPEN);
    expect((await refused('user')) - before).toBe(1);
  });

  it('who comes too often is let in by his own client when another socket has gone', async () => {
    const held = [await introduced('carol'), await introduced('carol')];
    const tries: number[] = [];
    const client = await unmodified('carol', 50, tries);
    const answer = ask(client);
    await eventually(() => Promise.resolve(tries.length >= 2 ? true : undefined));
    held[0]!.terminate();
    expect(await answer).toMatchObject({ value: { data: { me: { id: 'carol' } } } });
    expect(new Set(tries)).toEqual(new Set([1013]));
    await client.dispose();
  });
});

describe('a socket', () => {
  it('of a stranger is closed with 1009 over what no introduction needs', async () => {
    const before = await refused('size');
    const socket = connect('192.0.2.6');
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'ping', payload: { filling: 'x'.repeat(65_536) } }));
    expect((await closeOf(socket)).code).toBe(1009);
    expect((await refused('size')) - before).toBe(1);
  });

  it.each([
    [
      'messages',
      (socket: WebSocket) => {
        socket.send('{"type":"ping"}');
      },
    ],
    [
      'pings of the WebSocket protocol',
      (socket: WebSocket) => {
        socket.ping();
      },
    ],
  ])('that floods %s is closed with 1008, and no more of it is answered', async (_what, send) => {
    const before = await refused('messages');
    const socket = await introduced('dave');
    let answered = 0;
    socket.on('message', () => (answered += 1)).on('pong', () => (answered += 1));
    const closed = closeOf(socket);
    for (let i = 0; i < 3_000; i += 1) send(socket);
    expect(await closed).toEqual({ code: 1008, reason: 'too many messages' });
    expect(answered).toBeLessThan(2 * MESSAGES);
    expect((await refused('messages')) - before).toBe(1);
  });

  it('that floods is not opened again by its client, whether graphql-ws or ours', async () => {
    const token = await gateway.token('erin');
    const ours = createGatewaySocket({
      url: wsUrl(),
      getToken: () => Promise.resolve(token),
      webSocketImpl: WebSocket,
    });
    for (const client of [ours, await unmodified('erin', 50)]) {
      let opened = 0;
      client.on('connecting', () => (opened += 1));
      const asked = Array.from({ length: 2 * MESSAGES }, () => ask(client));
      const ends = await Promise.allSettled(asked);
      await delay(300);
      await client.dispose();
      const reasons = ends.map((end) => (end.status === 'rejected' ? whyOf(end.reason) : ''));
      expect(reasons.filter((reason) => reason.includes('1008'))).not.toEqual([]);
      expect(opened).toBeLessThanOrEqual(1);
    }
  });
});

describe('a socket that keeps the gateway waiting', () => {
  beforeAll(() => gateway.restart({ SOCKET_INIT_SECONDS: '2', SOCKET_STALL_SECONDS: '2' }));

  it('that does not introduce itself in time is closed with 4408', () =>
    unlessStalled(async () => {
      await closeAll();
      const before = await refused('init');
      const socket = connect('192.0.2.5');
      expect((await closeOf(socket)).code).toBe(4408);
      expect((await refused('init')) - before).toBe(1);
    }));

  it('that answers no ping is closed with 1013, and its place is given back', () =>
    unlessStalled(async () => {
      await closeAll();
      const before = await refused('stalled');
      const silent = await introduced('frank', { autoPong: false });
      const alive = await introduced('frank');
      const { code } = await closeOf(silent);
      expect(code).toBe(1013);
      expect(alive.readyState).toBe(WebSocket.OPEN);
      expect((await refused('stalled')) - before).toBe(1);
      expect((await introduced('frank')).readyState).toBe(WebSocket.OPEN);
    }));

  it('that is half open is cut off, though it never answers the closing', () =>
    unlessStalled(async () => {
      await closeAll();
      const silent = await introduced('grace', { autoPong: false });
      // The other side of the wire is dead: nothing is read any more, and nothing is sent.
      silent.pause();
      await sockets(0);
      expect(silent.readyState).not.toBe(WebSocket.CLOSED);
    }));
});
