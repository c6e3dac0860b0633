import type { Caller } from '../api/caller';
import { GatewayError } from '../api/gateway-error';
import type { Prisma, PrismaClient } from '../database/generated/client';
import type { FireblocksWallets } from '../fireblocks/wallets';
import { KEY_LIFETIME_MS, stepKey, type Intent } from '../intents/intent';
import type { IntentStore } from '../intents/intent-store';
import { runIntent } from '../intents/run-intent';
import type { Clock } from '../shared/clock';
import type { Logger } from '../shared/logger';
import type { WalletFinder } from './wallet-finder';
import type { Wallet } from './wallet.type';

interface CreateWalletOptions {
  prisma: PrismaClient;
  intents: IntentStore;
  wallets: FireblocksWallets;
  finder: WalletFinder;
  /** 0: unlimited. */
  walletsPerUser: number;
  clock: Clock;
  log: Logger;
}

/**
 * Makes a wallet with its account 0. The wallet's row, with its owner, is written as soon as
 * Fireblocks has named it; until the account exists it is PROVISIONING.
 */
export class CreateWallet {
  constructor(private readonly options: CreateWalletOptions) {}

  async run(caller: Caller, idempotencyKey: string): Promise<Wallet> {
    const { intents, finder } = this.options;
    const begun = await intents.begin({
      caller,
      operation: 'createWallet',
      scope: 'client',
      key: idempotencyKey,
      input: {},
      guard: (tx) => this.requireRoom(tx, caller),
    });
    const walletId = begun.state === 'DONE' ? begun.entityId : await this.complete(begun.intent);
    return finder.require(caller, walletId);
  }

  /** Does what is left to do for an intent, from wherever an earlier run ended. */
  complete(intent: Intent): Promise<string> {
    const { intents, log } = this.options;
    return runIntent({ intents, intent, log, effect: (current) => this.provision(current) });
  }

  private async provision(intent: Intent): Promise<string> {
    const { prisma, intents, wallets } = this.options;
    const walletId = intent.entityId ?? (await this.makeWallet(intent));
    const accounts = intent.entityId === null ? [] : await wallets.listAccounts(walletId);
    if (accounts.length === 0) await wallets.createAccount(walletId, stepKey(intent, 'account'));
    await prisma.$transaction(async (tx) => {
      await intents.update(intent, { state: 'SUCCEEDED' }, tx);
      await tx.wallet.updateMany({
        where: { id: walletId, status: 'PROVISIONING' },
        data: { status: 'ACTIVE' },
      });
      await tx.wallet.updateMany({
        where: { id: walletId, frozenFrom: 'PROVISIONING' },
        data: { frozenFrom: 'ACTIVE' },
      });
    });
    return walletId;
  }

  private async makeWallet(intent: Intent): Promise<string> {
    const { prisma, intents, wallets } = this.options;
    const { walletId } = await wallets.createWallet(intent.upstreamKey);
    await prisma.$transaction(async (tx) => {
      await intents.update(intent, { entityId: walletId }, tx);
      await tx.wallet.create({
        data: { id: walletId, ownerId: intent.ownerId, status: 'PROVISIONING' },
      });
    });
    return walletId;
  }

  private async requireRoom(tx: Prisma.TransactionClient, caller: Caller): Promise<void> {
    const { walletsPerUser, clock } = this.options;
    if (walletsPerUser === 0) return;
    // Older ones are given up: they must not keep their user from wallets for ever.
    const since = new Date(clock() - KEY_LIFETIME_MS);
    // One statement: a wallet that is written between two would be in neither count.
    const [room] = await tx.$queryRaw<{ taken: number }[]>`
      SELECT (
        (SELECT count(*) FROM wallets WHERE owner_id = ${caller.id}) +
        (SELECT count(*) FROM intents
          WHERE owner_id = ${caller.id} AND operation = 'createWallet' AND state = 'PENDING'
            AND entity_id IS NULL AND created_at > ${since})
      )::int AS taken`;
    if (room && room.taken < walletsPerUser) return;
    throw new GatewayError('WALLET_LIMIT_REACHED', `a user may own ${walletsPerUser} wallets`);
  }
}
