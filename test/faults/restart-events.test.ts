import { databaseKinds } from '../support/databases';
import { GatewayProcess } from '../support/gateway-process';
import { GraphQLCaller } from '../support/graphql-caller';
import { SigningStatusRecorder } from '../support/signing-status';

/** The gateway as a developer runs it, with simulator and all in the one process that is killed. */
describe.each(databaseKinds)('a subscriber across a kill on the $name database', (kind) => {
  let gateway: GatewayProcess;
  let alice: GraphQLCaller;
  let walletId: string;
  let deviceId: string;

  beforeAll(async () => {
    gateway = await GatewayProcess.start({}, kind);
  });
  beforeEach(async () => {
    alice = await gateway.as(`alice-${Math.random()}`);
    walletId = await alice.createWallet();
    deviceId = await alice.assignDevice(walletId);
  });
  afterAll(() => gateway.remove());

  async function watch(after?: string): Promise<SigningStatusRecorder> {
    const stream = new SigningStatusRecorder(new GraphQLCaller(gateway.url, alice.token), {
      ...{ walletId, deviceId },
      ...(after === undefined ? {} : { after }),
    });
    if (after === undefined) {
      await stream.until(({ events }) => events.some(({ kind }) => kind === 'SNAPSHOT_END'));
    }
    return stream;
  }

  /** Kills and starts the gateway; the stream that goes on behind the last event that was seen. */
  async function killAndResume(stream: SigningStatusRecorder): Promise<SigningStatusRecorder> {
    await gateway.kill('SIGKILL');
    await stream.until(({ ended }) => ended);
    await gateway.restart();
    return watch(stream.events.at(-1)!.cursor);
  }

  it('misses nothing and sees nothing twice while a transaction is on its way', async () => {
    const stream = await watch();
    const id = await alice.createTransaction(walletId);
    await stream.until((s) => s.statusesOf(id).includes('PENDING_SIGNATURE'));
    for (let poll = 0; poll < 3; poll += 1) {
      await alice.relay(walletId, deviceId, {
        method: 'poll_mpc_msg',
        headers: { physicalDeviceId: deviceId },
        params: [{ txId: id }],
      });
    }
    await stream.until((s) => s.statusesOf(id).includes('BROADCASTING'));

    const resumed = await killAndResume(stream);
    await resumed.until((s) => s.statusesOf(id).includes('COMPLETED'), 60_000);
    resumed.stop();
    expect([...stream.statusesOf(id), ...resumed.statusesOf(id)]).toEqual([
      ...['SUBMITTED', 'PENDING_SIGNATURE', 'BROADCASTING', 'CONFIRMING', 'COMPLETED'],
    ]);
    expect(resumed.events.map((event) => event.kind)).not.toContain('RESYNC_REQUIRED');
    expect(resumed.events.map((event) => event.kind)).not.toContain('SNAPSHOT');
  });

  it('learns of every transaction when webhooks come in numbers as the gateway dies', async () => {
    const stream = await watch();
    const ids = await Promise.all(
      Array.from({ length: 12 }, () => alice.createTransaction(walletId)),
    );
    await stream.until((s) => ids.some((id) => s.statusesOf(id).includes('PENDING_SIGNATURE')));

    const resumed = await killAndResume(stream);
    const statusesOf = (id: string) => [...stream.statusesOf(id), ...resumed.statusesOf(id)];
    await resumed.until(
      () => ids.every((id) => statusesOf(id).includes('PENDING_SIGNATURE')),
      60_000,
    );
    // Whatever would be told twice has had the time to come.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    resumed.stop();
    for (const id of ids) expect(statusesOf(id)).toEqual(['SUBMITTED', 'PENDING_SIGNATURE']);
    expect(resumed.events.map((event) => event.kind)).not.toContain('RESYNC_REQUIRED');
  });
});
