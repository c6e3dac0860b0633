import { randomUUID } from 'node:crypto';
import type { GraphQLFormattedError } from 'graphql';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { TestGateway } from '../support/gateway';
import { GraphQLCaller, RELAY } from '../support/graphql-caller';
import { tokenWith } from '../support/tokens';
import { WebhookSender } from '../support/webhook-sender';

const OFFICE = '203.0.113.7';
const HOME = '198.51.100.9';
const FIREBLOCKS = '3.135.57.98';
const APP = 'https://app.example.com';
const TAKEOVER = '{"method":"request_end_user_takeover"}';

/** This machine plays the proxy in front, so that each request may name its client. */
const SETTINGS = {
  RATE_LIMIT_FACTOR: '1000',
  TRUSTED_PROXIES: '127.0.0.0/8, ::1',
  ADMIN_ALLOWED_CIDRS: '203.0.113.0/24',
  WEBHOOK_ALLOWED_CIDRS: `${FIREBLOCKS}/32`,
  CORS_ORIGINS: APP,
  RPC_HIGH_RISK: 'step-up',
  STEP_UP_AMR: 'otp,hwk',
};

describe('the edges of the gateway', () => {
  let gateway: TestGateway;
  let alice: GraphQLCaller;
  let walletId: string;

  beforeAll(async () => {
    gateway = await TestGateway.start(SETTINGS);
    alice = await gateway.as('alice');
    walletId = await alice.createWallet();
  });

  afterAll(() => gateway.stop());

  type Send = (
    caller: GraphQLCaller,
    query: string,
    variables: Record<string, unknown>,
    headers: Record<string, string>,
  ) => Promise<{
    data?: Record<string, unknown> | null | undefined;
    errors?: readonly GraphQLFormattedError[] | undefined;
  }>;

  const overHttp: Send = async (caller, ...request) => {
    const { data = null, errors } = await caller.send(...request);
    return errors.length > 0 ? { data, errors } : { data };
  };

  const overSocket: Send = async (caller, query, variables, headers) => {
    class FromElsewhere extends WebSocket {
      constructor(address: string, protocols: string | string[]) {
        super(address, protocols, { headers });
      }
    }
    const client = createClient({
      url: `${gateway.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: FromElsewhere,
      retryAttempts: 0,
      connectionParams: { authorization: `Bearer ${caller.token ?? ''}` },
    });
    try {
      for await (const result of client.iterate({ query, variables })) return result;
      throw new Error('no answer');
    } finally {
      await client.dispose();
    }
  };

  const transports = [
    { transport: 'HTTP', send: overHttp },
    { transport: 'WebSocket', send: overSocket },
  ];

  describe.each(transports)('staff over $transport', ({ send }) => {
    const query = 'query ($id: ID!) { me { scopes } wallet(id: $id) { id } }';

    it.each([
      ['is staff in the office', OFFICE, true],
      ['is staff behind two proxies', `${OFFICE}, 127.0.0.1`, true],
      ['is a user at home', HOME, false],
      ['is a user who claims to be in the office', `${OFFICE}, ${HOME}`, false],
      ['is a user from who knows where', 'unknown', false],
    ])('%s', async (_what, forwarded, elevated) => {
      for (const scope of ['ncw:support', 'ncw:admin']) {
        const staff = await gateway.as('staff', `openid ${scope}`);
        const { data } = await send(
          staff,
          query,
          { id: walletId },
          { 'x-forwarded-for': forwarded },
        );
        expect(data).toEqual({
          me: { scopes: elevated ? ['openid', scope] : ['openid'] },
          wallet: elevated ? { id: walletId } : null,
        });
      }
    });
  });

  describe('webhooks', () => {
    const post = (body: string, from: string | undefined, signed = true) => {
      const sender = new WebhookSender(gateway.url, gateway.dataDir);
      const signature = signed ? sender.signV2(body) : {};
      const forwarded = from === undefined ? {} : { 'x-forwarded-for': from };
      return sender.post(body, { ...signature, ...forwarded });
    };
    const body = () =>
      JSON.stringify({ id: randomUUID(), eventType: 'some.event', data: { id: randomUUID() } });

    it('are taken from the addresses that are allowed, and must be signed all the same', async () => {
      expect(await post(body(), FIREBLOCKS)).toBe(200);
      expect(await post(body(), `6.6.6.6, ${FIREBLOCKS}`)).toBe(200);
      expect(await post(body(), `::ffff:${FIREBLOCKS}`)).toBe(200);
      expect(await post(body(), FIREBLOCKS, false)).toBe(401);
    });

    it('are refused from everywhere else, however well they are signed', async () => {
      const before = await gateway.metric('ncw_webhooks_total{outcome="forbidden"}');
      for (const from of [HOME, `${FIREBLOCKS}, ${HOME}`, '3.135.57.99', 'unknown', undefined]) {
        expect(await post(body(), from)).toBe(403);
      }
      const after = await gateway.metric('ncw_webhooks_total{outcome="forbidden"}');
      expect(after - before).toBeGreaterThanOrEqual(5);
    });
  });

  describe('a browser’s page', () => {
    /** 101, or the status by which the gateway refuses to open a socket. */
    const upgrade = (origin: string | undefined) =>
      new Promise<number>((resolve, reject) => {
        const address = `${gateway.url.replace('http', 'ws')}/graphql`;
        const options = origin === undefined ? {} : { origin };
        const socket = new WebSocket(address, 'graphql-transport-ws', options);
        socket.once('open', () => {
          resolve(101);
          socket.terminate();
        });
        socket.once('unexpected-response', (request, response) => {
          resolve(response.statusCode ?? 0);
          request.destroy();
        });
        socket.on('error', reject);
      });

    const corsHeader = async (origin: string) => {
      const preflight = {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST' },
      };
      const response = await fetch(`${gateway.url}/graphql`, preflight);
      return response.headers.get('access-control-allow-origin');
    };

    it.each([APP, 'own'])('of an allowed origin may use both transports: %s', async (which) => {
      const origin = which === 'own' ? gateway.url : which;
      expect(await upgrade(origin)).toBe(101);
      expect(await corsHeader(origin)).toBe(origin);
    });

    it.each([
      ...['https://evil.example', `${APP}.evil.example`, 'http://app.example.com', 'null'],
      ...[`${APP}:8443`, 'https://APP.example.com.', 'file://'],
    ])('of another origin may use neither: "%s"', async (origin) => {
      expect(await upgrade(origin)).toBe(403);
      expect(await corsHeader(origin)).toBeNull();
    });

    it('is none where no origin is named, as by native clients', async () => {
      expect(await upgrade(undefined)).toBe(101);
    });
  });

  describe.each(transports)('a key takeover over $transport', ({ send }) => {
    let deviceId: string;

    beforeAll(async () => {
      deviceId = await alice.assignDevice(walletId);
      await alice.relay(walletId, deviceId, { method: 'get_all_keys' });
    });

    async function relay(payload: string, claims: Record<string, unknown> = {}) {
      const token = await tokenWith(gateway.dataDir, { sub: 'alice', ...claims });
      const input = { walletId, deviceId, payload };
      const caller = new GraphQLCaller(gateway.url, token);
      const { data, errors } = await send(caller, RELAY, { input }, {});
      return errors?.[0]?.extensions?.['code'] ?? data?.['relayRpc'];
    }

    const seconds = () => Math.floor(Date.now() / 1_000);
    const invocations = () => gateway.simulator.countCalls('POST', '/invoke$/');

    it('needs a recent sign-in with a strong method', async () => {
      const before = await invocations();
      const old = { amr: ['otp'], auth_time: seconds() - 301 };
      expect(await relay(TAKEOVER)).toBe('STEP_UP_REQUIRED');
      expect(await relay(TAKEOVER, { amr: ['pwd'], auth_time: seconds() })).toBe(
        'STEP_UP_REQUIRED',
      );
      expect(await relay(TAKEOVER, old)).toBe('STEP_UP_REQUIRED');
      expect(await invocations()).toBe(before);
      const answer = await relay(TAKEOVER, { amr: ['pwd', 'hwk'], auth_time: seconds() });
      expect(answer).toMatchObject({ response: { result: { requestId: expect.any(String) } } });
      expect(await invocations()).toBe(before + 1);
    });

    it('does not hide behind another method', async () => {
      const before = await invocations();
      const hidden = `{"method":"get_all_keys","\\u006dethod":${TAKEOVER.slice(10)}`;
      expect(await relay(hidden)).toBe('STEP_UP_REQUIRED');
      expect(await relay('{"method":"get_all_keys","Method":"x"}')).toBe('BAD_USER_INPUT');
      expect(await invocations()).toBe(before);
    });

    it('leaves every other message as it was', async () => {
      expect(await relay('{"method":"get_all_keys"}')).toEqual({ response: { result: [] } });
    });
  });
});
