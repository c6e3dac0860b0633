import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { buildApiSchema } from '../../src/graphql/schema';
import { runCases } from '../support/fuzz/cases';
import { DocumentMaker } from '../support/fuzz/documents';
import type { Random } from '../support/fuzz/random';
import { sendRaw, statusOf } from '../support/fuzz/raw-http';
import { frame, httpRequest, rawRequest, webhookBody } from '../support/fuzz/requests';
import { FuzzTarget } from '../support/fuzz/target';
import { operationsOf } from '../support/schema-operations';
import { WebhookSender } from '../support/webhook-sender';

/** `npm run fuzz` sends a hundred thousand. */
const CASES = Number(process.env['FUZZ_CASES'] ?? 3_000);
const SEED = Number(process.env['FUZZ_SEED'] ?? 20_261_122);
/** Of each kind, so many come before what is alive is counted: caches fill, code is compiled. */
const WARM_UP = 0.4;
const FRAMES_PER_SOCKET = 10;
const LONG = CASES > 10_000;

jest.setTimeout(120_000 + CASES * 200);

/** An answer that is the gateway's fault, or tells of its inside. */
const FAULT = /INTERNAL_SERVER_ERROR|UNAVAILABLE|\n\s+at \S+ ?\(|node_modules/;

describe(`${CASES} requests that make no sense (FUZZ_SEED=${SEED})`, () => {
  const schema = buildApiSchema();
  const operations = operationsOf(schema);
  const overHttp = operations.filter(({ field }) => !field.startsWith('Subscription.'));
  const ids: string[] = [];
  let target: FuzzTarget;
  let token: string;

  beforeAll(async () => {
    target = await FuzzTarget.start(LONG);
    const caller = await target.gateway.as('fuzz', 'ncw:admin');
    token = caller.token ?? '';
    const walletId = await caller.createWallet();
    ids.push(walletId, await caller.assignDevice(walletId), '0', 'ETH_TEST5', '0.001');
    await target.census();
  });
  afterAll(() => target.remove());

  /** Sends cases, and then wants the gateway to be as it was. */
  async function cases(share: number, send: (random: Random) => Promise<void>): Promise<void> {
    const count = Math.ceil(CASES * share);
    const startedAt = performance.now();
    const progress = (done: number): void => {
      target.listen();
      const rate = (done * 1_000) / (performance.now() - startedAt);
      if (LONG) process.stderr.write(`  ${done} of ${count}, ${rate.toFixed(0)} a second\n`);
    };
    const warm = SEED + Math.ceil(count * WARM_UP);
    await runCases({ from: SEED, to: warm, progress }, send);
    const before = await target.census();
    await runCases({ from: warm, to: SEED + count, progress }, send);
    progress(count);
    expect(await target.wrongs(before)).toEqual([]);
  }

  async function post(headers: Record<string, string>, body: string | Buffer): Promise<void> {
    const response = await fetch(`${target.url}/graphql`, {
      method: 'POST',
      headers: { ...headers, authorization: `Bearer ${token}` },
      body: typeof body === 'string' ? body : new Uint8Array(body),
    });
    const text = await response.text();
    if (response.status >= 500 || FAULT.test(text)) {
      throw new Error(`${response.status} ${text}\n${String(body)}`);
    }
  }

  it('as operations of the schema with hostile variables are answered without a fault', async () => {
    await cases(0.25, async (random) => {
      const { headers, body } = httpRequest(random, { schema, operations: overHttp, ids });
      await post(headers, body);
    });
  });

  it('as documents made up from the schema are answered without a fault', async () => {
    await cases(0.25, async (random) => {
      const query = new DocumentMaker(random, schema, ids).make();
      await post({ 'content-type': 'application/json' }, JSON.stringify({ query }));
    });
  });

  it('by their headers are answered, or refused, without a fault', async () => {
    const port = Number(new URL(target.url).port);
    await cases(0.2, async (random) => {
      const request = rawRequest(random, token);
      const answer = await sendRaw(port, request);
      const status = statusOf(answer);
      const silent = status === 0 && !request.endless;
      if (silent || status >= 500 || FAULT.test(answer)) {
        throw new Error(JSON.stringify([answer, request]));
      }
    });
  });

  it('as webhooks, signed and unsigned, are answered without a fault', async () => {
    const sender = new WebhookSender(target.url, target.dataDir);
    await cases(0.2, async (random) => {
      const body = webhookBody(random);
      const headers = random.pick([
        () => sender.signV2(body),
        () => sender.signV2(body),
        () => sender.signV1(body),
        () => ({
          'fireblocks-webhook-signature': body.slice(0, 40).replaceAll(/[^\x20-\x7e]/g, ''),
        }),
      ])();
      const status = await sender.post(body, headers);
      if (![200, 400, 401].includes(status)) throw new Error(`${status}\n${body}`);
    });
  });

  it('as frames end a WebSocket or are borne, and never end the process', async () => {
    await cases(0.1 / FRAMES_PER_SOCKET, async (random) => {
      const url = `${target.url.replace('http', 'ws')}/graphql`;
      const socket = new WebSocket(url, 'graphql-transport-ws');
      const said: string[] = [];
      socket.on('message', (data: Buffer) => said.push(data.toString()));
      socket.on('error', () => undefined);
      await once(socket, 'open');
      for (let at = 0; at < FRAMES_PER_SOCKET && socket.readyState === WebSocket.OPEN; at += 1) {
        socket.send(frame(random, { schema, operations, ids }, token));
      }
      await delay(20);
      socket.terminate();
      if (FAULT.test(said.join('\n'))) throw new Error(said.join());
    });
  });
});
