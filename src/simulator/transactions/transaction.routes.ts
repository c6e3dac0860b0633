import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { SimulatorContext } from '../context';
import { HttpError } from '../http/http-error';
import { parse, parseBody } from '../http/parse';
import { rolesAllowed } from '../http/roles';
import type { TransactionRecord, TransactionView } from '../state/transaction-record';
import { createRequest, walletHeader } from './create-request';
import { newTransaction } from './new-transaction';
import { listTransactions } from './transaction-list';

const idParams = z.object({ txId: z.string() });
const externalParams = z.object({ externalTxId: z.string() });

function found(record: TransactionRecord | undefined): TransactionView {
  if (!record) throw new HttpError(404, 'Transaction not found');
  return record.view;
}

function create(context: SimulatorContext, request: FastifyRequest): Record<string, unknown> {
  const apiKey = String(request.headers['x-api-key']);
  const { signedAt } = request.call;
  const caller = { apiKey, walletHeader: walletHeader(request), signedAt };
  const record = newTransaction(context, parseBody(createRequest, request.body), caller);
  const { id, status } = context.engine.begin(record);
  return { id, status };
}

function cancel(context: SimulatorContext, request: FastifyRequest): Record<string, unknown> {
  const { txId } = parse(idParams, request.params);
  const header = walletHeader(request);
  const { source } = found(context.store.transactions.get(txId));
  if (header !== undefined && header !== source.walletId) {
    throw new HttpError(404, 'Transaction not found');
  }
  context.engine.cancel(txId);
  return { success: true };
}

/** Cursors come back as addresses: the legacy SDK follows them, ts-sdk sends them as `next`. */
function cursorAddress(request: FastifyRequest, name: 'next' | 'prev', id: string): string {
  const address = new URL(request.raw.url ?? '', `http://${request.host}`);
  address.searchParams.delete('next');
  address.searchParams.delete('prev');
  address.searchParams.set(name, id);
  return address.toString();
}

function list(
  context: SimulatorContext,
  request: FastifyRequest,
  reply: FastifyReply,
): TransactionView[] {
  const all = context.store.transactions.all().map(({ view }) => view);
  const { transactions, next, prev } = listTransactions(all, request.query);
  if (next) reply.header('next-page', cursorAddress(request, 'next', next));
  if (prev) reply.header('prev-page', cursorAddress(request, 'prev', prev));
  return transactions;
}

/** Creating, reading and cancelling transactions. */
export function transactionRoutes(app: FastifyInstance, context: SimulatorContext): void {
  const signer = rolesAllowed('signer');
  app.post('/transactions', signer, (request) => create(context, request));
  app.get('/transactions', (request, reply) => list(context, request, reply));
  app.get('/transactions/:txId', (request) => {
    const { txId } = parse(idParams, request.params);
    return found(context.store.transactions.get(txId));
  });
  app.get('/transactions/external_tx_id/:externalTxId', (request) => {
    const { externalTxId } = parse(externalParams, request.params);
    return found(context.store.transactions.find(({ view }) => view.externalTxId === externalTxId));
  });
  app.post('/transactions/:txId/cancel', signer, (request) => cancel(context, request));
}
