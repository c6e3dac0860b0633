import { z } from 'zod';
import { compare, isDecimal } from '../decimal';
import { HttpError } from '../http/http-error';
import { parse, parseBody } from '../http/parse';
import { incomingTransaction } from '../transactions/new-transaction';
import { usualSubStatus } from '../transactions/status';
import { chainFields } from '../transactions/transaction-view';
import { accountOf } from '../wallets/lookups';
import type { ControlRoutes } from './control';

const idParams = z.object({ id: z.string() });
const advanceBody = z.object({ status: z.string().optional(), subStatus: z.string().optional() });
const incomingBody = z.object({
  walletId: z.string(),
  accountId: z.string().default('0'),
  assetId: z.string().default('ETH_TEST5'),
  amount: z.string().refine(isDecimal, 'not a decimal').default('0.1'),
  status: z.string().default('CONFIRMING'),
  subStatus: z.string().optional(),
});

/** Moves transactions by hand and makes some come in from outside. */
export const transactionControl: ControlRoutes = (app, { context }) => {
  const { store, engine } = context;

  app.get('/transactions', () =>
    store.transactions.all().map(({ view, ...record }) => {
      const { polls, incoming, signedAt } = record;
      return { ...view, polls, incoming, signedAt };
    }),
  );
  app.post('/transactions/:id/advance', (request) => {
    const { id } = parse(idParams, request.params);
    const { status, subStatus } = parseBody(advanceBody, request.body);
    if (status === undefined) return engine.advance(id);
    return engine.advance(id, { status, ...(subStatus === undefined ? {} : { subStatus }) });
  });
  app.post('/transactions/incoming', (request, reply) => {
    const body = parseBody(incomingBody, request.body);
    accountOf(store, body.walletId, body.accountId);
    if (compare(body.amount, '0') <= 0) throw new HttpError(400, 'The amount is not positive');
    const record = incomingTransaction(context, body, body.amount);
    const subStatus = body.subStatus ?? usualSubStatus(body.status, 'TRANSFER');
    const view = { ...record.view, ...chainFields(record.view), status: body.status, subStatus };
    return reply.code(201).send(engine.begin({ ...record, view }));
  });
};
