import {
  CreateNcwConnectionRequestFeeLevelEnum,
  Fireblocks,
  type CreateConnectionRequest,
} from '@fireblocks/ts-sdk';
import { FireblocksSDK } from 'fireblocks-sdk';
import { CONNECT_URI } from '../support/graphql-caller';
import {
  control,
  newWallet,
  relay,
  runSimulator,
  type RunningSimulator,
} from '../support/simulator-client';

const DEVICE = '2b3b7f2c-0000-4000-8000-000000000002';
let running: RunningSimulator;
let admin: Fireblocks;
let signer: Fireblocks;

beforeAll(async () => {
  running = await runSimulator();
  const { simulator, workspace } = running;
  const make = (user: { apiKey: string; secretKey: string }) =>
    new Fireblocks({ ...user, basePath: simulator.basePath });
  admin = make(workspace.admin);
  signer = make(workspace.signer);
});
afterAll(() => running.simulator.close());

describe('@fireblocks/ts-sdk', () => {
  it('finds every method of EmbeddedWalletsApi answered as it expects', async () => {
    const created = await admin.embeddedWallets.createEmbeddedWallet({ idempotencyKey: 'sdk-1' });
    expect(created.statusCode).toBe(201);
    const walletId = created.data.walletId;
    const again = await admin.embeddedWallets.createEmbeddedWallet({ idempotencyKey: 'sdk-1' });
    expect(again.data.walletId).toBe(walletId);
    const wallets = await admin.embeddedWallets.getEmbeddedWallets({ pageSize: 50 });
    expect(wallets.data.data.map((wallet) => wallet.walletId)).toContain(walletId);
    expect((await admin.embeddedWallets.getEmbeddedWallet({ walletId })).data).toEqual({
      ...{ walletId, enabled: true },
    });
    expect((await admin.embeddedWallets.assignEmbeddedWallet({ walletId })).statusCode).toBe(201);

    const account = await signer.embeddedWallets.createEmbeddedWalletAccount({ walletId });
    expect(account).toMatchObject({ statusCode: 201, data: { walletId, accountId: '0' } });
    const accountId = '0';
    const inAccount = { walletId, accountId };
    expect((await admin.embeddedWallets.getEmbeddedWalletAccount(inAccount)).data.accountId).toBe(
      '0',
    );

    const assetId = 'BTC_TEST';
    const ofAsset = { walletId, accountId, assetId };
    const added = await signer.embeddedWallets.addEmbeddedWalletAsset(ofAsset);
    expect(added.statusCode).toBe(201);
    expect(added.data.address).toMatch(/^tb1q/);
    expect((await admin.embeddedWallets.getEmbeddedWalletAsset(ofAsset)).data).toMatchObject({
      ...{ id: 'BTC_TEST', decimals: 8, testnet: true },
    });
    const assets = await admin.embeddedWallets.getEmbeddedWalletAssets({
      ...inAccount,
      sort: ['assetId'],
    });
    expect(assets.data.data.map(({ id }) => id)).toEqual(['BTC_TEST', 'ETH_TEST5']);
    const balance = await admin.embeddedWallets.getEmbeddedWalletAssetBalance(ofAsset);
    expect(balance.data).toMatchObject({ id: 'BTC_TEST', total: '0', available: '0' });
    const refreshed = await signer.embeddedWallets.refreshEmbeddedWalletAssetBalance({
      ...{ ...ofAsset, assetId: 'ETH_TEST5' },
    });
    expect(refreshed.data).toMatchObject({ id: 'ETH_TEST5', total: '1' });
    const addresses = await admin.embeddedWallets.getEmbeddedWalletAddresses(ofAsset);
    expect(addresses.data.data[0]?.address).toBe(added.data.address);
    const catalogue = await admin.embeddedWallets.getEmbeddedWalletSupportedAssets({
      ...{ pageSize: 5, onlyBaseAssets: true },
    });
    expect(catalogue.data.data).toHaveLength(5);

    await relay(running, walletId, DEVICE, 'get_all_keys');
    const ofDevice = { walletId, deviceId: DEVICE };
    expect((await admin.embeddedWallets.getEmbeddedWalletDevice(ofDevice)).data).toMatchObject({
      ...{ deviceId: DEVICE, enabled: true },
    });
    const devices = await admin.embeddedWallets.getEmbeddedWalletDevicesPaginated({ walletId });
    expect(devices.data.data).toHaveLength(1);
    const state = await admin.embeddedWallets.getEmbeddedWalletDeviceSetupState(ofDevice);
    expect(state.data).toMatchObject({ status: 'INCOMPLETE', deviceId: DEVICE });
    const setup = await admin.embeddedWallets.getEmbeddedWalletSetupStatus({ walletId });
    expect(setup.data).toMatchObject({ status: 'INCOMPLETE' });
    await expect(
      admin.embeddedWallets.getEmbeddedWalletLatestBackup({ walletId }),
    ).rejects.toMatchObject({ response: { statusCode: 404 } });

    const key = await admin.embeddedWallets.getPublicKeyInfoNcw({
      ...{ walletId, xEndUserWalletId: walletId, algorithm: 'MPC_ECDSA_SECP256K1' },
      derivationPath: '[44,60,0,0,0]',
    });
    expect(key.data.publicKey).toMatch(/^02[0-9a-f]{64}$/);
    const ofAddress = await admin.embeddedWallets.getEmbeddedWalletPublicKeyInfoForAddress({
      ...{ ...ofAsset, xEndUserWalletId: walletId, change: 0, addressIndex: 0, compressed: false },
    });
    expect(ofAddress.data.publicKey).toMatch(/^04[0-9a-f]{128}$/);

    const disableDevice = { ...ofDevice, enableDevice: { enabled: false } };
    const device = await signer.embeddedWallets.updateEmbeddedWalletDeviceStatus(disableDevice);
    expect(device.statusCode).toBe(204);
    const disable = { walletId, enableWallet: { enabled: false } };
    expect((await admin.embeddedWallets.updateEmbeddedWalletStatus(disable)).statusCode).toBe(204);
    expect((await relay(running, walletId, DEVICE, 'get_all_keys')).status).toBe(403);
  });

  it('pairs, answers, lists and ends web3 connections', async () => {
    const walletId = await newWallet(running);
    const ofWallet = { xEndUserWalletId: walletId };
    const createConnectionRequest: CreateConnectionRequest = {
      ...{ ncwId: walletId, ncwAccountId: 0, uri: CONNECT_URI },
      feeLevel: CreateNcwConnectionRequestFeeLevelEnum.Medium,
    };
    const pair = () => signer.web3Connections.create({ createConnectionRequest, ...ofWallet });
    const { data, statusCode } = await pair();
    expect(statusCode).toBe(201);
    expect(data.sessionMetadata.appUrl).toBe('https://dapp.example');
    const ids = async () =>
      (await signer.web3Connections.get(ofWallet)).data.data.map(({ id }) => id);
    expect(await ids()).not.toContain(data.id);
    const ofConnection = { id: data.id, ...ofWallet };
    const approval = { ...ofConnection, respondToConnectionRequest: { approve: true } };
    await signer.web3Connections.submit(approval);
    expect(await ids()).toContain(data.id);
    await expect(signer.web3Connections.submit(approval)).rejects.toMatchObject({
      response: { statusCode: 400 },
    });
    await signer.web3Connections.remove(ofConnection);
    expect(await ids()).not.toContain(data.id);
    await expect(signer.web3Connections.remove(ofConnection)).rejects.toMatchObject({
      response: { statusCode: 404 },
    });
    await expect(admin.web3Connections.get(ofWallet)).rejects.toMatchObject({
      response: { statusCode: 403 },
    });
  });

  it('lists the NFTs of a wallet', async () => {
    const [walletId, other] = [await newWallet(running), await newWallet(running)];
    for (const [of, spam] of [
      [walletId, false],
      [walletId, true],
      [other, false],
    ] as const) {
      await control(running, 'POST', `/wallets/${of}/accounts/0/nfts`, { spam });
    }
    const owned = { walletType: 'END_USER_WALLET', ncwId: walletId, ncwAccountIds: '0' } as const;
    const { data } = await admin.nfts.getOwnershipTokens({ ...owned, pageSize: 1, spam: 'all' });
    expect(data.data).toMatchObject([{ ncwId: walletId, ncwAccountId: '0', status: 'LISTED' }]);
    const next = data.paging!.next;
    const rest = await admin.nfts.getOwnershipTokens({ ...owned, pageCursor: next, spam: 'all' });
    expect(rest.data.data).toMatchObject([{ spam: { result: true } }]);
    expect((await admin.nfts.getOwnershipTokens(owned)).data.data).toHaveLength(1);
  });

  it('creates, reads, estimates, lists and cancels transactions', async () => {
    const walletId = await newWallet(running);
    const transactionRequest = {
      ...{ assetId: 'ETH_TEST5', amount: '0.1', externalTxId: `sdk-${walletId}` },
      source: { type: 'END_USER_WALLET', walletId, id: '0' },
      destination: { type: 'ONE_TIME_ADDRESS', oneTimeAddress: { address: `0x${'1'.repeat(40)}` } },
    } as const;
    const { data } = await signer.transactions.createTransaction({
      ...{ transactionRequest, xEndUserWalletId: walletId, idempotencyKey: 'sdk-tx' },
    });
    const txId = data.id ?? '';
    expect((await admin.transactions.getTransaction({ txId })).data.externalTxId).toBe(
      `sdk-${walletId}`,
    );
    const externalTxId = `sdk-${walletId}`;
    const external = await admin.transactions.getTransactionByExternalId({ externalTxId });
    expect(external.data.id).toBe(txId);
    const fee = await admin.transactions.estimateTransactionFee({ transactionRequest });
    expect(fee.data.medium.networkFee).toBe('0.000042');
    const network = await admin.transactions.estimateNetworkFee({ assetId: 'BTC_TEST' });
    expect(network.data.low.feePerByte).toBe('1');
    const address = { assetId: 'ETH_TEST5', address: 'nonsense' };
    expect((await admin.transactions.validateAddress(address)).data.isValid).toBe(false);
    const page = { sourceWalletId: walletId, sourceType: 'END_USER_WALLET', limit: 1 } as const;
    expect((await admin.transactions.getTransactions(page)).data.map(({ id }) => id)).toEqual([
      txId,
    ]);
    const cancelled = await signer.transactions.cancelTransaction({
      txId,
      xEndUserWalletId: walletId,
    });
    expect(cancelled.data.success).toBe(true);
  });

  it('pages through transactions by the cursor of the header', async () => {
    const walletId = await newWallet(running);
    const source = { type: 'END_USER_WALLET', walletId, id: '0' } as const;
    const destination = { type: 'VAULT_ACCOUNT', id: '1' } as const;
    for (let n = 0; n < 3; n += 1) {
      const transactionRequest = { assetId: 'ETH_TEST5', amount: '0.1', source, destination };
      await signer.transactions.createTransaction({
        transactionRequest,
        xEndUserWalletId: walletId,
      });
    }
    const first = await admin.transactions.getTransactions({ limit: 2, sourceWalletId: walletId });
    const next = String((first.headers as Record<string, unknown>)['next-page']);
    const second = await admin.transactions.getTransactions({
      limit: 2,
      sourceWalletId: walletId,
      next,
    });
    expect(second.data).toHaveLength(1);
    expect(first.data.map(({ id }) => id)).not.toContain(second.data[0]?.id);
  });

  it('manages webhooks and their notifications', async () => {
    const url = 'http://127.0.0.1:9/nobody-listens';
    const events = ['embedded_wallet.created'] as const;
    const createWebhookRequest = { url, events: [...events], description: 'first' };
    const made = await admin.webhooksV2.createWebhook({ createWebhookRequest });
    const webhookId = made.data.id;
    const again = await admin.webhooksV2.createWebhook({ createWebhookRequest });
    expect(again.data.id).toBe(webhookId);
    expect((await admin.webhooksV2.getWebhooks()).data.data).toHaveLength(1);
    await newWallet(running);
    const notifications = await admin.webhooksV2.getNotifications({ webhookId });
    expect(notifications.data.data).toMatchObject([{ eventType: 'embedded_wallet.created' }]);
    const notificationId = notifications.data.data[0]?.id ?? '';
    const one = { webhookId, notificationId };
    const detailed = await admin.webhooksV2.getNotification({ ...one, includeData: true });
    expect(detailed.data.data).toMatchObject({ eventType: 'embedded_wallet.created' });
    expect((await admin.webhooksV2.resendNotificationById(one)).statusCode).toBe(202);
    const updateWebhookRequest = { enabled: false };
    const changed = await admin.webhooksV2.updateWebhook({ webhookId, updateWebhookRequest });
    expect(changed.data.status).toBe('DISABLED');
    await admin.webhooksV2.deleteWebhook({ webhookId });
    expect((await admin.webhooksV2.getWebhooks()).data.data).toEqual([]);
  });

  it('is refused with the role that may not', async () => {
    const walletId = await newWallet(running);
    const forbidden = { response: { statusCode: 403 } };
    await expect(signer.embeddedWallets.createEmbeddedWallet()).rejects.toMatchObject(forbidden);
    const asset = { walletId, accountId: '0', assetId: 'ETH_TEST5' };
    await expect(admin.embeddedWallets.addEmbeddedWalletAsset(asset)).rejects.toMatchObject(
      forbidden,
    );
    const invoke = await running.admin.post(`/ncw/wallets/${walletId}/devices/${DEVICE}/invoke`, {
      payload: '{"method":"get_all_keys"}',
    });
    expect(invoke.status).toBe(403);
  });
});

describe('fireblocks-sdk, the legacy SDK', () => {
  it('works against the same server, with its other way of hashing no body', async () => {
    const { simulator, workspace } = running;
    const origin = `http://127.0.0.1:${simulator.port}`;
    const legacyAdmin = new FireblocksSDK(
      workspace.admin.secretKey,
      workspace.admin.apiKey,
      origin,
    );
    const legacySigner = new FireblocksSDK(
      workspace.signer.secretKey,
      workspace.signer.apiKey,
      origin,
    );
    const { walletId } = await legacyAdmin.NCW.createWallet();
    await legacyAdmin.NCW.createWalletAccount(walletId);
    const accounts = await legacyAdmin.NCW.getWalletAccounts(walletId, { pageSize: 10 });
    expect(accounts.data).toHaveLength(1);
    expect((await legacyAdmin.NCW.getWallets({})).paging).toEqual({ next: '' });
    const rpc = await legacySigner.NCW.invokeWalletRpc(
      walletId,
      DEVICE,
      '{"method":"get_all_keys"}',
    );
    expect(rpc).toEqual({ result: [] });
    await legacySigner.NCW.activateWalletAsset(walletId, 0, 'SOL_TEST');
    expect((await legacyAdmin.NCW.getWalletAssetBalance(walletId, 0, 'SOL_TEST')).total).toBe('0');
    expect(await legacyAdmin.NCW.getWalletDevices(walletId)).toMatchObject({
      data: [{ deviceId: DEVICE }],
    });
    await legacyAdmin.NCW.setWalletRequiredAlgorithms(walletId, ['MPC_EDDSA_ED25519'] as never);
    const setup = await legacyAdmin.NCW.getWalletSetupStatus(walletId);
    expect(setup).toMatchObject({
      status: 'INCOMPLETE',
      requiredAlgorithms: ['MPC_EDDSA_ED25519'],
    });
    const created = await legacySigner.createTransaction({
      ...{ assetId: 'ETH_TEST5', amount: '0.1' },
      source: { type: 'END_USER_WALLET', walletId, id: '0' },
      destination: { type: 'ONE_TIME_ADDRESS', oneTimeAddress: { address: `0x${'2'.repeat(40)}` } },
    } as never);
    expect(created.status).toBe('SUBMITTED');
    const first = await legacyAdmin.getTransactionsWithPageInfo({ limit: 1 });
    const more = await legacyAdmin.getTransactionsWithPageInfo(
      undefined,
      first.pageDetails.nextPage,
    );
    expect(more.transactions).toHaveLength(1);
    expect(more.transactions[0]?.id).not.toBe(created.id);
    expect(await legacySigner.cancelTransactionById(created.id)).toEqual({ success: true });
  });
});
