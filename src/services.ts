import { AccountReader } from './accounts/account-reader';
import { AccountResolver, WalletAccountsResolver } from './accounts/account.resolver';
import { CreateAccount } from './accounts/create-account';
import type { Container } from './api/context';
import { AddAsset } from './assets/add-asset';
import { AssetCatalogue } from './assets/asset-catalogue';
import { AssetReader } from './assets/asset-reader';
import { AssetResolver, WalletAssetsResolver } from './assets/asset.resolver';
import { SupportedAssetResolver } from './assets/supported-asset.resolver';
import { AuditFinder } from './audit/audit-finder';
import { AuditResolver } from './audit/audit.resolver';
import type { AuditTrail } from './audit/audit-trail';
import { LatestBackupResolver } from './backups/latest-backup.resolver';
import { PassphraseResolver } from './backups/passphrase.resolver';
import { Passphrases } from './backups/passphrases';
import { buildWeb3Connections } from './connections/web3-connections';
import type { Database } from './database/database';
import { DesiredStateStore } from './desired-states/desired-state-store';
import { DesiredStateWorker } from './desired-states/desired-state-worker';
import { AssignDevice } from './devices/assign-device';
import { ChangeDevice } from './devices/change-device';
import { ChangeDeviceResolver } from './devices/change-device.resolver';
import { DeviceFinder } from './devices/device-finder';
import { DeviceResolver, WalletDevicesResolver } from './devices/device.resolver';
import { DisableDevice } from './devices/disable-device';
import { EnableDevice } from './devices/enable-device';
import type { LiveFeed } from './events/live-feed';
import { NotificationFinder } from './events/notification-finder';
import { NotificationResolver } from './events/notification.resolver';
import { ResendWebhooks } from './events/resend-webhooks';
import { RetryNotifications } from './events/retry-notifications';
import type { WakeSignal } from './events/wake-signal';
import type { Fireblocks } from './fireblocks/fireblocks';
import type { Intent, IntentOperation } from './intents/intent';
import { IntentStore } from './intents/intent-store';
import { PendingIntentFinder } from './intents/pending-intent-finder';
import { PendingIntentResolver } from './intents/pending-intent.resolver';
import { HighRiskPolicy } from './rpc/high-risk-policy';
import { NftReader } from './nfts/nft-reader';
import { WalletNftsResolver } from './nfts/nft.resolver';
import { OpenRelays } from './rpc/open-relays';
import { RelayRpc, type RelayObserver } from './rpc/relay-rpc';
import { RelayRpcResolver } from './rpc/relay-rpc.resolver';
import { RelayTarget } from './rpc/relay-target';
import type { HighRiskSettings } from './settings/rpc-settings';
import type { Clock } from './shared/clock';
import type { Logger } from './shared/logger';
import { CancelTransaction } from './transactions/cancel-transaction';
import { CreateTransaction } from './transactions/create-transaction';
import { EstimateFee } from './transactions/estimate-fee';
import { FeeEstimateResolver } from './transactions/fee-estimate.resolver';
import { SettleTransaction } from './transactions/settle-transaction';
import { SigningStatusStream } from './transactions/signing-status-stream';
import { SigningStatusResolver } from './transactions/signing-status.resolver';
import { TransactionFinder } from './transactions/transaction-finder';
import { TransactionRecorder } from './transactions/transaction-recorder';
import {
  TransactionResolver,
  WalletTransactionsResolver,
} from './transactions/transaction.resolver';
import { MeResolver } from './users/me.resolver';
import { AccessChanges } from './wallets/access-changes';
import { CreateWallet } from './wallets/create-wallet';
import { FreezeWallet } from './wallets/freeze-wallet';
import { ReassignWallet } from './wallets/reassign-wallet';
import { UnfreezeWallet } from './wallets/unfreeze-wallet';
import { WalletAdministrationResolver } from './wallets/wallet-administration.resolver';
import { WalletFinder } from './wallets/wallet-finder';
import { WalletResolver } from './wallets/wallet.resolver';

export interface ServiceParts {
  database: Database;
  audit: AuditTrail;
  fireblocks: Fireblocks;
  signal: WakeSignal;
  feed: LiveFeed;
  /** Name of this database's event log. */
  epoch: string;
  walletsPerUser: number;
  rpc: HighRiskSettings;
  observeRelay: RelayObserver;
  /** Has the webhook inbox looked through. */
  wakeInbox: () => void;
  clock: Clock;
  log: Logger;
}

export interface Services {
  /** Where operations find their resolvers. */
  container: Container;
  intents: IntentStore;
  recorder: TransactionRecorder;
  relays: OpenRelays;
  desiredStates: { store: DesiredStateStore; worker: DesiredStateWorker };
  resendWebhooks: ResendWebhooks;
  pendingIntents: PendingIntentFinder;
  /** How stranded intents are brought to an end. */
  settle: Record<IntentOperation, (intent: Intent) => Promise<unknown>>;
}

const HEARTBEAT_MS = 30_000;

/** The use-cases of every slice, joined with what they stand on, and their resolvers. */
export function buildServices(parts: ServiceParts): Services {
  const { fireblocks, clock, log, feed, epoch, audit } = parts;
  const { prisma, pool } = parts.database;
  const upstream = fireblocks.wallets;
  const intents = new IntentStore(prisma, clock, audit);

  const wallets = new WalletFinder(prisma);
  const createWallet = new CreateWallet({
    prisma,
    intents,
    wallets: upstream,
    finder: wallets,
    walletsPerUser: parts.walletsPerUser,
    clock,
    log,
  });
  const devices = new DeviceFinder(prisma);
  const createAccount = new CreateAccount({ intents, wallets, upstream, log });
  const assets = new AssetReader(wallets, upstream);
  const addAsset = new AddAsset({ intents, wallets, upstream, reader: assets, log });
  const passphrases = new Passphrases(prisma, audit);

  const web3Connections = buildWeb3Connections({
    ...{ prisma, audit, intents, wallets, log },
    upstream: fireblocks.connections,
  });

  const { transactions } = fireblocks;
  const finder = new TransactionFinder(prisma);
  const recorder = new TransactionRecorder(prisma, parts.signal);
  const createTransaction = new CreateTransaction({
    intents,
    transactions,
    wallets,
    finder,
    recorder,
    clock,
    log,
  });
  const cancelTransaction = new CancelTransaction({
    prisma,
    wallets,
    transactions,
    recorder,
    audit,
    log,
  });
  const settleTransaction = new SettleTransaction(transactions, intents, recorder);
  const stream = new SigningStatusStream({
    prisma,
    feed,
    finder,
    epoch,
    heartbeatMs: HEARTBEAT_MS,
  });
  const relays = new OpenRelays({ target: new RelayTarget(pool), signal: parts.signal, log });
  const relay = new RelayRpc(
    relays,
    fireblocks.relay,
    new HighRiskPolicy(parts.rpc, clock),
    parts.observeRelay,
    clock,
  );

  const store = new DesiredStateStore(prisma);
  const worker = new DesiredStateWorker({ store, wallets: upstream, log });
  const changes = new AccessChanges({
    prisma,
    signal: parts.signal,
    audit,
    workOnDesiredStates: () => {
      worker.wake();
    },
  });
  const changeDevice = new ChangeDevice(prisma, changes);
  const resendWebhooks = new ResendWebhooks(fireblocks.webhooks, log);
  const pendingIntents = new PendingIntentFinder(prisma, clock);

  return {
    intents,
    recorder,
    relays,
    desiredStates: { store, worker },
    resendWebhooks,
    pendingIntents,
    container: containerOf([
      new MeResolver(),
      new WalletResolver(wallets, createWallet),
      new WalletAdministrationResolver(
        new FreezeWallet(changes),
        new UnfreezeWallet(changes),
        new ReassignWallet(changes),
        store,
      ),
      new WalletDevicesResolver(devices),
      new WalletAccountsResolver(new AccountReader(wallets, upstream)),
      new WalletAssetsResolver(assets),
      new WalletNftsResolver(new NftReader(wallets, fireblocks.nfts)),
      new WalletTransactionsResolver(finder, wallets),
      new LatestBackupResolver(wallets, upstream, passphrases),
      new DeviceResolver(devices, wallets, new AssignDevice(prisma, audit)),
      new ChangeDeviceResolver(
        new EnableDevice(changeDevice),
        new DisableDevice(changeDevice),
        store,
      ),
      new RelayRpcResolver(relay),
      new AccountResolver(createAccount),
      new AssetResolver(assets, addAsset),
      new SupportedAssetResolver(new AssetCatalogue({ upstream, clock, log })),
      new PassphraseResolver(passphrases),
      new TransactionResolver(finder, wallets, createTransaction, cancelTransaction),
      new FeeEstimateResolver(new EstimateFee(wallets, transactions)),
      ...web3Connections.resolvers,
      new SigningStatusResolver(stream, finder),
      new AuditResolver(new AuditFinder(prisma)),
      new NotificationResolver(
        new NotificationFinder(prisma),
        new RetryNotifications({ prisma, audit, wake: parts.wakeInbox }),
        resendWebhooks,
        clock,
      ),
      new PendingIntentResolver(pendingIntents),
    ]),
    settle: {
      createWallet: (intent) => createWallet.complete(intent),
      createAccount: (intent) => createAccount.complete(intent),
      addAsset: (intent) => addAsset.complete(intent),
      createWeb3Connection: (intent) => web3Connections.settle(intent),
      createTransaction: (intent) => settleTransaction.run(intent),
    },
  };
}

function containerOf(resolvers: readonly object[]): Container {
  return {
    get(type) {
      const found = resolvers.find((resolver) => resolver instanceof type);
      if (found instanceof type) return found;
      throw new Error(`no resolver of ${type.name} was made`);
    },
  };
}
