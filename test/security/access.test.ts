import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getNamedType, isObjectType } from 'graphql';
import { buildApiSchema } from '../../src/graphql/schema';
import { TestGateway } from '../support/gateway';
import { GraphQLCaller } from '../support/graphql-caller';
import { worthlessTokens } from '../support/tokens';
import type { Expected, Row, World } from './access-row';
import { ROWS } from './access-rows';
import { BACKUP_KEY } from './access-rows-below';
import { accessDocument } from './access-table';
import { newWorld } from './hostile-ids';

const DOCUMENT = join(__dirname, 'ACCESS.md');

/** What only holds the parts of an answer together. */
const PLUMBING = /(Payload|(?<!Web3)Connection|Edge)$/;

type Column = keyof Expected;
type Send = (caller: GraphQLCaller, row: Row, world: World) => Promise<string>;

describe('access to every field', () => {
  let gateway: TestGateway;
  let bad: Record<string, string>;
  const worlds = new Map<Column, World>();
  const callers = new Map<Column, GraphQLCaller>();
  const measured = new Map<string, Record<string, string>>();

  beforeAll(async () => {
    gateway = await TestGateway.start({ RATE_LIMIT_FACTOR: '1000', WALLETS_PER_USER: '0' });
    await gateway.simulator.settings({ transactionStepMs: 3_600_000 });
    bad = await worthlessTokens(gateway.dataDir);
    const owner = await gateway.as('owner');
    const staff = { support: 'openid ncw:support', admin: 'ncw:admin' } as const;
    callers.set('stranger', await gateway.as('stranger'));
    for (const column of ['owner', 'ownerOfFrozen', 'ownerOfDisabledDevice'] as const) {
      callers.set(column, owner);
    }
    for (const column of ['support', 'admin'] as const) {
      callers.set(column, await gateway.as(column, staff[column]));
    }
    const [plain, frozen, disabled, second] = await Promise.all(
      [1, 2, 3, 4].map(() => backedUpWorld(owner)),
    );
    await gateway.setWalletStatus(frozen!.walletId, 'FROZEN');
    await gateway.disableDevice(disabled!.deviceId);
    for (const column of callers.keys()) worlds.set(column, plain!);
    // What administrators may do, they would do at the same time as the owner.
    worlds.set('admin', second!);
    worlds.set('ownerOfFrozen', frozen!);
    worlds.set('ownerOfDisabledDevice', disabled!);
  });

  afterAll(() => gateway.stop());

  async function backedUpWorld(owner: GraphQLCaller): Promise<World> {
    const world = await newWorld(owner);
    const encryptedKeys = [{ encryptedKey: 'ab', encryptionAlgorithm: 'AES-GCM' }];
    const key = { keyId: BACKUP_KEY, algorithm: 'MPC_CMP_ECDSA_SECP256K1', publicKey: '02ab' };
    await owner.relay(world.walletId, world.deviceId, {
      method: 'backup_keys',
      headers: { physicalDeviceId: '' },
      params: [{ passphraseId: world.passphraseId, keys: [{ ...key, encryptedKeys }] }],
    });
    await gateway.simulator.giveNft(world.walletId);
    return world;
  }

  const outcomeOf = (text: string, mark: string, code: string | undefined): string =>
    code ?? (text.includes(mark) ? 'seen' : 'nothing');

  const overHttp: Send = async (caller, row, world) => {
    const { data, errors } = await caller.send(row.document, row.variables(world));
    return outcomeOf(JSON.stringify(data ?? null), row.mark(world), errors[0]?.extensions.code);
  };

  /** The first answer over graphql-ws; 4403 is how a socket says UNAUTHENTICATED. */
  const overSocket: Send = async (caller, row, world) => {
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
  };

  const isSubscription = ({ document }: Row) => document.startsWith('subscription');

  it('has a row for each field that leads somewhere, and no other', () => {
    const schema = buildApiSchema();
    const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
    const fields = Object.values(schema.getTypeMap()).flatMap((type) => {
      if (!isObjectType(type) || type.name.startsWith('__') || PLUMBING.test(type.name)) return [];
      const all = Object.values(type.getFields());
      const leading = all.filter((field) => isObjectType(getNamedType(field.type)));
      return (roots.includes(type) ? all : leading).map(({ name }) => `${type.name}.${name}`);
    });
    expect(ROWS.map(({ field }) => field).sort()).toEqual(fields.sort());
  });

  it.each(ROWS.map((row) => ({ name: row.field, row })))('to $name', async ({ row }) => {
    const transports = isSubscription(row) ? [overSocket] : [overHttp, overSocket];
    const outcomes: Record<string, string> = {};
    const note = (column: string, outcome: string): void => {
      const known = (outcomes[column] ??= outcome);
      if (known !== outcome) outcomes[column] = `${known} or ${outcome}`;
    };
    const strangers = [
      ['none', gateway.anonymous()] as const,
      ...Object.values(bad).map((token) => ['bad', new GraphQLCaller(gateway.url, token)] as const),
    ];
    // Who has no token comes first: what the others do must not be what refuses it.
    for (const send of transports) {
      await Promise.all(
        strangers.map(async ([column, caller]) => {
          note(column, await send(caller, row, worlds.get('owner')!));
        }),
      );
      await Promise.all(
        [...callers].map(async ([column, caller]) => {
          note(column, await send(caller, row, worlds.get(column)!));
        }),
      );
    }
    measured.set(row.field, outcomes);
    const refused = { none: 'UNAUTHENTICATED', bad: 'UNAUTHENTICATED' };
    expect(outcomes).toEqual({ ...refused, ...row.expected });
  });

  it('is written down in ACCESS.md (UPDATE_ACCESS=1 writes it)', () => {
    const text = accessDocument(measured, Object.keys(bad));
    if (process.env['UPDATE_ACCESS']) writeFileSync(DOCUMENT, text);
    expect(existsSync(DOCUMENT) ? readFileSync(DOCUMENT, 'utf8') : '').toBe(text);
  });

  it('takes no subscription over HTTP', async () => {
    const row = ROWS.find(isSubscription)!;
    const owner = callers.get('owner')!;
    const { data, errors } = await owner.send(row.document, row.variables(worlds.get('owner')!));
    expect(data ?? null).toBeNull();
    expect(errors).not.toEqual([]);
  });
});
