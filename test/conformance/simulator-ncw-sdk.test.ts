import { createRequire } from 'node:module';
import type * as Sdk from '@fireblocks/ncw-js-sdk';
import { newWallet, relay, runSimulator, type RunningSimulator } from '../support/simulator-client';

// Its ES module build is for browsers only.
const sdk = createRequire(__filename)('@fireblocks/ncw-js-sdk') as typeof Sdk;
const ALGORITHM = 'MPC_CMP_ECDSA_SECP256K1';
const PASSPHRASE = 'a passphrase that only the user knows';
const PASSPHRASE_ID = '7d7f1c1e-0000-4000-8000-000000000001';

let running: RunningSimulator;
const live: Sdk.IFireblocksNCW[] = [];

beforeAll(async () => {
  running = await runSimulator({ pollMs: 50 });
});
afterAll(async () => {
  for (const instance of live) await instance.dispose();
  await running.simulator.close();
});

interface Device {
  instance: Sdk.IFireblocksNCW;
  methods: string[];
}

async function install(walletId: string, deviceId: string): Promise<Device> {
  const methods: string[] = [];
  const instance = await sdk.FireblocksNCWFactory({
    ...{ env: 'sandbox', deviceId, reporting: { enabled: false } },
    messagesHandler: {
      handleOutgoingMessage: async (payload: string) => {
        methods.push((JSON.parse(payload) as { method: string }).method);
        const path = `/ncw/wallets/${walletId}/devices/${deviceId}/invoke`;
        const { status, body } = await running.signer.post(path, { payload });
        return status === 200 ? body : { error: { message: body.message, code: body.code } };
      },
    },
    eventsHandler: { handleEvent: () => undefined },
    secureStorageProvider: new sdk.InMemorySecureStorageProvider(),
    storageProvider: new sdk.InMemoryStorageProvider(),
  });
  live.push(instance);
  return { instance, methods };
}

/** Makes the wallet one whose keys were backed up, which only Fireblocks' own services can do for real. */
async function seedBackup(walletId: string, deviceId: string): Promise<void> {
  const encryptedKey = await sdk.encryptAesGCM('{}', PASSPHRASE, deviceId);
  const key = {
    keyId: '5d1f6c7e-0000-4000-8000-000000000001',
    algorithm: ALGORITHM,
    publicKey: '02ab',
  };
  const stored = await relay(
    running,
    walletId,
    deviceId,
    'backup_keys',
    [
      {
        passphraseId: PASSPHRASE_ID,
        keys: [{ ...key, encryptedKeys: [{ encryptedKey, encryptionAlgorithm: 'AES-GCM' }] }],
      },
    ][0],
  );
  expect(stored.body).toEqual({ result: { success: true } });
}

describe('@fireblocks/ncw-js-sdk', () => {
  it('starts, recovers its keys to READY and backs them up', async () => {
    const walletId = await newWallet(running);
    const deviceId = sdk.generateDeviceId();
    await seedBackup(walletId, deviceId);
    const { instance, methods } = await install(walletId, deviceId);
    expect(methods).toContain('get_service_certificates');

    const asked: string[] = [];
    await instance.recoverKeys((passphraseId) => {
      asked.push(passphraseId);
      return Promise.resolve(PASSPHRASE);
    });
    expect(asked).toEqual([PASSPHRASE_ID]);
    expect(await instance.getKeysStatus()).toMatchObject({
      [ALGORITHM]: { algorithm: ALGORITHM, keyStatus: 'READY' },
    });
    const backup = await instance.backupKeys(
      'another passphrase',
      '7d7f1c1e-0000-4000-8000-000000000002',
    );
    expect(backup).toMatchObject([{ keyBackupStatus: 'SUCCESS' }]);

    const latest = await running.admin.get(`/ncw/wallets/${walletId}/backup/latest`);
    expect(latest.body).toMatchObject({
      passphraseId: '7d7f1c1e-0000-4000-8000-000000000002',
      keys: [{ deviceId, algorithm: ALGORITHM }],
    });
    const setup = await running.admin.get(
      `/ncw/wallets/${walletId}/devices/${deviceId}/setup_status`,
    );
    expect(setup.body).toMatchObject({
      status: 'COMPLETE',
      setupStatus: [{ algorithmName: 'MPC_ECDSA_SECP256K1', confirmed: true, backedUp: true }],
    });
  });

  it('answers the older installation that it is not expected any more', async () => {
    const walletId = await newWallet(running);
    const deviceId = sdk.generateDeviceId();
    await seedBackup(walletId, deviceId);
    const { instance } = await install(walletId, deviceId);
    await instance.recoverKeys(() => Promise.resolve(PASSPHRASE));
    const old = await relay(running, walletId, deviceId, 'get_all_keys');
    expect(old).toMatchObject({
      status: 200,
      body: { error: { message: 'Unexpected physicalDeviceId' } },
    });
    const current = await running.admin.get(`/ncw/wallets/${walletId}/devices/${deviceId}`);
    expect(current.body.physicalDeviceId).toBe(instance.getPhysicalDeviceId());
  });

  it('has nothing to recover where nothing was backed up', async () => {
    const walletId = await newWallet(running);
    const { instance } = await install(walletId, sdk.generateDeviceId());
    await expect(instance.recoverKeys(() => Promise.resolve(PASSPHRASE))).rejects.toThrow();
  });

  it('polls for a transaction that awaits its signature, which then counts as signed', async () => {
    const walletId = await newWallet(running);
    const deviceId = sdk.generateDeviceId();
    await seedBackup(walletId, deviceId);
    const { instance } = await install(walletId, deviceId);
    await instance.recoverKeys(() => Promise.resolve(PASSPHRASE));
    const created = await running.signer.post('/transactions', {
      ...{
        assetId: 'ETH_TEST5',
        amount: '0.1',
        source: { type: 'END_USER_WALLET', walletId, id: '0' },
      },
      destination: { type: 'ONE_TIME_ADDRESS', oneTimeAddress: { address: `0x${'3'.repeat(40)}` } },
    });
    const signing = instance.signTransaction(created.body.id).catch((error: unknown) => error);
    for (let tries = 0; tries < 200; tries += 1) {
      const { body } = await running.admin.get(`/transactions/${created.body.id}`);
      if (body.status === 'COMPLETED') break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const done = await running.admin.get(`/transactions/${created.body.id}`);
    expect(done.body.status).toBe('COMPLETED');
    await instance.stopInProgressSignTransaction();
    await signing;
  });
});
