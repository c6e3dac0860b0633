import type { FastifyInstance } from 'fastify';
import type { SimulatorContext } from '../context';
import { paginate } from '../http/pagination';
import { accountParams, walletParams } from '../http/params';
import { parse } from '../http/parse';
import type { AccountRecord } from '../state/records';
import { Balances } from './balances';
import { accountOf, walletOf } from './lookups';

/** Account 0 of a wallet has something to try transactions with. */
const GIFT = { assetId: 'ETH_TEST5', amount: '1' };

function view({ walletId, accountId }: AccountRecord): Record<string, unknown> {
  return { walletId, accountId };
}

function accountsOf({ store }: SimulatorContext, walletId: string): AccountRecord[] {
  walletOf(store, walletId);
  return store.accounts.filter((account) => account.walletId === walletId);
}

function createAccount(context: SimulatorContext, walletId: string): AccountRecord {
  const { store, clock, publisher } = context;
  const accountId = String(accountsOf(context, walletId).length);
  const account = { walletId, accountId, createdAt: clock() };
  store.accounts.put(`${walletId}/${accountId}`, account);
  if (accountId === '0') {
    const holding = { walletId, accountId, assetId: GIFT.assetId };
    new Balances(store, clock).credit(holding, GIFT.amount);
  }
  publisher.publish('embedded_wallet.account.created', walletId, view(account));
  return account;
}

/** Accounts are numbered in the order in which they are created. */
export function accountRoutes(app: FastifyInstance, context: SimulatorContext): void {
  app.post('/ncw/wallets/:walletId/accounts', (request, reply) => {
    const { walletId } = parse(walletParams, request.params);
    return reply.code(201).send(view(createAccount(context, walletId)));
  });
  app.get('/ncw/wallets/:walletId/accounts', (request) => {
    const { walletId } = parse(walletParams, request.params);
    const keyed = accountsOf(context, walletId).map((row) => ({ key: row.accountId, row }));
    return paginate(keyed, request.query, ({ row }) => view(row));
  });
  app.get('/ncw/wallets/:walletId/accounts/:accountId', (request) => {
    const { walletId, accountId } = parse(accountParams, request.params);
    return view(accountOf(context.store, walletId, accountId));
  });
}
