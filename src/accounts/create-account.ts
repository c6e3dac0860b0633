import type { Caller } from '../api/caller';
import type { FireblocksWallets } from '../fireblocks/wallets';
import { walletOf, type Intent } from '../intents/intent';
import type { IntentStore } from '../intents/intent-store';
import { runIntent } from '../intents/run-intent';
import type { Logger } from '../shared/logger';
import type { WalletFinder } from '../wallets/wallet-finder';
import { toAccount, type Account } from './account.type';

interface CreateAccountOptions {
  intents: IntentStore;
  wallets: WalletFinder;
  upstream: FireblocksWallets;
  log: Logger;
}

/** Makes a further account in the caller's wallet. */
export class CreateAccount {
  constructor(private readonly options: CreateAccountOptions) {}

  async run(caller: Caller, walletId: string, idempotencyKey: string): Promise<Account> {
    const { intents, wallets } = this.options;
    const begun = await intents.begin({
      caller,
      operation: 'createAccount',
      scope: 'client',
      key: idempotencyKey,
      input: { walletId },
      walletId,
      // A replay is answered on a frozen wallet too; only something new needs a usable one.
      guard: (tx) => wallets.requireUsableOwn(caller, walletId, tx),
    });
    const accountId = begun.state === 'DONE' ? begun.entityId : await this.complete(begun.intent);
    // The wallet may have been given to somebody else meanwhile.
    await wallets.requireOwn(caller, walletId);
    return toAccount(walletId, accountId);
  }

  /** Does what is left to do for an intent, from wherever an earlier run ended. */
  complete(intent: Intent): Promise<string> {
    const { intents, log, upstream } = this.options;
    return runIntent({
      intents,
      intent,
      log,
      effect: async (current) => {
        const made = await upstream.createAccount(walletOf(current), current.upstreamKey);
        await intents.update(current, { state: 'SUCCEEDED', entityId: made.accountId });
        return made.accountId;
      },
    });
  }
}
