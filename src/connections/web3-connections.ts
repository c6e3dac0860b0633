import type { AuditTrail } from '../audit/audit-trail';
import type { PrismaClient } from '../database/generated/client';
import type { FireblocksConnections } from '../fireblocks/connections';
import type { Intent } from '../intents/intent';
import type { IntentStore } from '../intents/intent-store';
import type { Logger } from '../shared/logger';
import type { WalletFinder } from '../wallets/wallet-finder';
import { AnswerWeb3Connection } from './answer-web3-connection';
import { CreateWeb3Connection } from './create-web3-connection';
import { RemoveWeb3Connection } from './remove-web3-connection';
import { Web3ConnectionChanges } from './web3-connection-changes';
import { Web3ConnectionFinder } from './web3-connection-finder';
import { WalletWeb3ConnectionsResolver, Web3ConnectionResolver } from './web3-connection.resolver';

interface Web3ConnectionParts {
  prisma: PrismaClient;
  audit: AuditTrail;
  intents: IntentStore;
  wallets: WalletFinder;
  upstream: FireblocksConnections;
  log: Logger;
}

/** The slice's use-cases, joined, and their resolvers. */
export function buildWeb3Connections(parts: Web3ConnectionParts) {
  const { prisma, audit, intents, wallets, upstream, log } = parts;
  const finder = new Web3ConnectionFinder(prisma, wallets, upstream);
  const changes = new Web3ConnectionChanges(prisma, audit);
  const create = new CreateWeb3Connection({ prisma, intents, wallets, finder, upstream, log });
  const change = { wallets, finder, changes, upstream };
  return {
    resolvers: [
      new WalletWeb3ConnectionsResolver(finder),
      new Web3ConnectionResolver(
        create,
        new AnswerWeb3Connection(change),
        new RemoveWeb3Connection(change),
      ),
    ],
    settle: (intent: Intent) => create.settle(intent),
  };
}
