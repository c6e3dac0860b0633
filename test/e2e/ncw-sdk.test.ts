import { randomUUID } from 'node:crypto';
import type { ApolloClient } from '@apollo/client';
import { readGatewayError } from '../../src/client/gateway-errors';
import {
  AssignDeviceDocument,
  CreateTransactionDocument,
  CreateWalletDocument,
  MeDocument,
  RegisterPassphraseDocument,
  SigningStatusDocument,
  WalletDocument,
  type SigningStatusSubscription,
} from '../../src/client/generated/graphql';
import { loadWorkspace } from '../../src/simulator/workspace';
import { TestGateway } from '../support/gateway';
import type { GraphQLCaller } from '../support/graphql-caller';
import { ALGORITHM, apolloClient, installNcw, sdk, seedBackup } from '../support/ncw-device';
import { ApiClient, eventually } from '../support/simulator-client';
import { UPSTREAM } from '../support/simulator-control';

const PASSPHRASE = 'a passphrase that only the user knows';

let gateway: TestGateway;
let caller: GraphQLCaller;
let apollo: ApolloClient;
let walletId: string;
let deviceId: string;

beforeAll(async () => {
  gateway = await TestGateway.start();
});
afterAll(() => gateway.stop());

/** Everything as an app does it: Apollo Client, generated documents, a device id of the SDK's. */
beforeEach(async () => {
  await gateway.simulator.settings({ pollMs: 200, strictSetup: false });
  caller = await gateway.as(`user-${randomUUID()}`);
  apollo = apolloClient(caller);
  const { data: created } = await apollo.mutate({
    mutation: CreateWalletDocument,
    variables: { input: { idempotencyKey: randomUUID() } },
  });
  walletId = created!.createWallet!.wallet.id;
  deviceId = sdk.generateDeviceId();
  await apollo.mutate({
    mutation: AssignDeviceDocument,
    variables: { input: { walletId, deviceId } },
  });
});
afterEach(() => {
  apollo.stop();
});

/** A device that has its keys, as far as it can have them without Fireblocks' own services. */
async function recoveredDevice() {
  const passphraseId = randomUUID();
  await seedBackup(caller, walletId, deviceId, { passphraseId, passphrase: PASSPHRASE });
  const device = await installNcw(apollo, walletId, deviceId);
  await device.ncw.recoverKeys(() => Promise.resolve(PASSPHRASE));
  return { ...device, passphraseId };
}

describe('the real NCW SDK behind the gateway', () => {
  it('sets up its first device as far as keys can be made without Fireblocks', async () => {
    const { ncw, sent, events } = await installNcw(apollo, walletId, deviceId);
    expect(sent).toEqual(expect.arrayContaining(['get_service_certificates']));

    // The messages with which keys are made bear signatures that only Fireblocks can give.
    const keys = await ncw.generateMPCKeys(new Set([ALGORITHM] as const));
    expect([...keys]).toMatchObject([{ algorithm: ALGORITHM, keyStatus: 'TIMEOUT' }]);
    expect(sent).toEqual(
      expect.arrayContaining([
        ...['get_all_keys', 'enroll_player', 'request_mpc_setup', 'poll_mpc_msg'],
        'broadcast_mpc_msg',
      ]),
    );
    expect(events).toContainEqual(
      expect.objectContaining({
        type: 'key_descriptor_changed',
        keyDescriptor: expect.objectContaining({ keyId: [...keys][0]!.keyId }),
      }),
    );
    const wallet = await gateway.simulator.wallet(walletId);
    expect(wallet?.devices).toMatchObject([
      { deviceId, physicalDeviceId: ncw.getPhysicalDeviceId() },
    ]);
  });

  it('recovers its keys on a new installation', async () => {
    const { ncw, sent } = await recoveredDevice();
    expect(await ncw.getKeysStatus()).toMatchObject({ [ALGORITHM]: { keyStatus: 'READY' } });
    expect(sent).toEqual(expect.arrayContaining(['get_backup', 'enter_recovery_state']));
  });

  it('backs up its keys, and the app finds the passphrase again', async () => {
    const { ncw } = await recoveredDevice();
    const passphraseId = randomUUID();
    await apollo.mutate({
      mutation: RegisterPassphraseDocument,
      variables: { input: { passphraseId, location: 'GOOGLE_DRIVE' } },
    });
    const backup = await ncw.backupKeys('another passphrase', passphraseId);
    expect(backup).toMatchObject([{ keyBackupStatus: 'SUCCESS' }]);

    const { data } = await apollo.query({ query: WalletDocument, variables: { id: walletId } });
    expect(data?.wallet?.latestBackup).toMatchObject({
      passphraseId,
      location: 'GOOGLE_DRIVE',
      keys: [{ algorithm: ALGORITHM, deviceId }],
    });
  });

  it('signs a transaction while the app watches every status once and in order', async () => {
    const { ncw } = await recoveredDevice();
    type Event = SigningStatusSubscription['signingStatus'];
    const seen: Event[] = [];
    const failures: unknown[] = [];
    const watching = apollo
      .subscribe({ query: SigningStatusDocument, variables: { walletId, deviceId } })
      .subscribe({
        next: ({ data, error }) => {
          if (data) seen.push(data.signingStatus);
          if (error) failures.push(error);
        },
        error: (error: unknown) => failures.push(error),
      });
    await eventually(() => seen.find(({ kind }) => kind === 'SNAPSHOT_END'));

    const { data } = await apollo.mutate({
      mutation: CreateTransactionDocument,
      variables: {
        input: {
          ...{ idempotencyKey: randomUUID(), walletId, assetId: 'ETH_TEST5', amount: '0.001' },
          destination: { type: 'ONE_TIME_ADDRESS', address: `0x${'ab'.repeat(20)}` },
        },
      },
    });
    const { id } = data!.createTransaction!.transaction;
    const statuses = () =>
      seen
        .filter(({ kind, transactionId }) => kind === 'STATUS' && transactionId === id)
        .map(({ status }) => status);
    await eventually(() => (statuses().includes('PENDING_SIGNATURE') ? true : undefined));

    // What an app does at PENDING_SIGNATURE; three polls of it count as signed.
    const signing = ncw.signTransaction(id).catch((error: unknown) => error);
    await eventually(() => (statuses().includes('COMPLETED') ? true : undefined), 30_000);
    await ncw.stopInProgressSignTransaction();
    await signing;
    watching.unsubscribe();
    expect(statuses()).toEqual([
      ...['SUBMITTED', 'PENDING_SIGNATURE', 'BROADCASTING', 'CONFIRMING', 'COMPLETED'],
    ]);
    expect(failures).toEqual([]);
  });
});

describe('the errors that the NCW SDK knows', () => {
  const numbered = (code: number): Error => expect.objectContaining({ code }) as Error;

  /** The next message of this kind is refused by Fireblocks with its code. */
  const refuse = (method: string, code: number) => async (sent: string) => {
    if (sent !== method) return;
    const body = { message: 'something for the log', code };
    // Other messages, such as reports, may be on their way at the same time and be refused first.
    const fault = { path: UPSTREAM.invoke, kind: 'status', status: 400, count: 3 } as const;
    await gateway.simulator.fault({ ...fault, body });
  };

  afterEach(() => gateway.simulator.clearFaults());

  it('says that the device is incomplete (1001)', async () => {
    const { ncw } = await installNcw(apollo, walletId, deviceId, refuse('poll_mpc_msg', 1001));
    await expect(ncw.signTransaction(randomUUID())).rejects.toEqual(numbered(108));
  });

  it('says that the backup is incomplete (1002)', async () => {
    const { ncw } = await recoveredDevice();
    const { admin } = await loadWorkspace(gateway.dataDir);
    const required = await new ApiClient(`${gateway.simulatorUrl}/v1`, admin).patch(
      `/ncw/wallets/${walletId}/required_algorithms`,
      { algorithms: ['MPC_ECDSA_SECP256K1', 'MPC_EDDSA_ED25519'] },
    );
    expect(required.status).toBe(200);
    await gateway.simulator.settings({ strictSetup: true });
    await expect(ncw.backupKeys('a passphrase', randomUUID())).rejects.toEqual(numbered(706));
  });

  it('says that the wallet has as many devices as it may (1006)', async () => {
    const { ncw } = await installNcw(apollo, walletId, deviceId, refuse('enroll_player', 1006));
    const keys = ncw.generateMPCKeys(new Set([ALGORITHM] as const));
    await expect(keys).rejects.toEqual(numbered(111));
  });

  it('gets the code of Fireblocks for an eleventh device of which the gateway did not know', async () => {
    const { signer } = await loadWorkspace(gateway.dataDir);
    const api = new ApiClient(`${gateway.simulatorUrl}/v1`, signer);
    const payload = JSON.stringify({ method: 'get_all_keys', headers: { physicalDeviceId: '' } });
    for (let device = 0; device < 10; device += 1) {
      await api.post(`/ncw/wallets/${walletId}/devices/${randomUUID()}/invoke`, { payload });
    }
    expect(await caller.relay(walletId, deviceId, JSON.parse(payload))).toEqual({
      error: { message: expect.any(String), code: 1006 },
    });
  });
});

describe('another user', () => {
  let mallory: ApolloClient;
  beforeEach(async () => {
    mallory = apolloClient(await gateway.as('mallory'));
    const { data } = await mallory.query({ query: MeDocument });
    expect(data?.me.id).toBe('mallory');
  });
  afterEach(() => {
    mallory.stop();
  });

  it.each(['the device', 'the wallet only'])(
    'gets nothing by subscribing with %s',
    async (what) => {
      const variables = { walletId, ...(what === 'the device' ? { deviceId } : {}) };
      const seen: unknown[] = [];
      const failure = await new Promise((resolve) => {
        const stream = mallory.subscribe({ query: SigningStatusDocument, variables });
        stream.subscribe({
          next: ({ data, error }) => {
            if (data) seen.push(data);
            if (error) resolve(error);
          },
          error: resolve,
        });
      });
      expect(readGatewayError(failure)?.code).toBe('NOT_FOUND');
      expect(seen).toEqual([]);
    },
  );

  it('cannot start the SDK for the device, and nothing reaches Fireblocks', async () => {
    const failure: unknown = await installNcw(mallory, walletId, deviceId).catch(
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({ name: 'RelayError', code: 'NOT_FOUND', retryable: false });
    expect((await gateway.simulator.wallet(walletId))?.devices).toEqual([]);
  });
});
