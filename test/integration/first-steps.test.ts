import { databaseKinds } from '../support/databases';
import { TestGateway } from '../support/gateway';
import { SigningStatusRecorder } from '../support/signing-status';

describe.each(databaseKinds)('first steps on the $name database', (kind) => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await TestGateway.start({}, kind);
  });

  afterAll(async () => {
    await gateway.stop();
  });

  it('takes a transaction from its creation to COMPLETED before the eyes of a subscriber', async () => {
    const alice = await gateway.as('alice');
    const walletId = await alice.createWallet();
    const deviceId = await alice.assignDevice(walletId);
    const stream = new SigningStatusRecorder(alice, { walletId, deviceId });
    await stream.until(({ events }) => events.some(({ kind }) => kind === 'SNAPSHOT_END'));

    const transactionId = await alice.createTransaction(walletId);
    await stream.until((s) => s.statusesOf(transactionId).includes('PENDING_SIGNATURE'));
    for (let poll = 0; poll < 3; poll += 1) {
      await alice.relay(walletId, deviceId, {
        method: 'poll_mpc_msg',
        headers: { physicalDeviceId: deviceId },
        params: [{ txId: transactionId }],
      });
    }
    await stream.until((s) => s.statusesOf(transactionId).includes('COMPLETED'));
    stream.stop();

    expect(stream.statusesOf(transactionId)).toEqual([
      'SUBMITTED',
      'PENDING_SIGNATURE',
      'BROADCASTING',
      'CONFIRMING',
      'COMPLETED',
    ]);
    expect(stream.errors).toEqual([]);
  });
});
