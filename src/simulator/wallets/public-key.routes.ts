import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { SimulatorContext } from '../context';
import { HttpError } from '../http/http-error';
import { addressIndexParams, walletParams } from '../http/params';
import { parse } from '../http/parse';
import { rolesAllowed } from '../http/roles';
import { publicKeyFor, SUPPORTED_ALGORITHMS } from './algorithms';
import { findSupportedAsset } from './asset-catalogue';
import { assetOf, walletOf } from './lookups';

const compressedQuery = z.object({ compressed: z.enum(['true', 'false']).optional() });
const pathQuery = compressedQuery.extend({ derivationPath: z.string(), algorithm: z.string() });
const derivationPath = z.array(z.number().int().min(0));

function requireWalletHeader(request: FastifyRequest, walletId: string): void {
  if (request.headers['x-end-user-wallet-id'] !== walletId) {
    throw new HttpError(400, 'X-End-User-Wallet-Id must name the wallet');
  }
}

function parsePath(text: string): number[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new HttpError(400, 'derivationPath is not a JSON array');
  }
  return parse(derivationPath, value);
}

function keyByPath({ store }: SimulatorContext, request: FastifyRequest): Record<string, unknown> {
  const { walletId } = parse(walletParams, request.params);
  walletOf(store, walletId);
  requireWalletHeader(request, walletId);
  const { algorithm, compressed, derivationPath: text } = parse(pathQuery, request.query);
  if (!SUPPORTED_ALGORITHMS.includes(algorithm)) {
    throw new HttpError(400, 'Unsupported algorithm', 1003);
  }
  const path = parsePath(text);
  const publicKey = publicKeyFor(
    `${walletId}/${path.join('/')}`,
    algorithm,
    compressed !== 'false',
  );
  return { algorithm, derivationPath: path, publicKey };
}

function keyByAddress(
  { store }: SimulatorContext,
  request: FastifyRequest,
): Record<string, unknown> {
  const params = parse(addressIndexParams, request.params);
  const { walletId, accountId, assetId } = params;
  assetOf(store, walletId, accountId, assetId);
  requireWalletHeader(request, walletId);
  const { compressed } = parse(compressedQuery, request.query);
  const asset = findSupportedAsset(assetId);
  if (!asset) throw new HttpError(404, 'Asset not found');
  const steps = [accountId, params.change, params.addressIndex].map(Number);
  const path = parse(derivationPath, [44, asset.coinType, ...steps]);
  const seed = `${walletId}/${path.join('/')}`;
  const publicKey = publicKeyFor(seed, asset.algorithm, compressed !== 'false');
  return { algorithm: asset.algorithm, derivationPath: path, publicKey };
}

/** Public keys by derivation path and by address, on ts-sdk's paths and the legacy SDK's. */
export function publicKeyRoutes(app: FastifyInstance, context: SimulatorContext): void {
  const admin = rolesAllowed('admin');
  const address = 'accounts/:accountId/assets/:assetId/:change/:addressIndex/public_key_info';
  for (const prefix of ['/ncw/wallets', '/ncw']) {
    app.get(`${prefix}/:walletId/public_key_info`, admin, (request) => keyByPath(context, request));
    app.get(`${prefix}/:walletId/${address}`, admin, (request) => keyByAddress(context, request));
  }
}
