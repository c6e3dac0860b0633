import type { Container } from './api/context';
import { AddAsset } from './assets/add-asset';
import { AssetReader } from './assets/asset-reader';
import { AssetResolver, WalletAssetsResolver } from './assets/asset.resolver';
import { LatestBackupResolver } from './backups/latest-backup.resolver';
import { PassphraseResolver } from './backups/passphrase.resolver';
import { Passphrases } from './backups/passphrases';
import type { Database } from './database/database';
import { AssignDevice } from './devices/assign-device';
import { DeviceFinder } from './devices/device-finder';
import { DeviceResolver, WalletDevicesResolver } from './devices/device.resolver';
import type { LiveFeed } from './events/live-feed';
import type { WakeSignal } from './events/wake-signal';
import type { Fireblocks } from './fireblocks/fireblocks';
import type { Intent, IntentOperation } from './intents/intent';
import { IntentStore } from './intents/intent-store';
import { RelayRpc, type RelayObserver } from './rpc/relay-rpc';
import { RelayRpcResolver } from './rpc/relay-rpc.resolver';
import { RelayTarget } from './rpc/relay-target';
import type { Clock } from './shared/clock';
import type { Logger } from './shared/logger';
import { CancelTransaction } from './transactions/cancel-transaction';
import { CreateTransaction } from './transactions/create-transaction';
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
import { CreateWallet } from './wallets/create-wallet';
import { WalletFinder } from './wallets/wallet-finder';
import { WalletResolver } from './wallets/wallet.resolver';

export interface ServiceParts {
  database: Database;
  fireblocks: Fireblocks;
  signal: WakeSignal;
  feed: LiveFeed;
  /** Name of this database's event log. */
  epoch: string;
  walletsPerUser: number;
  observeRelay: RelayObserver;
  clock: Clock;
  log: Logger;
}

export interface Services {
  /** Where operations find their resolvers. */
  container: Container;
  intents: IntentStore;
  recorder: TransactionRecorder;
  relay: RelayRpc;
  /** How stranded intents are brought to an end. */
  settle: Record<IntentOperation, (intent: Intent) => Promise<unknown>>;
}

const HEARTBEAT_MS = 30_000;

/** The use-cases of every slice, joined with what they stand on, and their resolvers. */
export function buildServices(parts: ServiceParts): Services {
  const { fireblocks, clock, log, feed, epoch } = parts;
  const { prisma, pool } = parts.database;
  const upstream = fireblocks.wallets;
  const intents = new IntentStore(prisma, clock);

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
  const assets = new AssetReader(wallets, upstream);
  const addAsset = new AddAsset({ intents, wallets, upstream, reader: assets, log });
  const passphrases = new Passphrases(prisma);

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
  const cancelTransaction = new CancelTransaction({ prisma, wallets, transactions, recorder, log });
  const settleTransaction = new SettleTransaction(transactions, intents, recorder);
  const stream = new SigningStatusStream({
    prisma,
    feed,
    finder,
    epoch,
    heartbeatMs: HEARTBEAT_MS,
  });
  const relay = new RelayRpc(new RelayTarget(pool), fireblocks.relay, parts.observeRelay);

  return {
    intents,
    recorder,
    relay,
    container: containerOf([
      new MeResolver(),
      new WalletResolver(wallets, createWallet),
      new WalletDevicesResolver(devices),
      new WalletAssetsResolver(assets),
      new WalletTransactionsResolver(finder, wallets),
      new LatestBackupResolver(wallets, upstream, passphrases),
      new DeviceResolver(devices, wallets, new AssignDevice(prisma)),
      new RelayRpcResolver(relay),
      new AssetResolver(assets, addAsset),
      new PassphraseResolver(passphrases),
      new TransactionResolver(finder, wallets, createTransaction, cancelTransaction),
      new SigningStatusResolver(stream, finder),
    ]),
    settle: {
      createWallet: (intent) => createWallet.complete(intent),
      addAsset: (intent) => addAsset.complete(intent),
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
