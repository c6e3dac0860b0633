import type { Caller } from '../api/caller';
import type { PrismaClient } from '../database/generated/client';
import type {
  CreatedConnection,
  FireblocksConnections,
  NewConnection,
} from '../fireblocks/connections';
import type { Intent } from '../intents/intent';
import type { IntentStore } from '../intents/intent-store';
import { runIntent } from '../intents/run-intent';
import type { Logger } from '../shared/logger';
import type { WalletFinder } from '../wallets/wallet-finder';
import type { Web3ConnectionFinder } from './web3-connection-finder';
import type { Web3Connection } from './web3-connection.type';

interface CreateWeb3ConnectionOptions {
  prisma: PrismaClient;
  intents: IntentStore;
  wallets: WalletFinder;
  finder: Web3ConnectionFinder;
  upstream: FireblocksConnections;
  log: Logger;
}

/**
 * Pairs the caller's wallet with a dApp. The URI holds the key of the pairing and lives for minutes:
 * it is not stored, so that only the client's retry can go on with what a crash has left.
 */
export class CreateWeb3Connection {
  constructor(private readonly options: CreateWeb3ConnectionOptions) {}

  async run(caller: Caller, request: NewConnection, key: string): Promise<Web3Connection> {
    const { intents, wallets, finder, upstream, log } = this.options;
    const { walletId } = request;
    const begun = await intents.begin({
      caller,
      operation: 'createWeb3Connection',
      scope: 'client',
      key,
      input: request,
      walletId,
      // A replay is answered on a frozen wallet too; only something new needs a usable one.
      guard: (tx) => wallets.requireUsableOwn(caller, walletId, tx),
    });
    const id =
      begun.state === 'DONE'
        ? begun.entityId
        : await runIntent({
            intents,
            intent: begun.intent,
            log,
            effect: async (intent) => {
              // What has not left yet needs a usable wallet now, whenever its key was first used.
              if (begun.resumed) await wallets.requireUsableOwn(caller, walletId);
              return this.conclude(
                intent,
                request,
                await upstream.create(request, intent.upstreamKey),
              );
            },
          });
    // The wallet may have been given to somebody else meanwhile.
    await wallets.requireOwn(caller, walletId);
    return finder.require(walletId, id);
  }

  /** Ends what a crash has left: whether Fireblocks has paired cannot be looked up. */
  async settle(intent: Intent): Promise<void> {
    await this.options.intents.update(intent, { state: 'NOT_SENT' });
  }

  private async conclude(
    intent: Intent,
    { walletId, accountId, feeLevel }: NewConnection,
    { id, sessionMetadata }: CreatedConnection,
  ): Promise<string> {
    const { prisma, intents } = this.options;
    await prisma.$transaction(async (tx) => {
      await intents.update(intent, { state: 'SUCCEEDED', entityId: id }, tx);
      await tx.web3Connection.create({
        data: { id, walletId, accountId, feeLevel, status: 'PENDING', ...sessionMetadata },
      });
    });
    return id;
  }
}
