import { generateKeyPairSync } from 'node:crypto';
import { databaseKinds } from '../support/databases';
import { TestGateway } from '../support/gateway';
import type { GraphQLCaller } from '../support/graphql-caller';
import { eventually } from '../support/simulator-client';
import { READ_TRANSACTION } from '../support/transfers';
import { incomingNotification, WebhookSender } from '../support/webhook-sender';

const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;

interface Row {
  id: string;
  version: number;
  event_type: string;
  state: string;
}

describe.each(databaseKinds)('webhooks on the $name database', (kind) => {
  let gateway: TestGateway;
  let alice: GraphQLCaller;
  let walletId: string;
  let sender: WebhookSender;

  beforeAll(async () => {
    gateway = await TestGateway.start({ RATE_LIMIT_FACTOR: '1000' }, kind);
    sender = new WebhookSender(gateway.url, gateway.dataDir);
    alice = await gateway.as('alice');
    walletId = await alice.createWallet();
    await gateway.simulator.settings({ transactionStepMs: 0 });
  });

  afterEach(() => gateway.simulator.calmWebhooks());
  afterAll(() => gateway.stop());

  const notification = (change: Record<string, unknown> = {}) =>
    incomingNotification(walletId, change);

  const stored = (id: string): Promise<Row[]> =>
    gateway.sql<Row>(`SELECT id, version, event_type, state FROM notifications WHERE id = '${id}'`);

  /** The notification once it is no longer waiting. */
  const settled = (id: string): Promise<Row> =>
    eventually(async () => (await stored(id)).find(({ state }) => state !== 'RECEIVED'));

  const shown = (id: string): Promise<unknown> =>
    eventually(async () => {
      const { transaction } = await alice.expectData<{ transaction: unknown }>(READ_TRANSACTION, {
        id,
      });
      return transaction ?? undefined;
    });

  it('is acknowledged, stored and applied when its signature is good', async () => {
    const body = notification();
    expect(await sender.post(JSON.stringify(body))).toBe(200);
    expect(await settled(body.id)).toMatchObject({ version: 2, state: 'APPLIED' });
    expect(await shown(body.data.id)).toMatchObject({ status: 'COMPLETED', direction: 'INCOMING' });
  });

  it('is refused with 401, stored nowhere and applied never when it is forged', async () => {
    const body = notification();
    const text = JSON.stringify(body);
    const good = sender.signV2(text);
    const forged: [string, Record<string, string>][] = [
      ['unsigned', {}],
      ['another body', sender.signV2(`${text} `)],
      ['another key', sender.signV2(text, { key: stranger })],
      ['another algorithm', sender.signV2(text, { alg: 'none' })],
      ['HMAC with the public key', sender.signV2(text, { alg: 'HS512' })],
      ['no JWS', { 'fireblocks-webhook-signature': 'x' }],
      ['an empty signature', { 'fireblocks-webhook-signature': '..' }],
      ['v1 by another key', sender.signV1(text, stranger)],
      ['v1 beside a bad v2', { ...sender.signV1(text), ...sender.signV2(text, { key: stranger }) }],
    ];
    for (const [name, headers] of forged) {
      expect([name, await sender.post(text, headers)]).toEqual([name, 401]);
    }
    expect(await sender.post(`${text}\n`, good)).toBe(401);
    expect(await stored(body.id)).toEqual([]);
    expect(await alice.expectData(READ_TRANSACTION, { id: body.data.id })).toEqual({
      transaction: null,
    });
  });

  it('is refused while the simulator signs badly, and is nothing that a client sees', async () => {
    const before = await gateway.metric('ncw_webhooks_total{outcome="invalid"}');
    await gateway.simulator.webhooks({ badSignature: 1 });
    const id = await gateway.simulator.incoming(walletId, { status: 'COMPLETED' });
    await eventually(async () =>
      (await gateway.metric('ncw_webhooks_total{outcome="invalid"}')) > before ? true : undefined,
    );
    expect(await alice.expectData(READ_TRANSACTION, { id })).toEqual({ transaction: null });
  });

  it('with both signatures is judged by the second form alone', async () => {
    const body = notification();
    const text = JSON.stringify(body);
    const good = { ...sender.signV1(text), ...sender.signV2(text) };
    const bad = { ...sender.signV1(text), ...sender.signV2(text, { key: stranger }) };
    const withBadV1 = { ...sender.signV1(text, stranger), ...sender.signV2(text) };
    const answers = [];
    for (const headers of [bad, good, withBadV1]) answers.push(await sender.post(text, headers));
    expect(answers).toEqual([401, 200, 200]);
    expect(await settled(body.id)).toMatchObject({ version: 2, state: 'APPLIED' });
    expect(await stored(body.id)).toHaveLength(1);
  });

  it('of the first form is accepted as well', async () => {
    await gateway.simulator.settings({ webhookForm: 'v1' });
    const id = await gateway.simulator.incoming(walletId, { status: 'COMPLETED' });
    await gateway.simulator.settings({ webhookForm: 'v2' });

    expect(await shown(id)).toMatchObject({ status: 'COMPLETED' });
    const rows = await gateway.sql<Row>(
      `SELECT id, version FROM notifications WHERE resource_id = '${id}'`,
    );
    expect(rows).toMatchObject([{ version: 1, id: expect.stringMatching(/^v1-[0-9a-f]{64}$/) }]);
  });

  it('is stored once, however often it is sent', async () => {
    const body = notification();
    const text = JSON.stringify(body);
    const statuses = await Promise.all(Array.from({ length: 20 }, () => sender.post(text)));

    expect(statuses).toEqual(Array.from({ length: 20 }, () => 200));
    await settled(body.id);
    expect(await stored(body.id)).toHaveLength(1);
    const events = await gateway.sql(
      `SELECT seq FROM wallet_events WHERE transaction_id = '${body.data.id}'`,
    );
    expect(events).toHaveLength(1);
  });

  it('of an unknown kind is acknowledged and recorded', async () => {
    const bodies = [
      notification({ eventType: 'something.nobody.knows', data: { any: 'thing' } }),
      notification({ eventType: 'transaction.status.updated', data: { id: 'no transaction' } }),
      notification({ eventType: 'transaction.status.updated', data: null }),
      notification({ eventType: undefined }),
    ];
    for (const body of bodies) {
      expect(await sender.post(JSON.stringify(body))).toBe(200);
      expect((await settled(body.id)).state).toBe('IGNORED');
    }
  });

  it('without the right data of a transaction never stops the ones behind it', async () => {
    const data = { ...notification().data, id: 'no-uuid', status: 'x\u0000y', lastUpdated: 'soon' };
    const odd = notification({ data });
    const next = notification();
    expect(await sender.post(JSON.stringify(odd))).toBe(200);
    expect(await sender.post(JSON.stringify(next))).toBe(200);
    expect((await settled(next.id)).state).toBe('APPLIED');
  });

  it('is verified over the bytes that came, however they are written', async () => {
    const body = notification();
    const text = JSON.stringify(body, null, 3)
      .replace('"COMPLETED"', '"\\u0043OMPLETED"')
      .replace(/\n/g, '\r\n');
    const spaced = `  ${text.replace('{', '{ "id": "shadowed by the next one",')}\n\n`;
    expect(await sender.post(spaced)).toBe(200);
    expect(await shown(body.data.id)).toMatchObject({ status: 'COMPLETED' });
  });

  it('is verified whatever its content type says', async () => {
    for (const type of ['text/plain', 'application/json; charset=utf-8', 'application/x-unknown']) {
      const body = notification();
      const text = JSON.stringify(body);
      const headers = { ...sender.signV2(text), 'content-type': type };
      expect(await sender.post(text, headers)).toBe(200);
    }
  });

  it('may be a megabyte long', async () => {
    const body = notification({ more: 'x'.repeat(1024 * 1024) });
    expect(await sender.post(JSON.stringify(body))).toBe(200);
    expect((await settled(body.id)).state).toBe('APPLIED');
  });

  it('that is signed but no JSON object is refused', async () => {
    for (const text of ['', 'null', '[]', '"x"', 'not json', '{']) {
      expect([text, await sender.post(text)]).toEqual([text, 401]);
    }
  });

  it('that is older than what is known changes nothing', async () => {
    const now = notification();
    const old = notification({
      data: { ...now.data, status: 'CONFIRMING', lastUpdated: now.data.lastUpdated - 10 },
    });
    await sender.post(JSON.stringify(now));
    await settled(now.id);
    await sender.post(JSON.stringify(old));

    expect((await settled(old.id)).state).toBe('SUPERSEDED');
    expect(await shown(now.data.id)).toMatchObject({ status: 'COMPLETED' });
  });
});
