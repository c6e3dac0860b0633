import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { SimulatorContext } from '../context';
import { HttpError } from '../http/http-error';
import { paginate } from '../http/pagination';
import { accountParams, assetParams } from '../http/params';
import { parse } from '../http/parse';
import { rolesAllowed } from '../http/roles';
import type { AssetRecord } from '../state/records';
import { findSupportedAsset, supportedAssets } from './asset-catalogue';
import { addressView, assetView, balanceView } from './asset-views';
import { Balances } from './balances';
import { accountOf, assetOf, walletOf } from './lookups';
import { requireCompleteSetup } from './strict-setup';

const PATH = '/ncw/wallets/:walletId/accounts/:accountId/assets';
const catalogueQuery = z.object({ onlyBaseAssets: z.enum(['true', 'false']).optional() });
const sortQuery = z.object({ sort: z.union([z.string(), z.array(z.string())]).optional() });

function view({ assetId }: AssetRecord): Record<string, unknown> {
  const supported = findSupportedAsset(assetId);
  if (!supported) throw new HttpError(404, 'Asset not found');
  return assetView(supported);
}

function addAsset(context: SimulatorContext, params: z.infer<typeof assetParams>): AssetRecord {
  const { store, clock, publisher, settings } = context;
  const { walletId, accountId, assetId } = params;
  accountOf(store, walletId, accountId);
  if (!walletOf(store, walletId).enabled) throw new HttpError(403, 'Wallet disabled');
  if (settings.strictSetup) requireCompleteSetup(store, walletId);
  const balances = new Balances(store, clock);
  if (balances.ensure(params).activated) return balances.ensure(params);
  const asset = balances.activate(params);
  publisher.publish('embedded_wallet.asset.added', walletId, {
    walletId,
    accountId,
    asset: assetId,
  });
  return asset;
}

function sorted(rows: AssetRecord[], query: unknown): AssetRecord[] {
  const { sort } = parse(sortQuery, query);
  const byId = sort === 'assetId' || (Array.isArray(sort) && sort[0] === 'assetId');
  return byId ? rows.sort((a, b) => (a.assetId < b.assetId ? -1 : 1)) : rows;
}

/** The catalogue, and the assets of an account with their balances and addresses. */
export function assetRoutes(app: FastifyInstance, context: SimulatorContext): void {
  const { store } = context;
  const find = (params: unknown): AssetRecord => {
    const { walletId, accountId, assetId } = parse(assetParams, params);
    return assetOf(store, walletId, accountId, assetId);
  };

  app.get('/ncw/wallets/supported_assets', (request) => {
    const { onlyBaseAssets } = parse(catalogueQuery, request.query);
    const wanted = supportedAssets().filter(
      (asset) => onlyBaseAssets !== 'true' || asset.feeAsset === asset.id,
    );
    const keyed = wanted.map((asset) => ({ key: asset.id, asset }));
    return paginate(keyed, request.query, ({ asset }) => assetView(asset));
  });
  app.get(PATH, (request) => {
    const { walletId, accountId } = parse(accountParams, request.params);
    accountOf(store, walletId, accountId);
    const rows = store.assets.filter(
      (asset) => asset.walletId === walletId && asset.accountId === accountId,
    );
    const keyed = sorted(rows, request.query).map((row) => ({ key: row.assetId, row }));
    return paginate(keyed, request.query, ({ row }) => view(row));
  });
  app.post(`${PATH}/:assetId`, rolesAllowed('signer'), (request, reply) =>
    reply.code(201).send(addressView(addAsset(context, parse(assetParams, request.params)))),
  );
  app.get(`${PATH}/:assetId`, (request) => view(find(request.params)));
  app.get(`${PATH}/:assetId/balance`, (request) => balanceView(find(request.params)));
  app.put(`${PATH}/:assetId/balance`, (request) => balanceView(find(request.params)));
  app.get(`${PATH}/:assetId/addresses`, (request) => {
    const asset = find(request.params);
    return paginate([{ key: asset.address }], request.query, () => addressView(asset));
  });
  app.get('/ncw/:walletId/accounts/:accountId/:assetId/unspent_inputs', (request) => {
    find(request.params);
    return [];
  });
}
