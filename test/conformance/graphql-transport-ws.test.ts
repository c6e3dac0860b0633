import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { WebSocket, type ClientOptions } from 'ws';
import { TestGateway } from '../support/gateway';

interface Message {
  type: string;
  id?: string;
  payload?: unknown;
}

interface Payload {
  data?: unknown;
  errors?: { message: string; extensions: Record<string, unknown> }[];
}

/** A client that knows nothing of the protocol: it sends what it is told and notes what comes. */
class Probe {
  readonly received: Message[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  private arrived: () => void = () => undefined;

  private constructor(private readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => {
      this.received.push(JSON.parse(data.toString()) as Message);
      this.arrived();
    });
    socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => {
      socket.on('close', (code, reason) => {
        resolve({ code, reason: reason.toString() });
      });
    });
  }

  static async open(
    url: string,
    protocols: string[] = ['graphql-transport-ws'],
    options: ClientOptions = {},
  ): Promise<Probe> {
    const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/graphql`, protocols, options);
    const probe = new Probe(socket);
    await once(socket, 'open');
    return probe;
  }

  send(message: unknown): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  subscribe(id: string, query: string, variables?: unknown): void {
    this.send({ id, type: 'subscribe', payload: { query, ...(variables ? { variables } : {}) } });
  }

  async init(payload?: unknown): Promise<void> {
    this.send({ type: 'connection_init', ...(payload === undefined ? {} : { payload }) });
    await this.next((message) => message.type === 'connection_ack');
  }

  /** The first message of this kind, or the close in its place. */
  async next(wanted: (message: Message) => boolean): Promise<Message> {
    for (;;) {
      const found = this.received.find(wanted);
      if (found) return found;
      const end = await Promise.race([
        this.closed,
        new Promise<undefined>((resolve) => {
          this.arrived = () => {
            resolve(undefined);
          };
        }),
      ]);
      if (end) throw new Error(`closed with ${end.code} ${end.reason}`);
    }
  }

  /** Everything that came for an operation once it is over. */
  async answer(id: string): Promise<Message[]> {
    await this.next((m) => m.id === id && (m.type === 'complete' || m.type === 'error'));
    return this.received.filter((message) => message.id === id);
  }

  close(): void {
    this.socket.close();
  }
}

let gateway: TestGateway;
let alice: string;
let walletId: string;
const open: Probe[] = [];

beforeAll(async () => {
  gateway = await TestGateway.start();
  alice = `Bearer ${await gateway.token('alice')}`;
  walletId = await (await gateway.as('alice')).createWallet();
});

afterEach(() => {
  for (const probe of open.splice(0)) probe.close();
});

afterAll(async () => {
  await gateway.stop();
});

async function connect(protocols?: string[], options?: ClientOptions): Promise<Probe> {
  const probe = await Probe.open(gateway.url, protocols, options);
  open.push(probe);
  return probe;
}

async function initialised(authorization: string | null = alice): Promise<Probe> {
  const probe = await connect();
  await probe.init(authorization === null ? undefined : { authorization });
  return probe;
}

const STREAM = 'subscription ($id: ID!) { signingStatus(walletId: $id) { kind } }';

/** A stream that stays open. */
async function stream(probe: Probe, id: string): Promise<void> {
  probe.subscribe(id, STREAM, { id: walletId });
  await probe.next((message) => message.id === id && message.type === 'next');
}

describe('a connection is closed', () => {
  it('with 4406 when it names no subprotocol', async () => {
    expect((await (await connect([])).closed).code).toBe(4406);
  });

  it('by itself when it names only others, of which none is chosen', async () => {
    const attempt = connect(['graphql-ws', 'graphql']);
    await expect(attempt).rejects.toThrow('Server sent no subprotocol');
    const probe = await connect(['graphql-ws', 'graphql-transport-ws']);
    await probe.init();
  });

  it('with 4401 when it asks before it has introduced itself', async () => {
    const probe = await connect();
    probe.subscribe('1', '{ __typename }');
    expect((await probe.closed).code).toBe(4401);
    expect(probe.received).toEqual([]);
  });

  it('with 4429 when it introduces itself twice', async () => {
    const probe = await initialised();
    probe.send({ type: 'connection_init' });
    expect((await probe.closed).code).toBe(4429);
  });

  it('with 4408 when it does not introduce itself within five seconds', async () => {
    const startedAt = Date.now();
    const probe = await connect();
    expect((await probe.closed).code).toBe(4408);
    expect(Date.now() - startedAt).toBeGreaterThan(4_500);
  });

  it('with 4409 when it gives an id to a second operation while the first runs', async () => {
    const probe = await initialised();
    await stream(probe, 'same');
    probe.subscribe('same', '{ __typename }');
    expect((await probe.closed).code).toBe(4409);
  });

  it.each([
    'garbage',
    '',
    '7',
    'null',
    '[]',
    '{}',
    '{"type":"start"}',
    '{"type":7}',
    '{"type":"subscribe","id":"1"}',
    '{"type":"subscribe","payload":{"query":"{ __typename }"}}',
    '{"type":"subscribe","id":"","payload":{"query":"{ __typename }"}}',
    '{"type":"subscribe","id":1,"payload":{"query":"{ __typename }"}}',
    '{"type":"subscribe","id":"1","payload":{"query":7}}',
    '{"type":"subscribe","id":"1","payload":{"query":"{ __typename }","variables":[]}}',
    '{"type":"connection_ack","payload":7}',
    '{"type":"complete"}',
  ])('with 4400 when it sends %j', async (message) => {
    const probe = await initialised();
    probe.send(message);
    const { code, reason } = await probe.closed;
    expect(code).toBe(4400);
    expect(reason).not.toMatch(/\bat .*:\d+:\d+/);
  });

  it.each([
    ['a token that is none', 'Bearer abc'],
    ['something that is no bearer token', 'Basic YWxpY2U6'],
    ['no text', ['Bearer abc']],
  ])('with 4403 when it introduces itself with %s', async (_what, authorization) => {
    const probe = await connect();
    probe.send({ type: 'connection_init', payload: { authorization } });
    expect((await probe.closed).code).toBe(4403);
    expect(probe.received).toEqual([]);
  });

  it('with 4403 when its token expires', async () => {
    const probe = await initialised(`Bearer ${await gateway.token('alice', undefined, 2)}`);
    expect(await probe.closed).toEqual({ code: 4403, reason: 'the token has expired' });
  });

  it.each([[true], [false]])(
    'with 1009 when it sends more than 5 MiB at once (introduced: %s)',
    async (first) => {
      const probe = first ? await initialised() : await connect();
      probe.send('x'.repeat(5 * 1024 * 1024 + 1));
      expect((await probe.closed).code).toBe(1009);
    },
  );
});

describe('the upgrade', () => {
  async function statusFor(origin: string): Promise<number | 'opened'> {
    const url = `${gateway.url.replace(/^http/, 'ws')}/graphql`;
    const socket = new WebSocket(url, ['graphql-transport-ws'], { origin });
    socket.on('error', () => undefined);
    const status = await Promise.race([
      once(socket, 'open').then(() => 'opened' as const),
      once(socket, 'unexpected-response').then(
        ([, response]) => (response as { statusCode: number }).statusCode,
      ),
    ]);
    socket.terminate();
    return status;
  }

  it.each(['https://evil.example', 'null', 'http://localhost:1', 'file://'])(
    'is refused to a page of %s',
    async (origin) => {
      expect(await statusFor(origin)).toBe(403);
    },
  );

  it('is granted to the gateway’s own pages, and to what is no page', async () => {
    expect(await statusFor(gateway.url)).toBe('opened');
    const probe = await initialised();
    expect(probe.received).toEqual([{ type: 'connection_ack' }]);
  });
});

describe('a connection', () => {
  it('is answered pong to each ping, also before it has introduced itself', async () => {
    const probe = await connect();
    probe.send({ type: 'ping' });
    await probe.next(({ type }) => type === 'pong');
    probe.send({ type: 'ping', payload: { n: 1 } });
    await probe.next(({ type, payload }) => type === 'pong' && payload !== undefined);
    probe.send({ type: 'pong' });
    await probe.init();
  });

  it('carries queries and mutations, whose answer is one and then complete', async () => {
    const probe = await initialised();
    probe.subscribe('q', '{ me { id } }');
    const cost = expect.objectContaining({ requested: 1 });
    expect(await probe.answer('q')).toEqual([
      {
        id: 'q',
        type: 'next',
        payload: { data: { me: { id: 'alice' } }, extensions: { cost } },
      },
      { id: 'q', type: 'complete' },
    ]);
    const query =
      'mutation ($k: String!) { createWallet(input: {idempotencyKey: $k}) { wallet { status } } }';
    probe.subscribe('m', query, { k: randomUUID() });
    const [next] = await probe.answer('m');
    expect(next?.payload).toMatchObject({
      data: { createWallet: { wallet: { status: 'ACTIVE' } } },
    });
  });

  it('may use an id again once its operation is over', async () => {
    const probe = await initialised();
    for (let time = 1; time <= 3; time += 1) {
      probe.subscribe('1', '{ __typename }');
      await probe.next(() => probe.received.filter((m) => m.type === 'complete').length === time);
    }
    expect(probe.received.filter(({ type }) => type === 'next')).toHaveLength(3);
  });

  it('ends a stream by complete, after which its id is free and nothing more comes', async () => {
    const probe = await initialised();
    await stream(probe, 's');
    probe.send({ id: 's', type: 'complete' });
    await stream(probe, 's');
    probe.send({ id: 'never there', type: 'complete' });
    probe.subscribe('q', '{ __typename }');
    expect(await probe.answer('q')).toHaveLength(2);
  });

  it('may hold twenty operations and not one more', async () => {
    const probe = await initialised();
    for (let i = 1; i <= 20; i += 1) await stream(probe, `s${i}`);
    probe.subscribe('q', '{ __typename }');
    const [error] = await probe.answer('q');
    expect(error).toMatchObject({
      type: 'error',
      payload: [{ extensions: { code: 'OVERLOADED' } }],
    });
  });

  it('without a token is a stranger’s, who may look and not touch', async () => {
    const probe = await initialised(null);
    probe.subscribe('q', '{ me { id } }');
    const [next] = await probe.answer('q');
    const { errors } = next?.payload as Payload;
    expect(errors?.map(({ extensions }) => extensions['code'])).toEqual(['UNAUTHENTICATED']);
  });
});

describe('an operation that cannot run is answered by an error message', () => {
  it.each([
    ['its syntax', '{', 'GRAPHQL_PARSE_FAILED'],
    ['a field that does not exist', '{ nothing }', 'GRAPHQL_VALIDATION_FAILED'],
    ['too many aliases', `{ ${'a: __typename '.repeat(16)} }`, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'the choice between two',
      'query A { __typename } query B { __typename }',
      'OPERATION_RESOLUTION_FAILURE',
    ],
  ])('over %s', async (_what, query, code) => {
    const probe = await initialised();
    probe.subscribe('1', query);
    const messages = await probe.answer('1');
    expect(messages.map(({ type }) => type)).toEqual(['error']);
    const [error] = messages[0]?.payload as NonNullable<Payload['errors']>;
    expect(error?.extensions).toMatchObject({ code, retryable: false });
    expect(typeof error?.extensions['requestId']).toBe('string');
  });

  it('over bad variables', async () => {
    const probe = await initialised();
    probe.subscribe('1', 'query ($id: ID!) { wallet(id: $id) { id } }', { id: { no: 'id' } });
    const messages = await probe.answer('1');
    expect(messages).toMatchObject([
      { type: 'error', payload: [{ extensions: { code: 'BAD_USER_INPUT' } }] },
    ]);
  });

  it('and leaves the connection as it was', async () => {
    const probe = await initialised();
    probe.subscribe('1', '{');
    await probe.answer('1');
    probe.subscribe('2', '{ __typename }');
    expect(await probe.answer('2')).toHaveLength(2);
  });
});
