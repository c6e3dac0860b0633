import fc from 'fast-check';
import { buildApiSchema } from '../../src/graphql/schema';
import { TestGateway } from '../support/gateway';
import type { GraphQLCaller } from '../support/graphql-caller';
import { operationsOf, type Place, type SchemaOperation } from '../support/schema-operations';
import {
  fill,
  foreignIds,
  hostileConstants,
  hostileValue,
  newWorld,
  type IdWorld,
} from './hostile-ids';

const UUID = '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const ACCOUNT = `/v1/ncw/wallets/(?<wallet>${UUID})/accounts`;
const ASSET = `${ACCOUNT}/[0-9]{1,10}/assets/(?=[^/]*[^./?])[A-Za-z0-9_.-]{1,64}`;

/** Every path of Fireblocks that the gateway may mean, with ids that are ids. */
const MEANT = [
  '/v1/ncw/wallets(/supported_assets)?',
  `/v1/ncw/wallets/(?<wallet>${UUID})(/backup/latest|/status)?`,
  `/v1/ncw/wallets/(?<wallet>${UUID})/devices/${UUID}(/invoke|/status)?`,
  `${ACCOUNT}(/[0-9]{1,10}/assets)?`,
  `${ASSET}(/balance|/addresses)?`,
  `/v1/transactions(/${UUID}(/cancel)?|/external_tx_id/ncw-${UUID}|/estimate_fee)?`,
  '/v1/connections(/wc(/[A-Za-z0-9_-]{1,128})?)?',
  '/v1/nfts/ownership/tokens',
  '/v1/webhooks(/.*)?',
].map((path) => new RegExp(`^${path}(\\?[A-Za-z]+=[\\w%.~-]*(&[A-Za-z]+=[\\w%.~-]*)*)?$`));

/** Codes that say that something is wrong here, and not with what was sent. */
const OURS = /INTERNAL_SERVER_ERROR|UNAVAILABLE|OVERLOADED/;

const operations = operationsOf(buildApiSchema());
const TEXTS = ['ID', 'String', 'Cursor', 'Decimal'];
const AT_ONCE = 8;

const attacks = operations.flatMap((operation) =>
  operation.places
    .filter(({ type }) => TEXTS.includes(type))
    .map((place) => ({ name: `${operation.field} ${place.path.join('.')}`, operation, place })),
);

describe('hostile values', () => {
  let gateway: TestGateway;
  let alice: GraphQLCaller;
  let staff: GraphQLCaller;
  /** Whose values surround the hostile one: an end user's, and for staff somebody else's. */
  let own: IdWorld;
  let client: IdWorld;
  let foreign: IdWorld;
  let before: number;

  beforeAll(async () => {
    const settings = { RATE_LIMIT_FACTOR: '10000', WALLETS_PER_USER: '0', LOG_LEVEL: 'silent' };
    gateway = await TestGateway.start(settings);
    await gateway.simulator.settings({ transactionStepMs: 3_600_000 });
    alice = await gateway.as('alice');
    staff = await gateway.as('staff', 'ncw:admin');
    own = await newWorld(alice);
    client = await newWorld(await gateway.as('carol'));
    foreign = await newWorld(await gateway.as('bob'));
    before = (await gateway.simulator.calls()).at(-1)?.seq ?? 0;
  });

  /** What one test stops must not keep the next from getting anywhere. */
  beforeEach(() =>
    gateway.sql(
      `UPDATE devices SET status = 'ENABLED', disabled_by_admin = false WHERE id = '${own.deviceId}'`,
    ),
  );

  afterAll(() => gateway.stop());

  async function send(operation: SchemaOperation, place: Place, value: unknown): Promise<void> {
    const text = await answer(alice, operation, fill(operation, own, place, value));
    for (const id of Object.values(foreign)) expect(text).not.toContain(id);
    // Staff may do to bob what they like.
    if (!text.includes('FORBIDDEN') || Object.values<unknown>(foreign).includes(value)) return;
    await answer(staff, operation, fill(operation, client, place, value));
  }

  async function answer(
    caller: GraphQLCaller,
    { field, document }: SchemaOperation,
    variables: Record<string, unknown>,
  ): Promise<string> {
    if (field.startsWith('Subscription.')) return overSocket(caller, document, variables);
    const { status, data, errors } = await caller.send(document, variables);
    const codes = errors.map(({ extensions }) => extensions.code).join();
    if (status >= 500 || OURS.test(codes)) throw new Error(`answered ${status}: ${codes}`);
    // Messages may repeat what was sent.
    return JSON.stringify([data, codes]);
  }

  async function overSocket(
    caller: GraphQLCaller,
    query: string,
    variables: Record<string, unknown>,
  ): Promise<string> {
    const socket = caller.socket();
    const text = await new Promise<string>((resolve) => {
      const told = (message: unknown): void => {
        resolve(JSON.stringify(message));
      };
      socket.subscribe(
        { query, variables },
        { next: told, error: told, complete: () => undefined },
      );
    });
    await socket.dispose();
    if (OURS.test(text)) throw new Error(`answered ${text}`);
    return text;
  }

  async function inBatches(values: readonly unknown[], run: (value: unknown) => Promise<void>) {
    for (let at = 0; at < values.length; at += AT_ONCE) {
      await Promise.all(values.slice(at, at + AT_ONCE).map(run));
    }
  }

  it('are tried at every argument that takes a text', () => {
    expect(attacks.length).toBeGreaterThan(30);
    for (const operation of operations) expect(() => fill(operation, own)).not.toThrow();
  });

  it.each(attacks)('neither widen nor break $name', async ({ operation, place }) => {
    const ids = foreignIds(operation, place, foreign);
    await inBatches([...hostileConstants(place), ...ids], (value) => send(operation, place, value));
    const batch = fc.array(hostileValue(ids), { minLength: AT_ONCE, maxLength: AT_ONCE });
    await fc.assert(
      fc.asyncProperty(batch, async (values) => {
        await Promise.all(values.map((value) => send(operation, place, value)));
      }),
      { numRuns: 1 },
    );
  });

  it('lead to no path of Fireblocks that was not meant, and to nobody else’s wallet', async () => {
    const rows = await gateway.sql<{ id: string }>(
      `SELECT id FROM wallets WHERE owner_id <> 'bob'`,
    );
    const reachable = new Set(rows.map(({ id }) => id));
    const calls = (await gateway.simulator.calls()).filter(({ seq }) => seq > before);
    expect(calls.length).toBeGreaterThan(100);
    for (const { method, path } of calls) {
      const matches = MEANT.flatMap((meant) => meant.exec(path) ?? []);
      expect([method, path, matches.length > 0]).toEqual([method, path, true]);
      const wallet = MEANT.map((meant) => meant.exec(path)?.groups?.['wallet']).find(Boolean);
      if (wallet !== undefined) expect([path, reachable.has(wallet)]).toEqual([path, true]);
    }
  });

  it('leave every row with its owner', async () => {
    const [owner] = await gateway.sql<{ owner_id: string }>(
      `SELECT owner_id FROM wallets WHERE id = '${foreign.walletId}'`,
    );
    expect(owner?.owner_id).toBe('bob');
    const strangers = await gateway.sql(
      `SELECT 1 FROM passphrases WHERE id = '${foreign.passphraseId}' AND owner_id <> 'bob'
       UNION ALL SELECT 1 FROM devices WHERE id = '${foreign.deviceId}' AND wallet_id <> '${foreign.walletId}'`,
    );
    expect(strangers).toEqual([]);
  });
});
