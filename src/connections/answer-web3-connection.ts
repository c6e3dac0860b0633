import type { Caller } from '../api/caller';
import { GatewayError } from '../api/gateway-error';
import { derivedIdempotencyKey } from '../fireblocks/derived-key';
import { FireblocksError } from '../fireblocks/fireblocks-error';
import type { ConnectionAnswer, FireblocksConnections } from '../fireblocks/connections';
import { undefinedIfNotFound } from '../fireblocks/not-found';
import type { WalletFinder } from '../wallets/wallet-finder';
import type { Web3ConnectionChanges } from './web3-connection-changes';
import type { Web3ConnectionFinder } from './web3-connection-finder';
import type { Web3Connection } from './web3-connection.type';

interface AnswerWeb3ConnectionOptions {
  wallets: WalletFinder;
  finder: Web3ConnectionFinder;
  changes: Web3ConnectionChanges;
  upstream: FireblocksConnections;
}

/** Approves or denies what waits for it. To deny is never refused, also not on a frozen wallet. */
export class AnswerWeb3Connection {
  constructor(private readonly options: AnswerWeb3ConnectionOptions) {}

  async run(
    caller: Caller,
    walletId: string,
    id: string,
    approve: boolean,
  ): Promise<Web3Connection> {
    const { wallets, finder, changes } = this.options;
    if (approve) await wallets.requireUsableOwn(caller, walletId);
    else await wallets.requireOwn(caller, walletId);
    const connection = await finder.require(walletId, id);
    const answered = approve ? 'APPROVED' : 'DENIED';
    if (connection.status === answered) return connection;
    if (connection.status !== 'PENDING') throw overAlready(connection);
    await changes.begin();
    // A repetition after a lost answer is the same request to Fireblocks.
    const idempotencyKey = derivedIdempotencyKey(`${id}:${String(approve)}`);
    const told = this.tell({ walletId, id, approve, idempotencyKey });
    // A pairing that has expired is as good as denied.
    await (approve ? told : undefinedIfNotFound(told));
    await changes.settle(id, answered);
    const after = await finder.require(walletId, id);
    // Another answer was quicker.
    if (after.status !== answered) throw overAlready(after);
    return after;
  }

  private async tell(answer: ConnectionAnswer): Promise<void> {
    const { upstream } = this.options;
    try {
      await upstream.answer(answer);
    } catch (error) {
      if (!(error instanceof FireblocksError && error.burntIdempotencyKey)) throw error;
      await upstream.answer({ ...answer, idempotencyKey: undefined });
    }
  }
}

function overAlready({ status }: Web3Connection): GatewayError {
  return new GatewayError('UPSTREAM_REJECTED', `the connection is ${status} already`);
}
