import {
  control,
  type AnswerBody,
  newWallet,
  reaches,
  relay,
  runSimulator,
  transfer,
  type RunningSimulator,
} from '../support/simulator-client';

const DEVICE = '2b3b7f2c-0000-4000-8000-000000000001';
let running: RunningSimulator;

beforeAll(async () => {
  running = await runSimulator();
});
afterAll(() => running.simulator.close());

async function create(walletId: string, change?: Record<string, unknown>): Promise<string> {
  const { status, body } = await running.signer.post('/transactions', transfer(walletId, change));
  expect({ status, body }).toMatchObject({ status: 200, body: { status: 'SUBMITTED' } });
  return body.id;
}

async function poll(walletId: string, txId: string, times: number, device = DEVICE): Promise<void> {
  for (let n = 0; n < times; n += 1)
    await relay(running, walletId, device, 'poll_mpc_msg', { txId });
}

async function balance(walletId: string, assetId = 'ETH_TEST5'): Promise<AnswerBody> {
  return (await running.signer.get(`/ncw/wallets/${walletId}/accounts/0/assets/${assetId}/balance`))
    .body;
}

function idsOf(list: unknown): string[] {
  return (list as { id: string }[]).map(({ id }) => id);
}

describe('a transfer', () => {
  it('waits for the device, counts three polls as signed and completes', async () => {
    const walletId = await newWallet(running);
    const id = await create(walletId, { note: 'lunch', externalTxId: `ext-${walletId}` });
    const waiting = await reaches(running, id, 'PENDING_SIGNATURE');
    expect(waiting.source).toEqual({
      ...{ id: '0', type: 'END_USER_WALLET', walletId, name: 'External', subType: '' },
    });
    expect(waiting.destination.id).toBeNull();
    expect(await balance(walletId)).toMatchObject({
      total: '1',
      available: '0.9',
      lockedAmount: '0.1',
    });

    await poll(walletId, id, 2);
    expect((await running.signer.get(`/transactions/${id}`)).body.status).toBe('PENDING_SIGNATURE');
    await poll(walletId, id, 1);
    const done = await reaches(running, id, 'COMPLETED');
    expect(done.txHash).toMatch(/^0x[0-9a-f]{64}$/);
    expect(done).toMatchObject({
      subStatus: 'CONFIRMED',
      numOfConfirmations: 3,
      networkFee: 0.000021,
    });
    expect(await balance(walletId)).toMatchObject({ total: '0.899979', lockedAmount: '0' });
    const found = await running.admin.get(`/transactions/external_tx_id/ext-${walletId}`);
    expect(found.body.id).toBe(id);
  });

  it('is not signed by another wallet or by a disabled device', async () => {
    const [walletId, other] = [await newWallet(running), await newWallet(running)];
    const id = await create(walletId);
    await reaches(running, id, 'PENDING_SIGNATURE');
    await poll(other, id, 4);
    await relay(running, walletId, DEVICE, 'get_all_keys');
    const path = `/ncw/wallets/${walletId}/devices/${DEVICE}/status`;
    expect((await running.signer.patch(path, { enabled: false })).status).toBe(204);
    const refused = await relay(running, walletId, DEVICE, 'poll_mpc_msg', { txId: id });
    expect(refused).toMatchObject({ status: 403, body: { message: 'Device disabled' } });
    await poll(walletId, id, 3);
    expect((await running.signer.get(`/transactions/${id}`)).body.status).toBe('PENDING_SIGNATURE');
  });

  it('pays into another simulated wallet', async () => {
    const [from, to] = [await newWallet(running), await newWallet(running)];
    const destination = { type: 'END_USER_WALLET', walletId: to, id: '0' };
    const id = await create(from, { destination, amount: '0.25' });
    await reaches(running, id, 'PENDING_SIGNATURE');
    await poll(from, id, 3);
    await reaches(running, id, 'COMPLETED');
    expect(await balance(to)).toMatchObject({ total: '1.25', available: '1.25' });
  });

  it('fails for want of funds, also when several only together ask for too much', async () => {
    const walletId = await newWallet(running);
    const failed = await reaches(running, await create(walletId, { amount: '1.0001' }), 'FAILED');
    expect(failed.subStatus).toBe('INSUFFICIENT_FUNDS');
    await reaches(running, await create(walletId, { amount: '0.6' }), 'PENDING_SIGNATURE');
    await reaches(running, await create(walletId, { amount: '0.6' }), 'FAILED');
    expect(await balance(walletId)).toMatchObject({ total: '1', lockedAmount: '0.6' });
  });

  it('is cancelled before it is broadcast, and not after', async () => {
    const walletId = await newWallet(running);
    const id = await create(walletId);
    await reaches(running, id, 'PENDING_SIGNATURE');
    expect((await running.signer.post(`/transactions/${id}/cancel`)).body).toEqual({
      success: true,
    });
    expect((await reaches(running, id, 'CANCELLED')).subStatus).toBe('CANCELLED_BY_USER');
    expect(await balance(walletId)).toMatchObject({ available: '1' });
    expect((await running.signer.post(`/transactions/${id}/cancel`)).status).toBe(400);
  });

  it.each([
    ['an amount of zero', { amount: '0' }, 400],
    ['a negative amount', { amount: '-1' }, 400],
    ['an exponent', { amount: '1e-3' }, 400],
    ['an unsupported asset', { assetId: 'DOGE' }, 400],
    ['an unknown wallet', { source: { type: 'END_USER_WALLET', walletId: 'x', id: '0' } }, 404],
    [
      'a destination wallet that is not there',
      { destination: { type: 'END_USER_WALLET', walletId: 'x' } },
      400,
    ],
  ])('is refused with %s', async (_what, change, status) => {
    const walletId = await newWallet(running);
    expect((await running.signer.post('/transactions', transfer(walletId, change))).status).toBe(
      status,
    );
  });

  it('is refused under a wallet header that names another wallet, and with a used external id', async () => {
    const walletId = await newWallet(running);
    const headers = { 'X-End-User-Wallet-Id': 'another' };
    const wrong = await running.signer.post('/transactions', transfer(walletId), { headers });
    expect(wrong.status).toBe(400);
    await create(walletId, { externalTxId: `twice-${walletId}` });
    const again = transfer(walletId, { externalTxId: `twice-${walletId}` });
    expect((await running.signer.post('/transactions', again)).status).toBe(400);
  });
});

describe('a typed message', () => {
  it('ends with its signature and never reaches a chain', async () => {
    const walletId = await newWallet(running);
    const extraParameters = {
      rawMessageData: { messages: [{ content: 'aa'.repeat(32), type: 'EIP712' }] },
    };
    const body = {
      operation: 'TYPED_MESSAGE',
      amount: undefined,
      destination: undefined,
      extraParameters,
    };
    const id = await create(walletId, body);
    await reaches(running, id, 'PENDING_SIGNATURE');
    await poll(walletId, id, 3);
    const done = await reaches(running, id, 'COMPLETED');
    expect(done.signedMessages[0]?.signature.fullSig).toMatch(/^[0-9a-f]{128}$/);
    expect(done.txHash).toBe('');
  });
});

describe('the list', () => {
  it('pages by cursors in headers, without repeating or losing one', async () => {
    const walletId = await newWallet(running);
    const ids = [];
    for (let n = 0; n < 5; n += 1) ids.push(await create(walletId, { amount: '0.01' }));
    const seen: string[] = [];
    let path: string | undefined = `/transactions?limit=2&sourceWalletId=${walletId}`;
    while (path !== undefined) {
      const { body, headers } = await running.admin.get(path);
      seen.push(...idsOf(body));
      path = headers.get('next-page')?.replace(/^.*\/v1/, '');
    }
    expect(seen).toEqual(ids.toReversed());
    const ordered = await running.admin.get(`/transactions?limit=2&orderBy=lastUpdated&sort=ASC`);
    expect(ordered.body).toHaveLength(2);
    expect(ordered.headers.get('next-page')).toBeNull();
    expect((await running.admin.get('/transactions?limit=501')).status).toBe(400);
    const filtered = await running.admin.get(
      `/transactions?sourceWalletId=${walletId}&status=COMPLETED`,
    );
    expect(filtered.body).toEqual([]);
  });
});

describe('the control face', () => {
  it('steps a transaction by hand when it does not go by itself', async () => {
    await control(running, 'POST', '/settings', { autoAdvance: false });
    const walletId = await newWallet(running);
    const id = await create(walletId);
    const seen = [];
    for (let n = 0; n < 4; n += 1) {
      seen.push((await control(running, 'POST', `/transactions/${id}/advance`)).body.status);
    }
    expect(seen).toEqual(['PENDING_SIGNATURE', 'BROADCASTING', 'CONFIRMING', 'COMPLETED']);
    expect((await control(running, 'POST', `/transactions/${id}/advance`)).status).toBe(409);
    const other = await create(walletId);
    const step = { status: 'BLOCKED', subStatus: 'BLOCKED_BY_POLICY' };
    await control(running, 'POST', `/transactions/${other}/advance`, step);
    expect((await running.signer.get(`/transactions/${other}`)).body).toMatchObject(step);
    expect(await balance(walletId)).toMatchObject({ lockedAmount: '0' });
    await control(running, 'POST', '/settings', { autoAdvance: true });
  });

  it('lets a transaction come in from outside', async () => {
    const walletId = await newWallet(running);
    const made = await control(running, 'POST', '/transactions/incoming', {
      walletId,
      amount: '2.5',
    });
    expect(made.body).toMatchObject({ status: 'CONFIRMING', source: { type: 'UNKNOWN', id: '' } });
    await reaches(running, made.body.id, 'COMPLETED');
    expect(await balance(walletId)).toMatchObject({ total: '3.5' });
  });

  it('refuses web pages', async () => {
    const url = `http://127.0.0.1:${running.simulator.port}/_sim/reset`;
    const answer = await fetch(url, { method: 'POST', headers: { origin: 'http://evil.example' } });
    expect(answer.status).toBe(403);
  });
});
