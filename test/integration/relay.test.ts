import { randomUUID } from 'node:crypto';
import { databaseKinds } from '../support/databases';
import { TestGateway } from '../support/gateway';
import { RELAY, type GraphQLCaller } from '../support/graphql-caller';
import { eventually } from '../support/simulator-client';
import { UPSTREAM, type SimulatedCall } from '../support/simulator-control';

const TWO_MIB = 2 * 1024 * 1024;
const SECRET = 'what-fireblocks-said-is-not-for-clients';

/** A message of exactly that many bytes. */
function messageOf(bytes: number, filler = 'x'): string {
  const empty = JSON.stringify({ method: 'report_event', params: [{ data: '' }] });
  const room = bytes - Buffer.byteLength(empty);
  const text = filler.repeat(Math.floor(room / Buffer.byteLength(filler)));
  const rest = 'x'.repeat(room - Buffer.byteLength(text));
  return JSON.stringify({ method: 'report_event', params: [{ data: text + rest }] });
}

describe.each(databaseKinds)('the relay on the $name database', (kind) => {
  let gateway: TestGateway;
  let alice: GraphQLCaller;
  let walletId: string;
  let deviceId: string;

  beforeAll(async () => {
    gateway = await TestGateway.start({ RATE_LIMIT_FACTOR: '1000' }, kind);
    alice = await gateway.as('alice');
    walletId = await alice.createWallet();
    deviceId = await alice.assignDevice(walletId);
  });

  afterEach(() => gateway.simulator.clearFaults());
  afterAll(() => gateway.stop());

  const input = (payload: string) => ({ input: { walletId, deviceId, payload } });
  const message = (method: string, params: unknown[] = []) => JSON.stringify({ method, params });

  async function invocations(): Promise<SimulatedCall[]> {
    return (await gateway.simulator.calls()).filter(({ path }) => path.endsWith('/invoke'));
  }

  /** What a client is given when Fireblocks answers this. */
  async function answered(status: number, body: unknown) {
    await gateway.simulator.fault({ path: UPSTREAM.invoke, kind: 'status', status, body });
    return alice.send<{ relayRpc: { response: unknown } | null }>(
      RELAY,
      input(message('get_all_keys')),
    );
  }

  const answers: unknown[] = [
    { result: { deep: [{ nested: { keys: [1, 2.5, null, true, []] } }] } },
    { result: 'Grüße, 世界 🗝️ \u0000 " \\ </script>' },
    { result: { __typename: 'x', constructor: 1, id: '1e400', big: '12345678901234567890' } },
    { error: { message: 'of the device’s own protocol', code: 17, more: ['kept'] } },
    { neither: 'result nor error' },
    ['a', { list: 1 }],
    'a text',
    0,
    false,
  ];
  it.each(answers.map((body) => ({ body })))(
    'hands the answer $body over unchanged',
    async ({ body }) => {
      const { data, errors } = await answered(200, body);
      expect(errors).toEqual([]);
      expect(data?.relayRpc?.response).toEqual(body);
    },
  );

  it('answers {} when there is nothing to say', async () => {
    const response = await alice.relay(walletId, deviceId, { method: 'get_player_certificate' });
    expect(response).toEqual({});
  });

  it('uses the API key of the signer, and calls once', async () => {
    const before = (await invocations()).length;
    await alice.relay(walletId, deviceId, { method: 'get_all_keys' });
    const calls = await invocations();

    expect(calls).toHaveLength(before + 1);
    expect(calls.at(-1)).toMatchObject({
      role: 'signer',
      path: `/v1/ncw/wallets/${walletId}/devices/${deviceId}/invoke`,
      status: 200,
    });
  });

  describe('when Fireblocks refuses', () => {
    it.each([1_000, 1_001, 1_002, 1_003, 1_004, 1_005, 1_006])(
      'tells the SDK its own code %d and no words of Fireblocks',
      async (code) => {
        const { data, errors } = await answered(409, { message: SECRET, code });
        expect(errors).toEqual([]);
        const { error } = data?.relayRpc?.response as { error: { message: string; code: number } };
        expect(error).toEqual({ message: expect.any(String), code });
        expect(error.message).not.toContain(SECRET);
      },
    );

    it('passes on that a wallet is incomplete', async () => {
      await gateway.simulator.settings({ strictSetup: true });
      const algorithms = ['MPC_CMP_ECDSA_SECP256K1'];
      const keySetup = message('request_mpc_setup', [{ algorithms }]);
      await alice.expectData(RELAY, input(keySetup));
      const { relayRpc } = await alice.expectData<{ relayRpc: { response: unknown } }>(
        RELAY,
        input(keySetup),
      );
      await gateway.simulator.settings({ strictSetup: false });
      expect(relayRpc.response).toEqual({ error: { message: 'Incomplete device', code: 1_001 } });
    });

    it.each([
      [400, { message: SECRET, code: 9_999 }, 'UPSTREAM_REJECTED'],
      [400, { message: SECRET }, 'UPSTREAM_REJECTED'],
      [400, { message: SECRET, code: 999 }, 'UPSTREAM_REJECTED'],
      [400, { message: SECRET, code: 1_007 }, 'UPSTREAM_REJECTED'],
      [403, { message: SECRET }, 'UPSTREAM_REJECTED'],
      [404, { message: SECRET }, 'UPSTREAM_REJECTED'],
      [409, { error: { message: SECRET, code: 5 } }, 'UPSTREAM_REJECTED'],
      [401, { message: SECRET }, 'UPSTREAM_UNAVAILABLE'],
      [408, { message: SECRET }, 'UPSTREAM_UNAVAILABLE'],
      [429, { message: SECRET }, 'UPSTREAM_UNAVAILABLE'],
      [500, { message: SECRET }, 'UPSTREAM_UNAVAILABLE'],
      [503, SECRET, 'UPSTREAM_UNAVAILABLE'],
      [302, { message: SECRET }, 'UPSTREAM_UNAVAILABLE'],
    ])('answers HTTP %d with %j as %s and tells nothing of it', async (status, body, code) => {
      const before = (await invocations()).length;
      const answer = await answered(status, body);
      expect(answer.errors.map(({ extensions }) => extensions.code)).toEqual([code]);
      expect(JSON.stringify(answer)).not.toContain(SECRET);
      expect(await invocations()).toHaveLength(before + 1);
    });

    it.each(['502html', 'reset', '500null'] as const)(
      'never sends a message twice after %s',
      async (fault) => {
        await gateway.simulator.fault({ path: UPSTREAM.invoke, kind: fault });
        const before = (await invocations()).length;
        const error = await alice.expectError(RELAY, input(message('get_all_keys')));

        expect(error).toMatchObject({
          status: 503,
          extensions: { code: 'UPSTREAM_UNAVAILABLE', retryable: true },
        });
        expect(error.message).not.toMatch(/html|gateway|502/i);
        expect(await invocations()).toHaveLength(before + 1);
      },
    );
  });

  describe('and the payload', () => {
    it.each([
      ['letters', 'x'],
      ['characters of several bytes', '世'],
      ['quotes, which grow when they are escaped', '"'],
    ])('passes at exactly 2 MiB of %s', async (_name, filler) => {
      const payload =
        filler === '"' ? JSON.stringify({ method: 'report_event', d: '"'.repeat(1_048_500) }) : '';
      const exact = payload === '' ? messageOf(TWO_MIB, filler) : payload;
      expect(Buffer.byteLength(exact)).toBeLessThanOrEqual(TWO_MIB);
      expect(Buffer.byteLength(exact)).toBeGreaterThan(TWO_MIB - 200);
      const { relayRpc } = await alice.expectData<{ relayRpc: unknown }>(RELAY, input(exact));
      expect(relayRpc).toEqual({ response: {} });
    });

    it.each([
      ['a byte', messageOf(TWO_MIB + 1)],
      ['bytes, not characters', messageOf(TWO_MIB + 3, '世')],
    ])('is refused above 2 MiB by %s', async (_name, payload) => {
      const before = (await invocations()).length;
      const error = await alice.expectError(RELAY, input(payload));
      expect(error).toMatchObject({ status: 413, extensions: { code: 'PAYLOAD_TOO_LARGE' } });
      expect(await invocations()).toHaveLength(before);
    });

    it('is refused with its whole request above 5 MiB', async () => {
      const error = await alice.expectError(RELAY, input('x'.repeat(6 * 1024 * 1024)));
      expect(error).toMatchObject({
        status: 413,
        extensions: { code: 'PAYLOAD_TOO_LARGE', retryable: false },
      });
      expect(error.extensions.requestId).toMatch(/^[0-9a-f-]{36}$/);
    });

    it.each(['', ' ', 'not json', '[]', '[{"method":"x"}]', '"text"', 'null', 'true', '1', '{'])(
      'is refused when it is %j',
      async (payload) => {
        const before = (await invocations()).length;
        const error = await alice.expectError(RELAY, input(payload));
        expect(error).toMatchObject({ status: 400, extensions: { code: 'BAD_USER_INPUT' } });
        expect(error.message).toContain('input.payload');
        expect(await invocations()).toHaveLength(before);
      },
    );
  });

  it.each(['.', '..', '%2e%2e', '../../transactions', `${randomUUID()}/..`, '', ' ', '\u0000'])(
    'never lets the id %j near a URL',
    async (id) => {
      const before = await gateway.simulator.calls();
      const payload = message('get_all_keys');
      const inputs = [
        { walletId: id, deviceId, payload },
        { walletId, deviceId: id, payload },
      ];
      for (const each of inputs) {
        const error = await alice.expectError(RELAY, { input: each });
        expect(error).toMatchObject({ status: 400, extensions: { code: 'BAD_USER_INPUT' } });
      }
      expect(await gateway.simulator.calls()).toEqual(before);
    },
  );

  describe('and a client that goes away', () => {
    const poll = () => message('poll_mpc_msg', [{ txId: randomUUID() }]);

    /** The next poll is held back as one that nothing is said to, which shows when it has come. */
    const held = () =>
      gateway.simulator.fault({ path: UPSTREAM.invoke, kind: 'latency', latencyMs: 60_000 });
    const arrived = () =>
      eventually(async () => (await gateway.simulator.faults()).length === 0 || undefined);

    /** The call that Fireblocks saw end without an answer. */
    function abandoned(before: number): Promise<SimulatedCall> {
      return eventually(async () => (await invocations())[before]);
    }

    it('ends the long poll at Fireblocks over HTTP', async () => {
      const before = (await invocations()).length;
      await held();
      const client = new AbortController();
      const answer = fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        signal: client.signal,
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${alice.token ?? ''}`,
        },
        body: JSON.stringify({ query: RELAY, variables: input(poll()) }),
      });
      const ended = expect(answer).rejects.toThrow();
      await arrived();
      expect(await invocations()).toHaveLength(before);
      client.abort();
      await ended;
      expect(await abandoned(before)).toMatchObject({ status: 0 });
    });

    it('ends the long poll at Fireblocks over WebSocket', async () => {
      const before = (await invocations()).length;
      await held();
      const socket = alice.socket();
      socket.subscribe(
        { query: RELAY, variables: input(poll()) },
        { next: () => undefined, error: () => undefined, complete: () => undefined },
      );
      await arrived();
      expect(await invocations()).toHaveLength(before);
      await socket.dispose();
      expect(await abandoned(before)).toMatchObject({ status: 0 });
    });
  });
});
