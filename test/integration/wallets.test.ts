import { randomUUID } from 'node:crypto';
import { databaseKinds } from '../support/databases';
import { TestGateway } from '../support/gateway';
import { unlessStalled } from '../support/given-time';
import type { GraphQLCaller } from '../support/graphql-caller';
import { eventually } from '../support/simulator-client';
import { UPSTREAM, type Fault } from '../support/simulator-control';

const CREATE = `mutation ($input: CreateWalletInput!) {
  createWallet(input: $input) { wallet { id status createdAt devices { id } } }
}`;
const PAGE = `query ($first: Int, $after: Cursor) {
  wallets(first: $first, after: $after) {
    edges { cursor node { id } }
    pageInfo { hasNextPage endCursor }
  }
}`;
const LIMIT = 5;

interface Wallet {
  id: string;
  status: string;
  createdAt: string;
  devices: unknown[];
}

interface Created {
  createWallet: { wallet: Wallet } | null;
}

interface Page {
  wallets: {
    edges: { cursor: string; node: { id: string } }[];
    pageInfo: { hasNextPage: boolean; endCursor: string | null };
  };
}

const keyed = (idempotencyKey: string) => ({ input: { idempotencyKey } });
const newUser = () => `user-${randomUUID()}`;

describe.each(databaseKinds)('wallets on the $name database', (kind) => {
  let gateway: TestGateway;

  beforeAll(async () => {
    const settings = { RATE_LIMIT_FACTOR: '1000', WALLETS_PER_USER: String(LIMIT) };
    gateway = await TestGateway.start(settings, kind);
  });

  afterEach(() => gateway.simulator.clearFaults());
  afterAll(() => gateway.stop());

  async function create(caller: GraphQLCaller, key: string): Promise<Wallet> {
    return (await caller.expectData<Created>(CREATE, keyed(key))).createWallet!.wallet;
  }

  async function countUpstream(): Promise<number> {
    return (await gateway.simulator.wallets()).length;
  }

  it('makes an active wallet with account 0 at Fireblocks that only its owner sees', async () => {
    const alice = await gateway.as(newUser());
    const wallet = await create(alice, 'first');

    expect(wallet).toMatchObject({ status: 'ACTIVE', devices: [] });
    expect((await gateway.simulator.wallet(wallet.id))?.accounts).toMatchObject([
      { accountId: '0' },
    ]);
    const read = 'query ($id: ID!) { wallet(id: $id) { id status } }';
    const stranger = await gateway.as(newUser());
    expect(await alice.expectData(read, { id: wallet.id })).toEqual({
      wallet: { id: wallet.id, status: 'ACTIVE' },
    });
    expect(await alice.expectData(read, { id: wallet.id.toUpperCase() })).toMatchObject({
      wallet: { id: wallet.id },
    });
    expect(await stranger.expectData(read, { id: wallet.id })).toEqual({ wallet: null });
  });

  it('gives the same wallet for the same key, one request after the other', async () => {
    const alice = await gateway.as(newUser());
    const first = await create(alice, 'again');
    const before = await countUpstream();
    const second = await create(alice, 'again');

    expect(second).toEqual(first);
    expect(await countUpstream()).toBe(before);
  });

  it('makes one wallet of twenty requests with the same key at once', async () => {
    const alice = await gateway.as(newUser());
    const before = await countUpstream();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => alice.send<Created>(CREATE, keyed('at-once'))),
    );

    const ids = answers.flatMap(({ data }) => data?.createWallet?.wallet.id ?? []);
    const errors = answers.flatMap((answer) => answer.errors);
    expect(ids.length + errors.length).toBe(20);
    expect(new Set(ids).size).toBe(1);
    expect(new Set(errors.map(({ extensions }) => extensions.code))).toEqual(
      new Set(errors.length === 0 ? [] : ['IDEMPOTENCY_IN_PROGRESS']),
    );
    expect((await create(alice, 'at-once')).id).toBe(ids[0]);
    expect(await countUpstream()).toBe(before + 1);
  });

  it('tells a repetition when to come back while the first request still runs', () =>
    unlessStalled(async () => {
      const alice = await gateway.as(newUser());
      const fault = { path: UPSTREAM.createWallet, kind: 'latency', latencyMs: 1_500 } as const;
      await gateway.simulator.fault(fault);
      const first = create(alice, 'slow');
      await eventually(async () => (await gateway.simulator.faults()).length === 0 || undefined);
      const refusal = await alice.expectError(CREATE, keyed('slow'));

      expect(refusal).toMatchObject({
        status: 409,
        extensions: { code: 'IDEMPOTENCY_IN_PROGRESS', retryable: true },
      });
      expect(refusal.extensions.retryAfterMs).toBeGreaterThan(0);
      expect(refusal.extensions.retryAfterMs).toBeLessThanOrEqual(1_000);
      const { id } = await first;
      expect((await create(alice, 'slow')).id).toBe(id);
    }));

  it('keeps the keys of two users apart', async () => {
    const [alice, bob] = await Promise.all([gateway.as(newUser()), gateway.as(newUser())]);
    const [one, other] = await Promise.all([create(alice, 'shared'), create(bob, 'shared')]);

    expect(one.id).not.toBe(other.id);
    expect((await create(bob, 'shared')).id).toBe(other.id);
  });

  it('refuses a key that was used for something else', async () => {
    const alice = await gateway.as(newUser());
    const walletId = await alice.createWallet('one-key');
    await expect(alice.createTransaction(walletId, 'one-key')).rejects.toThrow(
      'IDEMPOTENCY_KEY_REUSED',
    );
  });

  it.each(['', 'x'.repeat(256), 'with\u0000nul', 'lone\ud800surrogate'])(
    'refuses the malformed key %j and asks nothing of Fireblocks',
    async (key) => {
      const alice = await gateway.as(newUser());
      const before = await gateway.simulator.calls();
      const error = await alice.expectError(CREATE, keyed(key));

      expect(error).toMatchObject({ status: 400, extensions: { code: 'BAD_USER_INPUT' } });
      expect(error.message).toContain('input.idempotencyKey');
      expect(await gateway.simulator.calls()).toEqual(before);
    },
  );

  it('gives a user exactly as many wallets as are allowed, however many are asked for at once', async () => {
    const alice = await gateway.as(newUser());
    const before = await countUpstream();
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, index) => alice.send<Created>(CREATE, keyed(`k${index}`))),
    );

    const made = answers.filter(({ errors }) => errors.length === 0);
    const codes = answers.flatMap(({ errors }) => errors.map(({ extensions }) => extensions.code));
    expect(made).toHaveLength(LIMIT);
    expect(codes).toEqual(Array.from({ length: 30 - LIMIT }, () => 'WALLET_LIMIT_REACHED'));
    expect(await countUpstream()).toBe(before + LIMIT);
  });

  describe('when Fireblocks fails', () => {
    const steps = ['createWallet', 'createAccount'] as const;
    /** The gateway itself tries so often. */
    const ATTEMPTS = 3;
    const failures: Omit<Fault, 'path'>[] = [
      { kind: '500null' },
      { kind: '500null', when: 'after' },
      { kind: '502html' },
      { kind: '502html', when: 'after' },
      { kind: 'reset', count: ATTEMPTS },
      { kind: 'reset', when: 'after', count: ATTEMPTS },
      { kind: '429', retryAfter: 0.2, count: ATTEMPTS },
    ];
    const cases = steps.flatMap((step) => failures.map((failure) => ({ step, ...failure })));

    it.each(cases)(
      'completes the one wallet on a retry after $kind ($when) at $step',
      async ({ step, ...failure }) => {
        const alice = await gateway.as(newUser());
        const before = await countUpstream();
        await gateway.simulator.fault({ path: UPSTREAM[step], method: 'POST', ...failure });
        const error = await alice.expectError(CREATE, keyed('retried'));

        expect(error).toMatchObject({
          status: 503,
          extensions: { code: 'UPSTREAM_UNAVAILABLE', retryable: true },
        });
        if (failure.kind === '429') expect(error.extensions.retryAfterMs).toBe(200);
        const wallet = await create(alice, 'retried');
        expect(wallet.status).toBe('ACTIVE');
        expect(await countUpstream()).toBe(before + 1);
        expect((await gateway.simulator.wallet(wallet.id))?.accounts).toHaveLength(1);
        expect((await alice.expectData<Page>(PAGE)).wallets.edges).toMatchObject([
          { node: { id: wallet.id } },
        ]);
      },
    );

    it('shows a half-made wallet as PROVISIONING and lets nothing be done with it', async () => {
      const alice = await gateway.as(newUser());
      // The gateway completes it by itself as soon as it can: it cannot, for as long as this takes.
      const fault = { path: UPSTREAM.createAccount, kind: '500null', count: 1_000 } as const;
      await gateway.simulator.fault(fault);
      await alice.expectError(CREATE, keyed('half'));
      const { wallets } = await alice.expectData<{
        wallets: { edges: { node: { id: string; status: string } }[] };
      }>('{ wallets { edges { node { id status } } } }');
      const [edge] = wallets.edges;

      expect(edge?.node.status).toBe('PROVISIONING');
      await expect(alice.assignDevice(edge!.node.id)).rejects.toThrow('WALLET_NOT_READY');
      await expect(alice.createTransaction(edge!.node.id)).rejects.toThrow('WALLET_NOT_READY');
      await gateway.simulator.clearFaults();
      const wallet = await eventually(() => create(alice, 'half').catch(() => undefined));
      expect(wallet).toMatchObject({ id: edge?.node.id, status: 'ACTIVE' });
    });

    it('tries a new key once when Fireblocks says that the key is burnt', async () => {
      const alice = await gateway.as(newUser());
      await gateway.simulator.fault({
        path: UPSTREAM.createWallet,
        kind: '500null',
        burnKey: true,
      });
      await alice.expectError(CREATE, keyed('burnt'));
      expect((await create(alice, 'burnt')).status).toBe('ACTIVE');
    });

    it('repeats a definitive refusal without asking again', async () => {
      const alice = await gateway.as(newUser());
      await gateway.simulator.fault({ path: UPSTREAM.createWallet, kind: 'status', status: 403 });
      const first = await alice.expectError(CREATE, keyed('refused'));
      const before = await gateway.simulator.calls();
      const second = await alice.expectError(CREATE, keyed('refused'));

      expect(first.extensions.code).toBe('UPSTREAM_REJECTED');
      expect(second.extensions.code).toBe('UPSTREAM_REJECTED');
      expect(await gateway.simulator.calls()).toEqual(before);
      expect((await create(alice, 'refused, another key')).status).toBe('ACTIVE');
    });

    it.each([401, 408, 429, 500])('does not remember the passing refusal %d', async (status) => {
      const alice = await gateway.as(newUser());
      const count = status === 429 ? ATTEMPTS : 1;
      await gateway.simulator.fault({ path: UPSTREAM.createWallet, kind: 'status', status, count });
      const error = await alice.expectError(CREATE, keyed('passing'));

      expect(error.extensions.code).toBe('UPSTREAM_UNAVAILABLE');
      expect((await create(alice, 'passing')).status).toBe('ACTIVE');
    });
  });

  describe('the list', () => {
    it('is read page by page, newest first and each wallet once', async () => {
      const alice = await gateway.as(newUser());
      const made: string[] = [];
      for (let at = 0; at < LIMIT; at += 1) made.unshift(await alice.createWallet());
      const pages: string[][] = [];
      let after: string | null = null;
      for (;;) {
        const { wallets }: Page = await alice.expectData<Page>(PAGE, { first: 2, after });
        pages.push(wallets.edges.map(({ node }) => node.id));
        expect(wallets.pageInfo.endCursor).toBe(wallets.edges.at(-1)?.cursor);
        after = wallets.pageInfo.endCursor;
        if (!wallets.pageInfo.hasNextPage) break;
      }

      expect(pages.map((page) => page.length)).toEqual([2, 2, 1]);
      expect(pages.flat()).toEqual(made);
      const beyond = await alice.expectData<Page>(PAGE, { first: 2, after });
      expect(beyond.wallets).toEqual({
        edges: [],
        pageInfo: { hasNextPage: false, endCursor: null },
      });
    });

    it.each([0, -1, 101, 2_147_483_647])('refuses a page of %d', async (first) => {
      const alice = await gateway.as(newUser());
      const error = await alice.expectError(PAGE, { first });
      expect(error).toMatchObject({ status: 400, extensions: { code: 'BAD_USER_INPUT' } });
      expect(error.message).toContain('first');
    });

    it.each([
      '',
      'not a cursor',
      'AAAA',
      encode('1:not-a-uuid'),
      encode(`1:${'-'.repeat(36)}`),
      encode('x:00000000-0000-4000-8000-000000000000'),
      encode('-1:00000000-0000-4000-8000-000000000000'),
      'A'.repeat(600),
    ])('refuses the malformed cursor %j', async (after) => {
      const alice = await gateway.as(newUser());
      const error = await alice.expectError(PAGE, { after });
      expect(error).toMatchObject({ status: 400, extensions: { code: 'BAD_USER_INPUT' } });
    });
  });
});

function encode(text: string): string {
  return Buffer.from(text).toString('base64url');
}
