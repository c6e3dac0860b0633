import { createPrivateKey, randomUUID, sign, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface WorkspaceFile {
  webhookV1PrivateKey: string;
  webhookV2Keys: { kid: string; privateKey: string }[];
}

/** Posts webhooks to a gateway, signed with the keys of its simulated workspace, or with others. */
export class WebhookSender {
  readonly v1: KeyObject;
  readonly v2: { kid: string; key: KeyObject };

  constructor(
    private readonly gatewayUrl: string,
    dataDir: string,
  ) {
    const path = join(dataDir, 'simulator', 'workspace.json');
    const workspace = JSON.parse(readFileSync(path, 'utf8')) as WorkspaceFile;
    const { kid, privateKey } = workspace.webhookV2Keys.at(-1)!;
    this.v1 = createPrivateKey(workspace.webhookV1PrivateKey);
    this.v2 = { kid, key: createPrivateKey(privateKey) };
  }

  /** A good header of the second form, unless something is to be wrong with it. */
  signV2(body: string | Buffer, { kid = this.v2.kid, key = this.v2.key, alg = 'RS512' } = {}) {
    const header = Buffer.from(JSON.stringify({ alg, kid })).toString('base64url');
    const input = `${header}.${Buffer.from(body).toString('base64url')}`;
    const signature = sign('RSA-SHA512', Buffer.from(input), key).toString('base64url');
    return { 'fireblocks-webhook-signature': `${header}..${signature}` };
  }

  signV1(body: string | Buffer, key: KeyObject = this.v1) {
    const signature = sign('RSA-SHA512', Buffer.from(body), key).toString('base64');
    return { 'fireblocks-signature': signature };
  }

  /** Answers the status. */
  async post(
    body: string | Buffer,
    headers: Record<string, string> = this.signV2(body),
  ): Promise<number> {
    const response = await fetch(`${this.gatewayUrl}/webhooks/fireblocks`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : new Uint8Array(body),
    });
    await response.text();
    return response.status;
  }
}

/** A notification about a transaction that comes in for the wallet. */
export function incomingNotification(walletId: string, change: Record<string, unknown> = {}) {
  const id = randomUUID();
  const data = {
    id,
    ...{ status: 'COMPLETED', subStatus: 'CONFIRMED', operation: 'TRANSFER' },
    ...{ assetId: 'ETH_TEST5', amount: 1, createdAt: Date.now(), lastUpdated: Date.now() },
    source: { type: 'UNKNOWN', id: '' },
    destination: { type: 'END_USER_WALLET', id: '0', walletId },
  };
  const eventType = 'transaction.status.updated';
  return { id: randomUUID(), eventType, resourceId: id, createdAt: Date.now(), data, ...change };
}
