import type { Caller } from '../api/caller';
import type { FireblocksConnections } from '../fireblocks/connections';
import { undefinedIfNotFound } from '../fireblocks/not-found';
import type { WalletFinder } from '../wallets/wallet-finder';
import type { Web3ConnectionChanges } from './web3-connection-changes';
import type { Web3ConnectionFinder } from './web3-connection-finder';
import type { Web3Connection } from './web3-connection.type';

interface RemoveWeb3ConnectionOptions {
  wallets: WalletFinder;
  finder: Web3ConnectionFinder;
  changes: Web3ConnectionChanges;
  upstream: FireblocksConnections;
}

/** Ends a connection, also of a frozen wallet: stopping a dApp is never refused. */
export class RemoveWeb3Connection {
  constructor(private readonly options: RemoveWeb3ConnectionOptions) {}

  async run(caller: Caller, walletId: string, id: string): Promise<Web3Connection> {
    const { wallets, finder, changes, upstream } = this.options;
    await wallets.requireOwn(caller, walletId);
    const connection = await finder.require(walletId, id);
    if (connection.status === 'REMOVED' || connection.status === 'DENIED') return connection;
    await changes.begin();
    // The dApp may have ended it before.
    await undefinedIfNotFound(upstream.remove(walletId, id));
    await changes.settle(id, 'REMOVED');
    return finder.require(walletId, id);
  }
}
