import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { SimulatorContext } from '../context';
import { HttpError } from '../http/http-error';
import { parse, parseBody } from '../http/parse';
import { isAddress, needsTag } from '../wallets/addresses';
import { findSupportedAsset, type CatalogueAsset } from '../wallets/asset-catalogue';
import { checkAmount, checkDestinations, findSource } from './create-checks';
import { createRequest, walletHeader } from './create-request';

const feeQuery = z.object({ assetId: z.string() });
const addressParams = z.object({ assetId: z.string(), address: z.string() });

function supported(assetId: string): CatalogueAsset {
  const asset = findSupportedAsset(assetId);
  if (!asset) throw new HttpError(400, `Asset ${assetId} is not supported`);
  return asset;
}

function tier(asset: CatalogueAsset, gasPrice: string, networkFee: string): Record<string, string> {
  if (asset.addressKind !== 'evm') return { networkFee, feePerByte: gasPrice };
  return { networkFee, gasPrice, gasLimit: '21000', baseFee: '1', priorityFee: '1' };
}

function tiers(asset: CatalogueAsset): Record<string, unknown> {
  return {
    low: tier(asset, '1', '0.000021'),
    medium: tier(asset, '2', '0.000042'),
    high: tier(asset, '3', '0.000063'),
  };
}

function estimate({ store }: SimulatorContext, request: FastifyRequest): Record<string, unknown> {
  const draft = parseBody(createRequest, request.body);
  const { assetId } = findSource(store, draft, walletHeader(request));
  checkAmount(draft);
  checkDestinations(store, draft);
  return tiers(supported(assetId));
}

/** Fees that never change, and whether an address has the form of its chain. */
export function feeRoutes(app: FastifyInstance, context: SimulatorContext): void {
  app.post('/transactions/estimate_fee', (request) => estimate(context, request));
  app.get('/estimate_network_fee', (request) =>
    tiers(supported(parse(feeQuery, request.query).assetId)),
  );
  app.get('/transactions/validate_address/:assetId/:address', (request) => {
    const { assetId, address } = parse(addressParams, request.params);
    const asset = supported(assetId);
    const isValid = isAddress(asset, address);
    return { isValid, isActive: isValid, requiresTag: needsTag(asset) };
  });
}
