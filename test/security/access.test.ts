import { randomUUID } from 'node:crypto';
import { buildApiSchema } from '../../src/graphql/schema';
import { TestGateway } from '../support/gateway';
import { GraphQLCaller } from '../support/graphql-caller';
import { tokenWith } from '../support/tokens';
import { ROWS, type Expected, type Row, type World } from './access-rows';

const HOUR = 3_600;

/** Tokens that are none: whoever brings one is refused everywhere. */
const WORTHLESS: Record<string, Record<string, unknown>> = {
  'an expired token': { exp: Math.floor(Date.now() / 1_000) - HOUR },
  'a token for another audience': { aud: 'another-gateway' },
  'a token of another issuer': { iss: 'urn:somebody-else' },
  'a token without sub': { sub: undefined },
  'a token with an empty sub': { sub: '' },
  'a token that begins tomorrow': { nbf: Math.floor(Date.now() / 1_000) + 24 * HOUR },
};

describe('access to every root field', () => {
  let gateway: TestGateway;
  const worlds = new Map<keyof Expected, World>();

  beforeAll(async () => {
    gateway = await TestGateway.start({ RATE_LIMIT_FACTOR: '1000', WALLETS_PER_USER: '0' });
    const [plain, frozen, disabled] = [await newWorld(), await newWorld(), await newWorld()];
    await gateway.setWalletStatus(frozen.walletId, 'FROZEN');
    await gateway.disableDevice(disabled.deviceId);
    for (const column of ['owner', 'stranger', 'support', 'admin'] as const) {
      worlds.set(column, plain);
    }
    worlds.set('ownerOfFrozen', frozen);
    worlds.set('ownerOfDisabledDevice', disabled);
  });

  afterAll(() => gateway.stop());

  async function newWorld(): Promise<World> {
    const owner = await gateway.as('owner');
    const walletId = await owner.createWallet();
    const deviceId = await owner.assignDevice(walletId);
    const transactionId = await owner.createTransaction(walletId);
    const passphraseId = randomUUID();
    await owner.expectData(
      'mutation ($input: RegisterPassphraseInput!) { registerPassphrase(input: $input) { passphrase { id } } }',
      { input: { passphraseId, location: 'OTHER' } },
    );
    return { walletId, deviceId, transactionId, passphraseId };
  }

  function callerOf(column: keyof Expected): Promise<GraphQLCaller> {
    if (column === 'stranger') return gateway.as('stranger');
    if (column === 'support') return gateway.as('helper', 'openid ncw:support');
    if (column === 'admin') return gateway.as('boss', 'ncw:admin');
    return gateway.as('owner');
  }

  const outcomeOf = (text: string, mark: string, code: string | undefined): string =>
    code ?? (text.includes(mark) ? 'seen' : 'nothing');

  async function overHttp(caller: GraphQLCaller, row: Row, world: World): Promise<string> {
    const { data, errors } = await caller.send(row.document, row.variables(world));
    return outcomeOf(JSON.stringify(data ?? null), row.mark(world), errors[0]?.extensions.code);
  }

  /** The first answer over graphql-ws; 4403 is how a socket says UNAUTHENTICATED. */
  async function overSocket(caller: GraphQLCaller, row: Row, world: World): Promise<string> {
    const socket = caller.socket();
    const answer = await new Promise<string>((resolve) => {
      socket.subscribe(
        { query: row.document, variables: row.variables(world) },
        {
          next: ({ data, errors }) => {
            const code = errors?.[0]?.extensions?.['code'] as string | undefined;
            resolve(outcomeOf(JSON.stringify(data ?? null), row.mark(world), code));
          },
          error: (error) => {
            const { code } = error as { code?: number };
            const [first] = Array.isArray(error)
              ? (error as { extensions: { code: string } }[])
              : [];
            resolve(code === 4403 ? 'UNAUTHENTICATED' : (first?.extensions.code ?? String(code)));
          },
          complete: () => {
            resolve('completed without an answer');
          },
        },
      );
    });
    await socket.dispose();
    return answer;
  }

  it('has a row for each root field of the schema, and no other', () => {
    const schema = buildApiSchema();
    const types = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
    const fields = types.flatMap((type) =>
      Object.keys(type?.getFields() ?? {}).map((name) => `${type?.name ?? ''}.${name}`),
    );
    expect(ROWS.map(({ field }) => field).sort()).toEqual(fields.sort());
  });

  describe.each(ROWS.map((row) => ({ name: row.field, row })))('$name', ({ row }) => {
    const columns = Object.keys(row.expected) as (keyof Expected)[];
    const isSubscription = row.field.startsWith('Subscription.');
    const transports = isSubscription ? [overSocket] : [overHttp, overSocket];

    it.each(transports)('is refused without a good token: %p', async (send) => {
      const world = worlds.get('owner')!;
      expect(await send(gateway.anonymous(), row, world)).toBe('UNAUTHENTICATED');
      for (const [name, claims] of Object.entries(WORTHLESS)) {
        const token = await tokenWith(gateway.dataDir, claims);
        const outcome = await send(new GraphQLCaller(gateway.url, token), row, world);
        expect([name, outcome]).toEqual([name, 'UNAUTHENTICATED']);
      }
    });

    it.each(transports)('is open to exactly those who may: %p', async (send) => {
      const outcomes: Record<string, string> = {};
      for (const column of columns) {
        outcomes[column] = await send(await callerOf(column), row, worlds.get(column)!);
      }
      expect(outcomes).toEqual(row.expected);
    });
  });

  it('takes no subscription over HTTP', async () => {
    const row = ROWS.find(({ field }) => field.startsWith('Subscription.'))!;
    const world = worlds.get('owner')!;
    const { data, errors } = await (
      await gateway.as('owner')
    ).send(row.document, row.variables(world));
    expect(data ?? null).toBeNull();
    expect(errors).not.toEqual([]);
  });

  describe('a resource of somebody else is answered as one that does not exist', () => {
    /** The bytes of the answer, but for the request id; and its status. */
    async function bytes(row: Row, world: World): Promise<string> {
      const stranger = await gateway.as('stranger');
      if (row.field.startsWith('Subscription.')) return socketBytes(stranger, row, world);
      const response = await fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/graphql-response+json',
          authorization: `Bearer ${stranger.token ?? ''}`,
        },
        body: JSON.stringify({ query: row.document, variables: row.variables(world) }),
      });
      const headers = [...response.headers].filter(
        ([name]) => !['date', 'x-request-id'].includes(name),
      );
      const text = (await response.text()).replace(/"requestId":"[^"]+"/, '');
      return JSON.stringify([response.status, headers, text]);
    }

    function socketBytes(caller: GraphQLCaller, row: Row, world: World): Promise<string> {
      const socket = caller.socket();
      const text = new Promise<string>((resolve) => {
        const told = (answer: unknown): void => {
          resolve(JSON.stringify(answer).replace(/"requestId":"[^"]+"/, ''));
        };
        const sink = { next: told, error: told, complete: () => undefined };
        socket.subscribe({ query: row.document, variables: row.variables(world) }, sink);
      });
      return text.finally(() => void socket.dispose());
    }

    const byResource = ROWS.filter(
      ({ expected }) => expected.stranger === 'nothing' || expected.stranger === 'NOT_FOUND',
    );

    it.each(byResource.map((row) => ({ name: row.field, row })))('by $name', async ({ row }) => {
      const foreign = worlds.get('owner')!;
      const missing: World = {
        walletId: randomUUID(),
        deviceId: randomUUID(),
        transactionId: randomUUID(),
        passphraseId: randomUUID(),
      };
      const answer = await bytes(row, foreign);
      expect(await bytes(row, missing)).toBe(answer);
      expect(await bytes(row, worlds.get('ownerOfFrozen')!)).toBe(answer);
      expect(await bytes(row, worlds.get('ownerOfDisabledDevice')!)).toBe(answer);
    });

    it('also inside a wallet of one’s own', async () => {
      const stranger = await gateway.as('stranger');
      const walletId = await stranger.createWallet();
      const foreign = worlds.get('owner')!;
      const row = (field: string) => ROWS.find((candidate) => candidate.field === field)!;
      for (const field of [
        'Mutation.relayRpc',
        'Mutation.cancelTransaction',
        'Subscription.signingStatus',
      ]) {
        const theirs = await bytes(row(field), { ...foreign, walletId });
        const none = { ...foreign, walletId, deviceId: randomUUID(), transactionId: randomUUID() };
        expect(await bytes(row(field), none)).toBe(theirs);
        expect(theirs).toContain('NOT_FOUND');
      }
    });
  });
});
