import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { SimulatorContext } from '../context';
import { HttpError } from '../http/http-error';
import { connectionParams } from '../http/params';
import { parse, parseBody } from '../http/parse';
import { rolesAllowed } from '../http/roles';
import type { ConnectionRecord } from '../state/records';
import { accountOf } from '../wallets/lookups';
import { connectionView, SESSION_METADATA } from './connection-view';
import { endConnection } from './end-connection';

const newConnection = z.object({
  ncwId: z.string(),
  ncwAccountId: z.number().int().min(0),
  feeLevel: z.enum(['MEDIUM', 'HIGH']),
  uri: z.string().regex(/^wc:[^@]+@2\?.*symKey=/, 'not a WalletConnect URI'),
  chainIds: z.array(z.string()).optional(),
});
const answer = z.object({ approve: z.boolean() });
const listQuery = z.object({
  pageSize: z.coerce.number().int().min(1).max(50).default(10),
  next: z.string().optional(),
});

function walletOf(request: FastifyRequest): string {
  const walletId = request.headers['x-end-user-wallet-id'];
  if (typeof walletId === 'string') return walletId;
  throw new HttpError(400, 'X-End-User-Wallet-Id must name the wallet');
}

function pair(context: SimulatorContext, request: FastifyRequest): Record<string, unknown> {
  const { store, clock } = context;
  const { ncwId, ncwAccountId, feeLevel } = parseBody(newConnection, request.body);
  if (walletOf(request) !== ncwId) {
    throw new HttpError(400, 'X-End-User-Wallet-Id does not match ncwId');
  }
  accountOf(store, ncwId, String(ncwAccountId));
  const id = randomUUID();
  store.connections.put(id, {
    ...{ id, walletId: ncwId, accountId: ncwAccountId, feeLevel },
    ...{ open: false, createdAt: clock() },
  });
  return { id, sessionMetadata: SESSION_METADATA };
}

function found({ store }: SimulatorContext, request: FastifyRequest): ConnectionRecord {
  const { id } = parse(connectionParams, request.params);
  const connection = store.connections.get(id);
  if (connection?.walletId === walletOf(request)) return connection;
  throw new HttpError(404, 'Connection not found');
}

function respond(context: SimulatorContext, request: FastifyRequest): void {
  const { store, publisher } = context;
  const connection = found(context, request);
  if (connection.open) throw new HttpError(400, 'The connection has been answered');
  if (!parseBody(answer, request.body).approve) {
    store.connections.remove(connection.id);
    return;
  }
  store.connections.put(connection.id, { ...connection, open: true });
  publisher.publish('connection.added', connection.id, connectionView(connection));
}

/** Web3 connections (WalletConnect): pairing, answering, ending, and those that are open. */
export function connectionRoutes(app: FastifyInstance, context: SimulatorContext): void {
  const signer = rolesAllowed('signer');
  app.post('/connections/wc', signer, (request, reply) =>
    reply.code(201).send(pair(context, request)),
  );
  app.get('/connections', signer, (request) => {
    const { pageSize, next } = parse(listQuery, request.query);
    // Of the whole workspace: whether Fireblocks looks at the wallet here is not documented.
    const open = context.store.connections.filter((connection) => connection.open);
    const start = next === undefined ? 0 : Number(next);
    const more = start + pageSize < open.length;
    return {
      data: open.slice(start, start + pageSize).map(connectionView),
      paging: { next: more ? String(start + pageSize) : '' },
    };
  });
  app.put('/connections/wc/:id', signer, (request, reply) => {
    respond(context, request);
    return reply.code(201).send();
  });
  app.delete('/connections/wc/:id', signer, (request, reply) => {
    endConnection(context, found(context, request).id);
    return reply.code(204).send();
  });
}
