import { rmSync } from 'node:fs';
import { changeDevice, changeWallet, outcomeOf } from '../support/access-changes';
import { temporaryFolder } from '../support/run-folder';
import { GatewayProcess, SimulatorProcess } from '../support/gateway-process';
import { GraphQLCaller, RELAY } from '../support/graphql-caller';
import { describeOnPostgres, postgresKind, runSql, whileLocked } from '../support/postgres';
import { SigningStatusRecorder } from '../support/signing-status';
import { givenMs } from '../support/given-time';
import { eventually } from '../support/simulator-client';
import { UPSTREAM } from '../support/simulator-control';
import { CREATE, newTransfer } from '../support/transfers';

const MESSAGE = JSON.stringify({ method: 'get_all_keys', params: [] });

describeOnPostgres('a decision on one gateway, on another one of the same database', () => {
  const dataDir = temporaryFolder();
  let simulator: SimulatorProcess;
  let databaseUrl: string;
  let drop: () => Promise<void>;
  let gateways: GatewayProcess[];
  let admin: GraphQLCaller;
  let alice: GraphQLCaller;
  let walletId: string;
  let deviceId: string;

  beforeAll(async () => {
    simulator = await SimulatorProcess.start(dataDir);
    const database = await postgresKind!.create();
    databaseUrl = database.settings['DATABASE_URL']!;
    drop = database.drop;
    const settings = { ...simulator.settings, ...database.settings, DATA_DIR: dataDir };
    const limits = { RATE_LIMIT_FACTOR: '1000', WALLETS_PER_USER: '0' };
    gateways = await Promise.all(
      [1, 2].map(() => GatewayProcess.start({ ...settings, ...limits })),
    );
    // The administrator speaks to the first, the owner to the second.
    admin = await gateways[0]!.as('boss', 'ncw:admin');
    alice = await gateways[1]!.as('alice');
  });

  beforeEach(async () => {
    walletId = await alice.createWallet();
    deviceId = await alice.assignDevice(walletId);
  });

  afterAll(async () => {
    await Promise.all(gateways.map((gateway) => gateway.remove()));
    await simulator.process.kill('SIGTERM');
    await drop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const relay = () =>
    alice.send(RELAY, { input: { walletId, deviceId, payload: MESSAGE } }).then(outcomeOf);

  async function relayInFlight() {
    const path = `/devices/${deviceId}/invoke$/`;
    await simulator.control.fault({ path, method: 'POST', kind: 'hang' });
    const outcome = relay();
    await eventually(async () => (await simulator.control.faults()).length === 0 || undefined);
    return { outcome };
  }

  const DECISIONS: [string, string, () => Promise<unknown>][] = [
    ['a freeze', 'WALLET_FROZEN', () => changeWallet(admin, 'freezeWallet', walletId)],
    ['a disabling', 'DEVICE_DISABLED', () => changeDevice(admin, 'disableDevice', deviceId)],
    [
      ...(['a reassignment', 'NOT_FOUND'] as const),
      () => changeWallet(admin, 'reassignWallet', walletId, { ownerId: 'bob' }),
    ],
  ];

  it.each(DECISIONS)('ends streams and relays within a second: %s', async (_name, code, decide) => {
    const stream = new SigningStatusRecorder(alice, { walletId, deviceId });
    await stream.until(({ events }) => events.some(({ kind }) => kind === 'SNAPSHOT_END'));
    const { outcome } = await relayInFlight();
    await decide();
    const tookMs = await givenMs(async () => {
      // No permission is kept anywhere: not even the next call is too early.
      expect(await relay()).toBe(code);
      expect(await outcome).toBe(code);
      await stream.until(({ ended }) => ended, 1_000);
    });
    expect(tookMs).toBeLessThan(1_000);
    expect(stream.errors.map(({ extensions }) => extensions?.['code'])).toEqual([code]);
    stream.stop();
  });

  it.each(DECISIONS.filter(([, code]) => code !== 'DEVICE_DISABLED'))(
    'comes before a transfer that was let in and has not begun: %s',
    async (_name, code, decide) => {
      // Whoever begins a transfer locks its user first: here it has to wait between the two.
      const lock = `SELECT 1 FROM users WHERE id = 'alice' FOR NO KEY UPDATE`;
      const sent = await whileLocked(databaseUrl, lock, async () => {
        const outcome = alice.send(CREATE, { input: newTransfer(walletId) }).then(outcomeOf);
        const waiting = `SELECT 1 FROM pg_stat_activity
          WHERE wait_event_type = 'Lock' AND query LIKE 'INSERT INTO users%'`;
        await eventually(async () => (await runSql(databaseUrl, waiting)).length > 0 || undefined);
        await decide();
        return { outcome };
      });
      expect(await sent.outcome).toBe(code);
      expect(await simulator.control.transactionsOf(walletId)).toEqual([]);
    },
  );

  it('is worked towards by the one that is left', async () => {
    const path = UPSTREAM.walletStatus;
    await simulator.control.fault({ path, kind: '500null', count: 1_000 });
    await changeWallet(admin, 'freezeWallet', walletId);
    const givenUp = `SELECT 1 FROM desired_states
      WHERE id = '${walletId}' AND attempts > 0 AND lease_until IS NULL`;
    await eventually(async () => (await runSql(databaseUrl, givenUp)).length > 0 || undefined);
    await gateways[0]!.kill('SIGKILL');
    await simulator.control.clearFaults();
    expect(await relay()).toBe('WALLET_FROZEN');
    // Its own decision makes the other look at once; otherwise it looks every 15 s.
    const other = await alice.createWallet();
    await changeDevice(alice, 'disableDevice', await alice.assignDevice(other), {});
    const isFrozen = async () =>
      (await simulator.control.wallet(walletId))?.enabled === false || undefined;
    await eventually(isFrozen, 60_000);
  });
});
