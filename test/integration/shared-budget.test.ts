import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { unlessStalled } from '../support/given-time';
import { temporaryFolder } from '../support/run-folder';
import { GatewayProcess, SimulatorProcess } from '../support/gateway-process';
import { describeOnPostgres, postgresKind } from '../support/postgres';
import { expectClear, newRelayUser, offerRelays, type RelayUser } from '../support/relay-load';

const REDIS_URL = process.env['TEST_REDIS_URL'];
const USERS = 30;
const PER_MINUTE = 1_000;
const SECONDS = 4;
/** Of both together, five times of what Fireblocks allows. */
const OFFERED_PER_SECOND = (5 * PER_MINUTE) / 60;
/** The burst, an eleventh, and what the pace adds in this time. */
const WINDOW = { ms: 6_000, calls: 185 };

const describeShared = REDIS_URL === undefined ? describe.skip : describeOnPostgres;

describeShared('two gateways of one workspace, with one Redis', () => {
  const dataDir = temporaryFolder();
  let simulator: SimulatorProcess;
  let gateways: GatewayProcess[];
  let users: RelayUser[];
  let drop: () => Promise<void>;

  beforeAll(async () => {
    simulator = await SimulatorProcess.start(dataDir);
    const database = await postgresKind!.create();
    drop = database.drop;
    const settings = {
      ...{ ...simulator.settings, ...database.settings, DATA_DIR: dataDir },
      ...{ REDIS_URL: REDIS_URL!, RATE_LIMIT_FACTOR: '1000' },
      FIREBLOCKS_CALLS_PER_MINUTE: String(PER_MINUTE),
    };
    gateways = [await GatewayProcess.start(settings), await GatewayProcess.start(settings)];
    users = [];
    for (let at = 0; at < USERS; at += 1) {
      const caller = await gateways[at % gateways.length]!.as(`user-${at}`);
      users.push(await newRelayUser(caller));
    }
    await simulator.control.settings({
      ...{ pollMs: 0, rateLimitPerMinute: WINDOW.calls, rateLimitWindowMs: WINDOW.ms },
    });
  });
  afterAll(async () => {
    await Promise.all(gateways.map((gateway) => gateway.remove()));
    await simulator.process.kill('SIGTERM');
    await drop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  // Redis and Fireblocks each have a time to answer, which a machine that stands still takes from them.
  it('keep to its budget together, and neither is left without', () =>
    unlessStalled(keepToTheirBudget));

  async function keepToTheirBudget(): Promise<void> {
    // What an attempt before has taken is there again.
    await sleep(WINDOW.ms);
    const before = await invocations();
    const load = { seconds: SECONDS, perSecond: OFFERED_PER_SECOND };
    const { served, refused, tookSeconds } = await offerRelays(users, load);
    for (const { answer } of refused) expectClear(answer);
    const calls = (await invocations()).slice(before.length);
    expect(calls).toHaveLength(served.length);
    expect(calls.filter(({ status }) => status !== 200)).toEqual([]);
    expect(served.length).toBeGreaterThan(SECONDS * (PER_MINUTE / 60));
    const most = PER_MINUTE / 11 + tookSeconds * (PER_MINUTE / 60) + 1;
    expect(served.length).toBeLessThanOrEqual(most);
    for (const { url } of gateways) {
      const share = served.filter(({ user }) => user.caller.url === url).length;
      expect(share).toBeGreaterThan(served.length / 5);
    }
  }

  async function invocations() {
    const calls = await simulator.control.calls();
    return calls.filter(({ path }) => path.endsWith('/invoke'));
  }

  it('both leave alone what Fireblocks has told one of them to', async () => {
    await simulator.control.settings({ rateLimitPerMinute: 0 });
    const read = `query ($id: ID!) { wallet(id: $id) { assets { balance { available } } } }`;
    const ask = ({ caller, walletId }: RelayUser) => caller.send(read, { id: walletId });
    const path = '/accounts/[^/]+/assets[?]/';
    await simulator.control.fault({ path, method: 'GET', kind: '429', retryAfter: 30 });
    expect((await ask(users[0]!)).errors).not.toEqual([]);
    const before = (await simulator.control.calls()).length;
    const [error] = (await ask(users[1]!)).errors;
    expect(error?.extensions.retryAfterMs).toBeGreaterThan(20_000);
    expect((await simulator.control.calls()).length).toBe(before);
  });
});
