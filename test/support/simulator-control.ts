/** What the simulator's control face tells, as far as tests read it. */
export interface SimulatedCall {
  seq: number;
  method: string;
  path: string;
  role: 'admin' | 'signer' | null;
  /** 0 when the caller went before the answer. */
  status: number;
}

export interface SimulatedWallet {
  walletId: string;
  enabled: boolean;
  accounts: { accountId: string; assets: { assetId: string }[] }[];
  devices: { deviceId: string; enabled: boolean }[];
}

export interface SimulatedTransaction {
  id: string;
  status: string;
  subStatus: string;
  externalTxId: string;
  /** Milliseconds since the epoch. */
  createdAt: number;
  /** When the gateway signed the call that made it, to the second before; absent where it came in. */
  signedAt?: number;
  source: { walletId?: string };
}

export interface SimulatedConnection {
  id: string;
  walletId: string;
  /** False while it waits for an answer. */
  open: boolean;
}

export interface Fault {
  /** Start of the path with `/v1`, or a regular expression between slashes. */
  path: string;
  method?: string;
  kind: '429' | '500null' | '502html' | 'hang' | 'reset' | 'latency' | 'status' | 'burntKey';
  count?: number;
  /** `after`: the call takes effect, and only its answer is lost. */
  when?: 'before' | 'after';
  latencyMs?: number;
  /** Seconds, for 429. */
  retryAfter?: number;
  status?: number;
  body?: unknown;
  burnKey?: boolean;
}

/** Paths of the calls that make something, for faults. */
export const UPSTREAM = {
  createWallet: '/ncw/wallets$/',
  createAccount: '/ncw/wallets/[^/]+/accounts$/',
  addAsset: '/ncw/wallets/[^/]+/accounts/[^/]+/assets/[^/]+$/',
  createConnection: '/v1/connections/wc$/',
  answerConnection: '/v1/connections/wc/[^/]+$/',
  invoke: '/devices/[^/]+/invoke$/',
  createTransaction: '/v1/transactions$/',
  estimateFee: '/v1/transactions/estimate_fee$/',
  findTransaction: '/v1/transactions/external_tx_id/[^/]+$/',
  walletStatus: '/ncw/wallets/[^/]+/status$/',
  deviceStatus: '/devices/[^/]+/status$/',
  cancelTransaction: '/v1/transactions/[^/]+/cancel$/',
  nfts: '/v1/nfts/ownership/tokens',
} as const;

/** The simulator's control face: what it was asked, what it holds, and what shall go wrong. */
export class SimulatorControl {
  constructor(private readonly origin: string) {}

  calls(): Promise<SimulatedCall[]> {
    return this.get('/calls');
  }

  /** How many calls have ended so far to such a path (a fault's regular expression, or its start). */
  async countCalls(method: string, path: string): Promise<number> {
    const expression = path.startsWith('/') && path.endsWith('$/') ? path.slice(1, -1) : `^${path}`;
    const isMeant = new RegExp(expression);
    const calls = await this.calls();
    return calls.filter((call) => call.method === method && isMeant.test(call.path)).length;
  }

  wallets(): Promise<SimulatedWallet[]> {
    return this.get('/wallets');
  }

  async wallet(walletId: string): Promise<SimulatedWallet | undefined> {
    return (await this.wallets()).find((wallet) => wallet.walletId === walletId);
  }

  /** As in the Fireblocks console, behind the gateway's back. */
  async setEnabled(enabled: boolean, walletId: string, deviceId?: string): Promise<void> {
    const device = deviceId === undefined ? '' : `/devices/${deviceId}`;
    await this.send('POST', `/wallets/${walletId}${device}/status`, { enabled });
  }

  transactions(): Promise<SimulatedTransaction[]> {
    return this.get('/transactions');
  }

  /** The transactions that leave this wallet. */
  async transactionsOf(walletId: string): Promise<SimulatedTransaction[]> {
    const all = await this.transactions();
    return all.filter(({ source }) => source.walletId === walletId);
  }

  async fault(fault: Fault): Promise<void> {
    await this.send('POST', '/faults', fault);
  }

  /** Those that are still to happen. */
  faults(): Promise<unknown[]> {
    return this.get('/faults');
  }

  async clearFaults(): Promise<void> {
    await this.send('DELETE', '/faults');
  }

  async settings(change: Record<string, unknown>): Promise<void> {
    await this.send('POST', '/settings', change);
  }

  /** How the next webhooks misbehave; answers the new key's id where `rotateKey` asks for one. */
  async webhooks(change: Record<string, unknown>): Promise<{ kid?: string }> {
    return (await this.send('POST', '/webhooks', change)) as { kid?: string };
  }

  async calmWebhooks(): Promise<void> {
    await this.send('DELETE', '/webhooks');
  }

  /** Those of this wallet, whether they wait or are open. */
  async connectionsOf(walletId: string): Promise<SimulatedConnection[]> {
    const all: SimulatedConnection[] = await this.get('/connections');
    return all.filter((connection) => connection.walletId === walletId);
  }

  /** As somebody sends it one; answers its asset id. */
  async giveNft(
    walletId: string,
    gift: { accountId?: string; name?: string; spam?: boolean } = {},
  ): Promise<string> {
    const { accountId = '0', ...rest } = gift;
    const nft = await this.send('POST', `/wallets/${walletId}/accounts/${accountId}/nfts`, rest);
    return (nft as { id: string }).id;
  }

  /** As the dApp ends it. */
  async endConnection(id: string): Promise<void> {
    await this.send('DELETE', `/connections/${id}`);
  }

  /** A transfer from outside; answers its id. */
  async incoming(walletId: string, change: Record<string, unknown> = {}): Promise<string> {
    const transaction = await this.send('POST', '/transactions/incoming', { walletId, ...change });
    return (transaction as { id: string }).id;
  }

  /** One step on the way to success, or to the given status. */
  async advance(id: string, status?: string, subStatus?: string): Promise<void> {
    await this.send('POST', `/transactions/${id}/advance`, {
      ...(status === undefined ? {} : { status }),
      ...(subStatus === undefined ? {} : { subStatus }),
    });
  }

  private async get<Result>(path: string): Promise<Result> {
    return (await this.send('GET', path)) as Result;
  }

  private async send(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${this.origin}/_sim${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }
}
