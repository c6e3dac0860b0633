import { generateKeyPairSync, randomUUID } from 'node:crypto';
import {
  control,
  eventually,
  newWallet,
  reaches,
  relay,
  runSimulator,
  transfer,
  type RunningSimulator,
  type Spoilt,
} from '../support/simulator-client';

const DEVICE = '2b3b7f2c-0000-4000-8000-000000000003';
const now = () => Math.floor(Date.now() / 1000);
let running: RunningSimulator;

beforeAll(async () => {
  running = await runSimulator();
});
afterAll(() => running.simulator.close());

function otherKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

describe('a request', () => {
  it('carries its id and its share of the rate', async () => {
    const { status, headers } = await running.admin.get('/ncw/wallets');
    expect(status).toBe(200);
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get('x-ratelimit-windowsize')).toBe('60');
    expect(Number(headers.get('x-ratelimit-remaining'))).toBeGreaterThan(0);
  });

  it.each<[string, Spoilt]>([
    ['another key', { secretKey: otherKey() }],
    ['an unknown API key', { apiKey: randomUUID() }],
    ['the hash of another body', { claims: { bodyHash: '00'.repeat(32) } }],
    ['the uri of another path', { claims: { uri: '/v1/ncw/wallets/x' } }],
    ['the uri of another query', { claims: { uri: '/v1/ncw/wallets' } }],
    ['an expired token', { claims: { iat: now() - 60, exp: now() - 10 } }],
    ['a token of an hour', { claims: { exp: now() + 3600 } }],
    ['a token of the future', { claims: { iat: now() + 30, exp: now() + 60 } }],
    ['another sub', { claims: { sub: randomUUID() } }],
    ['no nonce', { claims: { nonce: '' } }],
    ['no token', { headers: { Authorization: 'Bearer ' } }],
  ])('is refused with %s', async (_what, spoilt) => {
    expect((await running.admin.get('/ncw/wallets?pageSize=5')).status).toBe(200);
    const { status, body } = await running.admin.get('/ncw/wallets?pageSize=5', spoilt);
    expect(status).toBe(401);
    expect(body).toMatchObject({ message: expect.any(String), code: expect.any(Number) });
  });

  it('is refused when its nonce was used before', async () => {
    const spoilt = { claims: { nonce: randomUUID() } };
    expect((await running.admin.get('/ncw/wallets', spoilt)).status).toBe(200);
    expect((await running.admin.get('/ncw/wallets', spoilt)).status).toBe(401);
  });

  it('is refused when its token is not RS256', async () => {
    const claims = { uri: '/v1/ncw/wallets', sub: running.workspace.admin.apiKey };
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const token = `${encode({ alg: 'none' })}.${encode(claims)}.x`;
    const headers = { Authorization: `Bearer ${token}` };
    expect((await running.admin.get('/ncw/wallets', { headers })).status).toBe(401);
  });

  it('takes a body of six megabytes', async () => {
    const walletId = await newWallet(running);
    const big = await relay(running, walletId, DEVICE, 'report_event', {
      x: 'x'.repeat(6_000_000),
    });
    expect(big).toMatchObject({ status: 200, text: '{}' });
  });

  it('beyond the page limit of NCW lists is refused', async () => {
    const { status, body } = await running.admin.get('/ncw/wallets?pageSize=51');
    expect({ status, message: body.message }).toEqual({
      ...{ status: 400, message: 'Pagination limit too large' },
    });
  });

  it('pages through wallets in both spellings of the cursor', async () => {
    for (let n = 0; n < 3; n += 1) await newWallet(running);
    const first = await running.admin.get('/ncw/wallets?pageSize=2');
    const { paging } = JSON.parse(first.text) as { paging: { next: string } };
    expect(paging.next).toBe(first.body.next);
    const second = await running.admin.get(`/ncw/wallets?pageSize=2&pageCursor=${paging.next}`);
    expect(second.text).not.toContain(JSON.stringify(first.body.data[1]));
    expect(second.body.data.length).toBeGreaterThan(0);
  });
});

describe('an idempotency key', () => {
  const create = (key: string) =>
    running.admin.post('/ncw/wallets', undefined, { headers: { 'Idempotency-Key': key } });

  it('is answered the same again, and for another API user anew', async () => {
    const [first, second] = [await create('same'), await create('same')];
    expect(second).toMatchObject({ status: 201, text: first.text });
    expect((await create('other')).text).not.toBe(first.text);
  });

  it('does its work once when it comes many times at once', async () => {
    const before = await control(running, 'GET', '/wallets');
    const answers = await Promise.all(Array.from({ length: 20 }, () => create('crowd')));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    const after = await control(running, 'GET', '/wallets');
    const count = (text: string) => (JSON.parse(text) as unknown[]).length;
    expect(count(after.text) - count(before.text)).toBe(1);
  });

  it('holds a concurrent call until the first one has ended', async () => {
    const walletId = await newWallet(running);
    const { id } = (await running.signer.post('/transactions', transfer(walletId))).body;
    await reaches(running, id, 'PENDING_SIGNATURE');
    await control(running, 'POST', '/settings', { pollMs: 300 });
    const path = `/ncw/wallets/${walletId}/devices/${DEVICE}/invoke`;
    const payload = JSON.stringify({ method: 'poll_mpc_msg', params: [{ txId: id }] });
    const headers = { 'Idempotency-Key': 'slow' };
    const both = [1, 2].map(() => running.signer.post(path, { payload }, { headers }));
    const answers = await Promise.all(both);
    await control(running, 'POST', '/settings', { pollMs: 20 });
    expect(answers.map(({ text }) => text)).toEqual(['{}', '{}']);
    const { text } = await control(running, 'GET', '/transactions');
    const seen = (JSON.parse(text) as { id: string; polls: number }[]).find((row) => row.id === id);
    expect(seen?.polls).toBe(1);
  });

  it('longer than 40 characters is refused', async () => {
    expect((await create('x'.repeat(40))).status).toBe(201);
    expect((await create('x'.repeat(41))).status).toBe(400);
  });

  it('is burnt by an internal error', async () => {
    await control(running, 'POST', '/faults', { path: '/v1/ncw', kind: '500null', burnKey: true });
    expect(await create('burnt')).toMatchObject({ status: 500, text: 'null' });
    const { status, body } = await create('burnt');
    expect(status).toBe(400);
    expect(body.message).toMatch(/same idempotency key after an internal error/);
  });
});

describe('the relay', () => {
  it('registers devices by their first message, ten of them', async () => {
    const walletId = await newWallet(running);
    const device = (n: number) => `2b3b7f2c-0000-4000-8000-0000000001${String(n).padStart(2, '0')}`;
    for (let n = 0; n < 10; n += 1) {
      expect((await relay(running, walletId, device(n), 'get_all_keys')).status).toBe(200);
    }
    const eleventh = await relay(running, walletId, device(10), 'get_all_keys');
    expect(eleventh).toMatchObject({ status: 400, body: { code: 1006 } });
  });

  it('refuses what is no message, and answers an unknown method within the message', async () => {
    const walletId = await newWallet(running);
    const path = `/ncw/wallets/${walletId}/devices/${DEVICE}/invoke`;
    expect((await running.signer.post(path, { payload: 'not JSON' })).status).toBe(400);
    expect((await running.signer.post(path, { payload: '{}' })).status).toBe(400);
    expect((await running.signer.post(path, {})).status).toBe(400);
    const unknown = await relay(running, walletId, DEVICE, 'make_coffee');
    expect(unknown).toMatchObject({
      status: 200,
      text: expect.stringContaining('"error":{"message"'),
    });
    expect((await relay(running, randomUUID(), DEVICE, 'get_all_keys')).status).toBe(404);
  });

  it('leads a new device from set-up to backup, and strictly in that order where asked', async () => {
    await control(running, 'POST', '/settings', { strictSetup: true });
    const walletId = await newWallet(running);
    const algorithm = 'MPC_CMP_ECDSA_SECP256K1';
    const asset = () => running.signer.post(`/ncw/wallets/${walletId}/accounts/0/assets/BTC_TEST`);
    expect(await asset()).toMatchObject({ status: 409, body: { code: 1001 } });
    const setup = await relay(running, walletId, DEVICE, 'request_mpc_setup', {
      algorithms: [algorithm],
    });
    const { status } = setup.body.result as { status: Record<string, string> };
    const key = { keyId: status[algorithm], algorithm, publicKey: '02ab' };
    const polled = relay(running, walletId, DEVICE, 'poll_key_confirmation', {
      txIds: [key.keyId],
    });
    await relay(running, walletId, DEVICE, 'send_mpc_public_keys', { keys: [key] });
    expect((await polled).body.result).toEqual([{ keyId: key.keyId, confirmed: true }]);
    expect(await asset()).toMatchObject({ status: 400, body: { code: 1002 } });
    const backup = { passphraseId: randomUUID(), keys: [{ ...key, encryptedKeys: [] }] };
    await relay(running, walletId, DEVICE, 'backup_keys', backup);
    expect((await asset()).status).toBe(201);
    await control(running, 'POST', '/settings', { strictSetup: false, nestedSetupStatus: true });
    const nested = await running.admin.get(`/ncw/wallets/${walletId}/setup_status`);
    expect(nested.body.status).toEqual({ status: 'COMPLETE' });
    await control(running, 'POST', '/settings', { nestedSetupStatus: false });
  });

  it('lets a second device join by the approval of the first', async () => {
    const walletId = await newWallet(running);
    const joiner = randomUUID();
    const say = (device: string, method: string, params?: unknown) =>
      relay(running, walletId, device, method, params, device);
    const algorithms = ['MPC_CMP_ECDSA_SECP256K1'];
    const asked = (await say(joiner, 'request_add_device_setup')).body.result;
    const { requestId } = asked as { requestId: string };
    expect((await say(joiner, 'poll_add_device_msg', { txId: requestId })).text).toBe('{}');
    await say(DEVICE, 'request_provision_add_device_setup', { requestId, algorithms });
    const news = await say(joiner, 'poll_add_device_msg', { txId: requestId });
    expect(news.body.result).toEqual({
      status: 'PROVISIONER_FOUND',
      srcDevice: DEVICE,
      algorithms,
    });
    const add = { requestId, algorithms, srcDeviceId: DEVICE };
    const added = (await say(joiner, 'request_mpc_add_device', add)).body.result;
    const told = await say(DEVICE, 'poll_add_device_msg', { txId: requestId });
    const { status: newKeys } = added as { status: unknown };
    expect(told.body.result).toEqual({ status: 'MPC_SETUP_REQUESTED', newKeys });
  });

  it('holds hundreds of polls at once', async () => {
    await control(running, 'POST', '/settings', { pollMs: 1000 });
    const walletId = await newWallet(running);
    const polls = Array.from({ length: 300 }, () =>
      relay(running, walletId, DEVICE, 'poll_mpc_msg', { txId: 'nothing' }),
    );
    const answers = await Promise.all(polls);
    expect(answers.every(({ text }) => text === '{}')).toBe(true);
    await control(running, 'POST', '/settings', { pollMs: 20 });
  });
});

describe('the record of calls', () => {
  it('tells who asked what and how it was answered', async () => {
    await control(running, 'DELETE', '/calls');
    await running.signer.post('/ncw/wallets');
    const call = await eventually(async () => {
      const { text } = await control(running, 'GET', '/calls');
      return (JSON.parse(text) as Record<string, unknown>[])[0];
    });
    expect(call).toMatchObject({
      method: 'POST',
      path: '/v1/ncw/wallets',
      role: 'signer',
      status: 403,
    });
    const later = await control(running, 'GET', `/calls?since=${Date.now() + 1000}`);
    expect(later.text).toBe('[]');
  });
});
