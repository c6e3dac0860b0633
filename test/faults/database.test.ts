import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { readGatewayError } from '../../src/client/gateway-errors';
import { SigningStatusDocument } from '../../src/client/generated/graphql';
import { temporaryFolder } from '../support/gateway';
import { GatewayProcess, SimulatorProcess } from '../support/gateway-process';
import { GraphQLCaller } from '../support/graphql-caller';
import { apolloClient } from '../support/ncw-device';
import { describeOnPostgres, endConnections, postgresKind, runSql } from '../support/postgres';
import { SigningStatusRecorder } from '../support/signing-status';
import { eventually } from '../support/simulator-client';

jest.setTimeout(180_000);

const CREATE =
  'mutation ($input: CreateTransactionInput!) { createTransaction(input: $input) { transaction { id } } }';

describeOnPostgres('two gateways on one PostgreSQL database', () => {
  const dataDir = temporaryFolder();
  let simulator: SimulatorProcess;
  let databaseUrl: string;
  let drop: () => Promise<void>;
  let gateways: GatewayProcess[];

  beforeAll(async () => {
    simulator = await SimulatorProcess.start(dataDir);
    await simulator.control.settings({ webhookRetryScale: 0.02 });
    const database = await postgresKind!.create();
    databaseUrl = database.settings['DATABASE_URL']!;
    drop = database.drop;
    const settings = { ...simulator.settings, DATA_DIR: dataDir, DATABASE_URL: databaseUrl };
    gateways = await Promise.all(
      [1, 2, 3].map(() => GatewayProcess.start({ ...settings, RATE_LIMIT_FACTOR: '100' })),
    );
  });
  afterAll(async () => {
    await Promise.all(gateways.map((gateway) => gateway.remove()));
    await simulator.process.kill('SIGTERM');
    await drop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  /** The same user on each gateway. */
  async function everywhere(): Promise<GraphQLCaller[]> {
    const { token } = await gateways[0]!.as(`user-${randomUUID()}`);
    return gateways.map(({ url }) => new GraphQLCaller(url, token));
  }

  it('applied the migrations once when all of them started together', async () => {
    const rows = await runSql<{ migration_name: string; finished_at: Date | null }>(
      databaseUrl,
      'SELECT migration_name, finished_at FROM _prisma_migrations',
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every((row) => row.finished_at !== null)).toBe(true);
    expect(new Set(rows.map((row) => row.migration_name)).size).toBe(rows.length);
    const applied = gateways.map(({ process }) =>
      Number(/"appliedMigrations":(\d+)/.exec(process.stdout)?.[1]),
    );
    expect(applied.sort()).toEqual([0, 0, rows.length]);
  });

  it('tells the subscribers of each what was done through another', async () => {
    const [here, there] = await everywhere();
    const walletId = await here!.createWallet();
    const deviceId = await here!.assignDevice(walletId);
    const streams = [here!, there!].map(
      (caller) => new SigningStatusRecorder(caller, { walletId, deviceId }),
    );
    const open = (stream: SigningStatusRecorder): boolean =>
      stream.events.some(({ kind }) => kind === 'SNAPSHOT_END');
    await Promise.all(streams.map((stream) => stream.until(open)));

    // Made here; webhooks come to the one that registered last; cancelled there.
    const id = await here!.createTransaction(walletId);
    await Promise.all(
      streams.map((s) => s.until(() => s.statusesOf(id).includes('PENDING_SIGNATURE'))),
    );
    await there!.expectData(
      'mutation ($input: CancelTransactionInput!) { cancelTransaction(input: $input) { transaction { id } } }',
      { input: { walletId, transactionId: id } },
    );
    await Promise.all(streams.map((s) => s.until(() => s.statusesOf(id).includes('CANCELLED'))));
    for (const stream of streams) {
      stream.stop();
      expect(stream.statusesOf(id)).toEqual([
        ...['SUBMITTED', 'PENDING_SIGNATURE', 'CANCELLING', 'CANCELLED'],
      ]);
    }
  });

  it('comes back by itself when every connection is ended under load', async () => {
    const callers = await everywhere();
    const walletId = await callers[0]!.createWallet();
    const deviceId = await callers[0]!.assignDevice(walletId);
    const watched = watch(callers[1]!, walletId, deviceId);
    await eventually(() => watched.kinds.find((kind) => kind === 'SNAPSHOT_END'));

    const errors: { code: string; retryable: boolean }[] = [];
    const ids: string[] = [];
    let stopping = false;
    /** As a client does it: the same key again, as long as the error says that this is right. */
    async function transfer(caller: GraphQLCaller): Promise<void> {
      const input = {
        ...{ idempotencyKey: randomUUID(), walletId, assetId: 'ETH_TEST5', amount: '0.0001' },
        destination: { type: 'ONE_TIME_ADDRESS', address: `0x${'ab'.repeat(20)}` },
      };
      for (;;) {
        const { data, errors: found } = await caller.send<{
          createTransaction: { transaction: { id: string } } | null;
        }>(CREATE, { input });
        const id = data?.createTransaction?.transaction.id;
        if (id !== undefined) {
          ids.push(id);
          return;
        }
        const { code, retryable } = found[0]!.extensions;
        errors.push({ code, retryable });
        if (!retryable) return;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
    const load = callers.map(async (caller) => {
      while (!stopping) await transfer(caller);
    });
    let ended = 0;
    for (let round = 0; round < 4; round += 1) {
      await new Promise((resolve) => setTimeout(resolve, 700));
      ended += await endConnections(databaseUrl);
    }
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    stopping = true;
    const stoppedAt = Date.now();
    await Promise.all(load);
    // Nobody was left to wait for the 90 s of a lease.
    expect(Date.now() - stoppedAt).toBeLessThan(45_000);

    expect(ended).toBeGreaterThan(gateways.length);
    for (const error of errors) {
      expect(error.retryable).toBe(true);
      expect(['UNAVAILABLE', 'IDEMPOTENCY_IN_PROGRESS']).toContain(error.code);
    }
    // It works again, nothing was sent twice, and the subscriber has heard of everything.
    for (const caller of callers) await caller.expectData('{ wallets { edges { node { id } } } }');
    for (const { url } of gateways) expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect(new Set(ids).size).toBe(ids.length);
    const sent = await simulator.control.transactionsOf(walletId);
    expect(sent.map(({ id }) => id).sort()).toEqual([...ids].sort());
    await eventually(
      () =>
        ids.every((id) => watched.statusesOf(id).includes('PENDING_SIGNATURE')) ? true : undefined,
      60_000,
    );
    for (const id of ids) {
      // Where the gateway could not write that it had sent it, it has looked up what became of it.
      expect([['SUBMITTED', 'PENDING_SIGNATURE'], ['PENDING_SIGNATURE']]).toContainEqual(
        watched.statusesOf(id),
      );
    }
    // An opening that met the broken connections is told, as something that passes.
    for (const failure of watched.failures) {
      expect(readGatewayError(failure)).toMatchObject({ code: 'UNAVAILABLE', retryable: true });
    }
    watched.stop();

    // Each listens for the others again; without that, only the slow sweep would wake readers.
    await eventually(async () => {
      const rows = await runSql<object>(
        databaseUrl,
        `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN %'`,
      );
      return rows.length === gateways.length ? true : undefined;
    });
    for (const { process } of gateways) expect(process.exit).toBeUndefined();
  });
});

/** A subscription of the gateway's own client, which goes on by itself after a retryable end. */
function watch(caller: GraphQLCaller, walletId: string, deviceId: string) {
  const client = apolloClient(caller);
  const kinds: string[] = [];
  const failures: unknown[] = [];
  const statuses = new Map<string, string[]>();
  const subscription = client
    .subscribe({ query: SigningStatusDocument, variables: { walletId, deviceId } })
    .subscribe({
      next: ({ data, error }) => {
        if (error) failures.push(error);
        if (!data) return;
        const { kind, transactionId, rawStatus } = data.signingStatus;
        kinds.push(kind);
        if (kind !== 'STATUS' || !transactionId || !rawStatus) return;
        statuses.set(transactionId, [...(statuses.get(transactionId) ?? []), rawStatus]);
      },
      error: (error: unknown) => failures.push(error),
    });
  return {
    ...{ kinds, failures },
    statusesOf: (id: string): string[] => statuses.get(id) ?? [],
    stop: (): void => {
      subscription.unsubscribe();
      client.stop();
    },
  };
}
