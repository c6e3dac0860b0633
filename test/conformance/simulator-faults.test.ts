import {
  control,
  newWallet,
  runSimulator,
  type RunningSimulator,
} from '../support/simulator-client';

let running: RunningSimulator;

beforeAll(async () => {
  running = await runSimulator();
});
afterAll(() => running.simulator.close());
afterEach(() => control(running, 'DELETE', '/faults'));

const plan = (fault: Record<string, unknown>) =>
  control(running, 'POST', '/faults', { path: '/v1/ncw/wallets', ...fault });
const read = () => running.admin.get('/ncw/wallets');

it('answers 429 with Retry-After for the next calls and then no more', async () => {
  expect((await plan({ kind: '429', count: 2, retryAfter: 7 })).status).toBe(201);
  for (let n = 0; n < 2; n += 1) {
    const { status, headers } = await read();
    expect([status, headers.get('retry-after')]).toEqual([429, '7']);
  }
  expect((await read()).status).toBe(200);
});

it('answers 500 with null and 502 with HTML', async () => {
  await plan({ kind: '500null' });
  await plan({ kind: '502html' });
  expect(await read()).toMatchObject({ status: 500, text: 'null' });
  const bad = await read();
  expect([bad.status, bad.headers.get('content-type')]).toEqual([502, 'text/html']);
  expect(bad.text).toContain('<html>');
});

it('hangs until the caller gives up, and resets connections', async () => {
  await plan({ kind: 'hang' });
  const signal = AbortSignal.timeout(150);
  const { basePath } = running.simulator;
  await expect(fetch(`${basePath}/ncw/wallets`, { signal })).rejects.toThrow();
  await plan({ kind: 'reset' });
  await expect(read()).rejects.toThrow();
  expect((await read()).status).toBe(200);
});

it('is late', async () => {
  await plan({ kind: 'latency', latencyMs: 150 });
  const started = Date.now();
  expect((await read()).status).toBe(200);
  expect(Date.now() - started).toBeGreaterThanOrEqual(145);
});

it('befalls only the method and path that it is for', async () => {
  await plan({ path: '/wallets\\/[0-9a-f-]{36}$/', method: 'get', kind: '429' });
  expect((await read()).status).toBe(200);
  const walletId = await newWallet(running);
  expect((await running.admin.get(`/ncw/wallets/${walletId}`)).status).toBe(429);
  expect((await running.admin.get(`/ncw/wallets/${walletId}`)).status).toBe(200);
});

it('loses the answer of a call that took effect; its idempotency key finds it again', async () => {
  const create = () =>
    running.admin.post('/ncw/wallets', undefined, { headers: { 'Idempotency-Key': 'lost' } });
  const count = async () =>
    (JSON.parse((await control(running, 'GET', '/wallets')).text) as unknown[]).length;
  const before = await count();
  await plan({ kind: 'reset', when: 'after', method: 'POST' });
  await expect(create()).rejects.toThrow();
  expect(await count()).toBe(before + 1);
  expect((await create()).status).toBe(201);
  expect(await count()).toBe(before + 1);
  await plan({ kind: '500null', when: 'after', method: 'POST' });
  expect(await running.admin.post('/ncw/wallets')).toMatchObject({ status: 500, text: 'null' });
  expect(await count()).toBe(before + 2);
});

it('lists what is still to come and forgets it', async () => {
  await plan({ kind: '429', count: 3 });
  expect((await control(running, 'GET', '/faults')).text).toContain('"count":3');
  expect((await control(running, 'DELETE', '/faults')).status).toBe(204);
  expect((await read()).status).toBe(200);
  expect((await plan({ kind: 'explode' })).status).toBe(400);
  expect((await plan({ path: '/(/', kind: '429' })).status).toBe(400);
});

it('refuses the workspace beyond a rate where one is set', async () => {
  await control(running, 'POST', '/settings', { rateLimitPerMinute: 1 });
  const { status, headers } = await read();
  await control(running, 'POST', '/settings', { rateLimitPerMinute: 0 });
  expect(status).toBe(429);
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await control(running, 'POST', '/settings', { rateLimit: 1 })).status).toBe(400);
});
