import type { Caller } from '../api/caller';
import { GatewayError } from '../api/gateway-error';
import type { Web3ConnectionStatus } from '../database/generated/enums';
import { derivedIdempotencyKey } from '../fireblocks/derived-key';
import { FireblocksError } from '../fireblocks/fireblocks-error';
import type { ConnectionAnswer, FireblocksConnections } from '../fireblocks/connections';
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
    if (connection.status !== 'PENDING') throw overAlready(connection.status);
    await (approve ? changes.beginApproval(id) : changes.begin());
    // A repetition after a lost answer is the same request to Fireblocks.
    const idempotencyKey = derivedIdempotencyKey(`${id}:${String(approve)}`);
    await this.tell({ walletId, id, approve, idempotencyKey }, connection.approvalBegun);
    await changes.settle(id, answered);
    const after = await finder.require(walletId, id);
    // Another answer was quicker.
    if (after.status !== answered) throw overAlready(after.status);
    return after;
  }

  /** @param heard whether Fireblocks may have heard an approval before, which it does not take twice */
  private async tell(answer: ConnectionAnswer, heard: boolean): Promise<void> {
    const { upstream } = this.options;
    const { walletId, id, approve } = answer;
    try {
      await upstream.answer(answer);
    } catch (error) {
      if (!(error instanceof FireblocksError)) throw error;
      if (error.burntIdempotencyKey && answer.idempotencyKey !== undefined) {
        await this.tell({ ...answer, idempotencyKey: undefined }, heard || approve);
        return;
      }
      // A pairing that has expired is as good as denied.
      if (error.kind === 'NOT_FOUND' && !approve) return;
      const asked = heard && error.definitive;
      if (!asked || !(await upstream.listOpen(walletId)).includes(id)) throw error;
      if (!approve) throw overAlready('APPROVED');
    }
  }
}

function overAlready(status: Web3ConnectionStatus): GatewayError {
  return new GatewayError('UPSTREAM_REJECTED', `the connection is ${status} already`);
}
