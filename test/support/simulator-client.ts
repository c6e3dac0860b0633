import { createHash, createSign, randomUUID } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLogger } from '../../src/shared/logger';
import type { SimulatorSettings } from '../../src/simulator/settings';
import { startSimulator, type Simulator } from '../../src/simulator/simulator';
import { loadWorkspace, type SimulatedWorkspace } from '../../src/simulator/workspace';
import { answerOf } from './given-time';
import { temporaryFolder } from './run-folder';

export interface RunningSimulator {
  simulator: Simulator;
  workspace: SimulatedWorkspace;
  dataDir: string;
  admin: ApiClient;
  signer: ApiClient;
}

export const FAST: Partial<SimulatorSettings> = { pollMs: 20, webhookRetryScale: 0.001 };

/** A simulator on a free port; in a new directory unless one is given. */
export async function runSimulator(
  settings: Partial<SimulatorSettings> = {},
  existingDir?: string,
): Promise<RunningSimulator> {
  const dataDir = existingDir ?? temporaryFolder();
  const workspace = await loadWorkspace(dataDir);
  const logger = createLogger('silent');
  const simulator = await startSimulator({
    ...{ host: '127.0.0.1', port: 0, dataDir, workspace, logger },
    settings: { ...FAST, ...settings },
  });
  return {
    ...{ simulator, workspace, dataDir },
    admin: new ApiClient(simulator.basePath, workspace.admin),
    signer: new ApiClient(simulator.basePath, workspace.signer),
  };
}

/** The fields that tests read, of whatever was answered. */
export interface AnswerBody {
  id: string;
  status: string;
  subStatus: string;
  message: string;
  code: number;
  kid: string;
  walletId: string;
  accountId: string;
  requestId: string;
  physicalDeviceId: string;
  address: string;
  next: string | null;
  txHash: string;
  source: unknown;
  destination: { id: string | null };
  signedMessages: { signature: { fullSig: string } }[];
  data: unknown[];
  result: unknown;
  error: unknown;
}

export interface Answer {
  status: number;
  headers: Headers;
  body: AnswerBody;
  /** The body as it came. */
  text: string;
}

async function send(url: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(url, init);
  const text = await response.text();
  const { status, headers } = response;
  const isJson = headers.get('content-type')?.includes('json') === true && text !== '';
  const body = (isJson ? JSON.parse(text) : {}) as AnswerBody;
  return { status, headers, body, text };
}

/** What a test may spoil in a request's token. */
export interface Spoilt {
  claims?: Record<string, unknown>;
  apiKey?: string;
  secretKey?: string;
  headers?: Record<string, string>;
}

/** Signs requests by the published recipe, independently of any SDK and of the simulator. */
export class ApiClient {
  constructor(
    readonly basePath: string,
    readonly user: { apiKey: string; secretKey: string },
  ) {}

  get = (path: string, spoilt?: Spoilt) => this.request('GET', path, undefined, spoilt);
  post = (path: string, body?: unknown, spoilt?: Spoilt) =>
    this.request('POST', path, body, spoilt);
  patch = (path: string, body?: unknown) => this.request('PATCH', path, body);
  delete = (path: string) => this.request('DELETE', path);

  async request(
    method: string,
    path: string,
    body?: unknown,
    spoilt: Spoilt = {},
  ): Promise<Answer> {
    const url = new URL(`${this.basePath}${path}`);
    const text = body === undefined ? '' : JSON.stringify(body);
    const apiKey = spoilt.apiKey ?? this.user.apiKey;
    const now = Math.floor(Date.now() / 1000);
    const token = jwt(spoilt.secretKey ?? this.user.secretKey, {
      ...{ uri: url.pathname + url.search, nonce: randomUUID(), iat: now, exp: now + 55 },
      ...{ sub: apiKey, bodyHash: createHash('sha256').update(text).digest('hex') },
      ...spoilt.claims,
    });
    return send(url.href, {
      method,
      headers: {
        ...{ 'X-API-Key': apiKey, Authorization: `Bearer ${token}` },
        ...{ 'Content-Type': 'application/json', ...spoilt.headers },
      },
      ...(text === '' ? {} : { body: text }),
    });
  }
}

function jwt(secretKey: string, claims: Record<string, unknown>): string {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const input = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${input}.${createSign('RSA-SHA256').update(input).sign(secretKey, 'base64url')}`;
}

/** A call to the control face; `path` such as `/faults`. */
export function control(
  { simulator }: RunningSimulator,
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer> {
  const url = `http://127.0.0.1:${simulator.port}/_sim${path}`;
  const headers = { 'content-type': 'application/json' };
  return send(url, {
    method,
    ...(body === undefined ? {} : { headers, body: JSON.stringify(body) }),
  });
}

/** A wallet with account 0. */
export async function newWallet({ admin }: RunningSimulator): Promise<string> {
  const { walletId } = (await admin.post('/ncw/wallets')).body;
  await admin.post(`/ncw/wallets/${walletId}/accounts`);
  return walletId;
}

/** Relays one message as the device's SDK would have said it. */
export function relay(
  { signer }: RunningSimulator,
  walletId: string,
  deviceId: string,
  method: string,
  params?: unknown,
  physicalDeviceId = 'e0a1a5de-0000-4000-8000-000000000001',
): Promise<Answer> {
  const message = {
    method,
    headers: { physicalDeviceId },
    ...(params === undefined ? {} : { params: [params] }),
  };
  return signer.post(`/ncw/wallets/${walletId}/devices/${deviceId}/invoke`, {
    payload: JSON.stringify(message),
  });
}

export function transfer(
  walletId: string,
  change: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    ...{ operation: 'TRANSFER', assetId: 'ETH_TEST5', amount: '0.1' },
    source: { type: 'END_USER_WALLET', walletId, id: '0' },
    destination: { type: 'ONE_TIME_ADDRESS', oneTimeAddress: { address: `0x${'ab'.repeat(20)}` } },
    ...change,
  };
}

/** Waits until the probe answers something: so long that only what hangs is given up. */
export async function eventually<T>(
  probe: () => T | undefined | Promise<T | undefined>,
  givenMs = 60_000,
): Promise<T> {
  const value = await answerOf(probe, givenMs);
  if (value === undefined) throw new Error(`It did not happen within ${givenMs} ms.`);
  return value;
}

export async function reaches(
  running: RunningSimulator,
  id: string,
  status: string,
): Promise<AnswerBody> {
  return eventually(async () => {
    const { body } = await running.signer.get(`/transactions/${id}`);
    return body.status === status ? body : undefined;
  });
}

export interface Delivery {
  headers: IncomingHttpHeaders;
  raw: Buffer;
  json: {
    id: string;
    eventType?: string;
    type?: string;
    webhookId: string;
    data: AnswerBody & { lastUpdated: number };
  };
  at: number;
}

/** Listens for webhooks and answers the next statuses of its list, then 200. */
export class WebhookReceiver {
  readonly deliveries: Delivery[] = [];
  readonly answers: number[] = [];
  private constructor(private readonly server: Server) {}

  static async listen(port = 0): Promise<WebhookReceiver> {
    const server = createServer();
    const receiver = new WebhookReceiver(server);
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const raw = Buffer.concat(chunks);
        const json = JSON.parse(raw.toString()) as Delivery['json'];
        receiver.deliveries.push({ headers: request.headers, raw, json, at: Date.now() });
        response.writeHead(receiver.answers.shift() ?? 200).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook`;
  }

  types(): string[] {
    return this.deliveries.map(({ json }) => json.eventType ?? json.type ?? '');
  }

  statuses(): string[] {
    const told = this.deliveries.filter(
      ({ json }) => json.eventType?.startsWith('transaction.') === true,
    );
    return told.map(({ json }) => json.data.status);
  }

  async atLeast(count: number): Promise<Delivery[]> {
    return eventually(() => (this.deliveries.length >= count ? this.deliveries : undefined));
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => {
      this.server.close(() => {
        resolve();
      });
    });
  }
}
