import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { temporaryFolder } from '../support/run-folder';
import { GatewayProcess, SimulatorProcess } from '../support/gateway-process';
import { GraphQLCaller } from '../support/graphql-caller';
import { describeOnPostgres, postgresKind, runSql } from '../support/postgres';
import { SigningStatusRecorder } from '../support/signing-status';

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
      // The cancelling gateway looks at once, and may find that it is over.
      expect(stream.statusesOf(id).filter((status) => status !== 'CANCELLING')).toEqual([
        ...['SUBMITTED', 'PENDING_SIGNATURE', 'CANCELLED'],
      ]);
    }
  });
});
