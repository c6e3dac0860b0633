import { z } from 'zod';
import {
  accountParams,
  connectionParams,
  deviceParams,
  enabledBody,
  walletParams,
} from '../http/params';
import { parse, parseBody } from '../http/parse';
import { giveNft } from '../nfts/give-nft';
import { endConnection } from '../connections/end-connection';
import { settingsChange } from '../settings';
import { deviceOf, devicesOf, putDevice } from '../wallets/lookups';
import { setWalletEnabled } from '../wallets/wallet.routes';
import type { ControlParts, ControlRoutes } from './control';

const callsQuery = z.object({ since: z.coerce.number().default(0) });
const nftBody = z.object({ name: z.string().default('A gift'), spam: z.boolean().default(false) });
const resetBody = z.object({ webhooks: z.boolean().default(false) });

function wallets({ context: { store } }: ControlParts): unknown[] {
  return store.wallets.all().map((wallet) => ({
    ...wallet,
    accounts: store.accounts
      .filter(({ walletId }) => walletId === wallet.walletId)
      .map(({ accountId }) => ({
        accountId,
        assets: store.assets.filter(
          (asset) => asset.walletId === wallet.walletId && asset.accountId === accountId,
        ),
      })),
    devices: devicesOf(store, wallet.walletId),
  }));
}

/** Forgets the world; webhooks stay registered unless they are to be forgotten too. */
function reset({ context, calls, faults, knobs }: ControlParts, andWebhooks: boolean): void {
  context.engine.stop();
  for (const table of context.store.worldTables()) table.clear();
  if (andWebhooks) context.store.webhooks.clear();
  calls.clear();
  faults.clear();
  knobs.clear();
}

/** What there is, what was asked, and how the simulator behaves. */
export const worldControl: ControlRoutes = (app, parts) => {
  const { context, calls } = parts;

  app.get('/calls', (request) => calls.list(parse(callsQuery, request.query).since));
  app.delete('/calls', (_request, reply) => {
    calls.clear();
    return reply.code(204).send();
  });
  app.get('/wallets', () => wallets(parts));
  // As somebody does it in the Fireblocks console.
  app.post('/wallets/:walletId/status', (request, reply) => {
    const { walletId } = parse(walletParams, request.params);
    setWalletEnabled(context, walletId, parseBody(enabledBody, request.body).enabled);
    return reply.code(204).send();
  });
  app.post('/wallets/:walletId/devices/:deviceId/status', (request, reply) => {
    const { walletId, deviceId } = parse(deviceParams, request.params);
    const { enabled } = parseBody(enabledBody, request.body);
    putDevice(context.store, { ...deviceOf(context.store, walletId, deviceId), enabled });
    return reply.code(204).send();
  });
  // Those that wait for an answer too, which the API does not list.
  app.get('/connections', () => context.store.connections.all());
  // As somebody sends it one.
  app.post('/wallets/:walletId/accounts/:accountId/nfts', (request, reply) => {
    const { walletId, accountId } = parse(accountParams, request.params);
    const gift = parseBody(nftBody, request.body ?? {});
    return reply.code(201).send(giveNft(context, { walletId, accountId, ...gift }));
  });
  // As a dApp ends its session.
  app.delete('/connections/:id', (request, reply) => {
    endConnection(context, parse(connectionParams, request.params).id);
    return reply.code(204).send();
  });
  app.get('/settings', () => context.settings);
  app.post('/settings', (request) => {
    Object.assign(context.settings, parseBody(settingsChange, request.body));
    // What has waited for the control face may go on by itself now.
    context.engine.resume();
    return context.settings;
  });
  app.post('/reset', (request, reply) => {
    reset(parts, parseBody(resetBody, request.body).webhooks);
    return reply.code(204).send();
  });
};
