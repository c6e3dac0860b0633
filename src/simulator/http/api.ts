import type { FastifyInstance } from 'fastify';
import { connectionRoutes } from '../connections/connection.routes';
import { nftRoutes } from '../nfts/nft.routes';
import { invokeRoutes } from '../rpc/invoke.routes';
import { feeRoutes } from '../transactions/fee.routes';
import { transactionRoutes } from '../transactions/transaction.routes';
import { accountRoutes } from '../wallets/account.routes';
import { assetRoutes } from '../wallets/asset.routes';
import { deviceRoutes } from '../wallets/device.routes';
import { publicKeyRoutes } from '../wallets/public-key.routes';
import { walletRoutes } from '../wallets/wallet.routes';
import { notificationRoutes } from '../webhooks/notification.routes';
import { resendRoutes } from '../webhooks/resend.routes';
import { webhookRoutes } from '../webhooks/webhook.routes';
import { addApiHooks, type ApiParts } from './api-hooks';

/** The simulated Fireblocks API; to be registered under `/v1`. */
export function registerApi(app: FastifyInstance, parts: ApiParts): void {
  addApiHooks(app, parts);
  const { context } = parts;
  walletRoutes(app, context);
  accountRoutes(app, context);
  assetRoutes(app, context);
  deviceRoutes(app, context);
  publicKeyRoutes(app, context);
  invokeRoutes(app, context);
  transactionRoutes(app, context);
  feeRoutes(app, context);
  connectionRoutes(app, context);
  nftRoutes(app, context);
  webhookRoutes(app, context);
  notificationRoutes(app, context);
  resendRoutes(app, context);
}
