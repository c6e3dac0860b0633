import type { FireblocksWebhooks } from '../fireblocks/webhooks';

/** By this description the registration is found again when the gateway's port has changed. */
const DESCRIPTION = 'NCW Gateway (development)';

const EVENTS = [
  'transaction.created',
  'transaction.status.updated',
  'embedded_wallet.created',
  'embedded_wallet.status.updated',
  'embedded_wallet.account.created',
  'embedded_wallet.asset.added',
  'embedded_wallet.asset.balance_updated',
  'embedded_wallet.device.added',
];

/** Has the simulator send its webhooks here. With the real Fireblocks an administrator does it. */
export async function registerWebhook(webhooks: FireblocksWebhooks, url: string): Promise<void> {
  const known = await webhooks.list();
  const own = known.find(({ description }) => description === DESCRIPTION);
  if (!own) await webhooks.register(url, EVENTS, DESCRIPTION);
  else if (own.url !== url) await webhooks.moveTo(own.id, url);
}
