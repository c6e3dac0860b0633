import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { SimulatorContext } from '../context';
import { HttpError } from '../http/http-error';
import { paginate } from '../http/pagination';
import { enabledBody, walletParams } from '../http/params';
import { parse, parseBody } from '../http/parse';
import { rolesAllowed } from '../http/roles';
import type { WalletRecord } from '../state/records';
import { REQUIRED_ALGORITHMS, SUPPORTED_ALGORITHMS } from './algorithms';
import { devicesOf, walletOf } from './lookups';
import { walletSetupView } from './setup-status';

const walletsQuery = z.object({ enabled: z.enum(['true', 'false']).optional() });
const algorithmsBody = z.object({ algorithms: z.array(z.string()).min(1) });
const algorithmParams = walletParams.extend({ algorithm: z.string() });

function view({ walletId, enabled }: WalletRecord): Record<string, unknown> {
  return { walletId, enabled };
}

function createWallet({ store, clock, publisher }: SimulatorContext): WalletRecord {
  const walletId = randomUUID();
  const wallet = store.wallets.put(walletId, {
    walletId,
    enabled: true,
    createdAt: clock(),
    algorithms: REQUIRED_ALGORITHMS,
  });
  publisher.publish('embedded_wallet.created', walletId, view(wallet));
  return wallet;
}

/** Tells of it by webhook, when it is a change. */
export function setWalletEnabled(
  context: SimulatorContext,
  walletId: string,
  enabled: boolean,
): void {
  const wallet = walletOf(context.store, walletId);
  if (wallet.enabled === enabled) return;
  const changed = context.store.wallets.put(walletId, { ...wallet, enabled });
  context.publisher.publish('embedded_wallet.status.updated', walletId, view(changed));
}

function setAlgorithms(context: SimulatorContext, walletId: string, algorithms: string[]): void {
  const wallet = walletOf(context.store, walletId);
  if (algorithms.some((algorithm) => !SUPPORTED_ALGORITHMS.includes(algorithm))) {
    throw new HttpError(400, 'Unsupported algorithm', 1003);
  }
  context.store.wallets.put(walletId, { ...wallet, algorithms });
}

/** Creating, reading and disabling wallets, and what a wallet demands of its devices. */
export function walletRoutes(app: FastifyInstance, context: SimulatorContext): void {
  const { store, settings } = context;
  const admin = rolesAllowed('admin');

  app.post('/ncw/wallets', admin, (_request, reply) =>
    reply.code(201).send(view(createWallet(context))),
  );
  app.get('/ncw/wallets', (request) => {
    const { enabled } = parse(walletsQuery, request.query);
    const rows = store.wallets.filter((row) => !enabled || String(row.enabled) === enabled);
    const keyed = rows.map((row) => ({ key: row.walletId, row }));
    return paginate(keyed, request.query, ({ row }) => view(row));
  });
  app.get('/ncw/wallets/:walletId', (request) =>
    view(walletOf(store, parse(walletParams, request.params).walletId)),
  );
  app.post('/ncw/wallets/:walletId/assign', (request, reply) => {
    const wallet = walletOf(store, parse(walletParams, request.params).walletId);
    return reply.code(201).send(view(wallet));
  });
  app.patch('/ncw/wallets/:walletId/status', admin, (request, reply) => {
    const { walletId } = parse(walletParams, request.params);
    setWalletEnabled(context, walletId, parseBody(enabledBody, request.body).enabled);
    return reply.code(204).send();
  });
  app.put('/ncw/wallets/:walletId/enable', admin, (request) => {
    const { walletId } = parse(walletParams, request.params);
    setWalletEnabled(context, walletId, parseBody(enabledBody, request.body).enabled);
    return view(walletOf(store, walletId));
  });
  app.get('/ncw/wallets/:walletId/setup_status', (request) => {
    const wallet = walletOf(store, parse(walletParams, request.params).walletId);
    const devices = devicesOf(store, wallet.walletId);
    return walletSetupView(wallet, devices, settings.nestedSetupStatus);
  });
  app.patch('/ncw/wallets/:walletId/required_algorithms', admin, (request) => {
    const { walletId } = parse(walletParams, request.params);
    setAlgorithms(context, walletId, parseBody(algorithmsBody, request.body).algorithms);
    return {};
  });
  app.delete(
    '/ncw/wallets/:walletId/remove_signing_algorithm/:algorithm',
    admin,
    (request, reply) => {
      const { walletId, algorithm } = parse(algorithmParams, request.params);
      const { algorithms } = walletOf(store, walletId);
      if (!algorithms.includes(algorithm)) throw new HttpError(400, 'Unsupported algorithm', 1003);
      if (store.assets.find((asset) => asset.walletId === walletId && asset.activated)) {
        throw new HttpError(400, 'The wallet has assets');
      }
      setAlgorithms(
        context,
        walletId,
        algorithms.filter((other) => other !== algorithm),
      );
      return reply.code(204).send();
    },
  );
}
