import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createLogger } from '../../src/shared/logger';
import { startSimulator } from '../../src/simulator/simulator';
import { loadWorkspace } from '../../src/simulator/workspace';
import { emptyFolder } from '../support/run-folder';
import {
  ApiClient,
  control,
  eventually,
  newWallet,
  reaches,
  relay,
  runSimulator,
  transfer,
  WebhookReceiver,
  type RunningSimulator,
} from '../support/simulator-client';

const DEVICE = '2b3b7f2c-0000-4000-8000-000000000005';
const CHILD = `
  const { startSimulator } = require('./src/simulator/simulator.ts');
  const { loadWorkspace } = require('./src/simulator/workspace.ts');
  const { createLogger } = require('./src/shared/logger.ts');
  const [dataDir, settings] = process.argv.slice(1);
  loadWorkspace(dataDir)
    .then((workspace) => startSimulator({ host: '127.0.0.1', port: 0, dataDir, workspace,
      logger: createLogger('silent'), settings: JSON.parse(settings) }))
    .then(({ port }) => console.log('port ' + port), (error) => console.log('error ' + error.message));
`;

/** Whatever a failed test leaves running would outlive the test run. */
const children = new Set<ChildProcess>();
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
});

interface Child {
  said: string;
  kill(): Promise<void>;
}

/** A simulator in a process of its own, so that it can be killed as a process is. */
async function spawnSimulator(dataDir: string, settings: object = {}): Promise<Child> {
  const args = ['-r', '@swc-node/register', '-e', CHILD, dataDir, JSON.stringify(settings)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  children.add(child);
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await eventually(() => (said.includes('\n') ? true : undefined));
  return {
    said: said.trim(),
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

async function attach(dataDir: string, child: Child): Promise<RunningSimulator> {
  const workspace = await loadWorkspace(dataDir);
  const port = Number(child.said.replace('port ', ''));
  const basePath = `http://127.0.0.1:${port}/v1`;
  const close = () => child.kill();
  return {
    ...{ workspace, dataDir },
    simulator: { port, basePath, jwksUrl: '', webhookPublicKeyPem: '', close },
    admin: new ApiClient(basePath, workspace.admin),
    signer: new ApiClient(basePath, workspace.signer),
  };
}

const journal = (dataDir: string) => join(dataDir, 'simulator', 'journal.jsonl');

describe('the state', () => {
  it('is the same after SIGKILL, down to answers of idempotency keys and steps that were due', async () => {
    const dataDir = emptyFolder();
    const receiver = await WebhookReceiver.listen();
    const child = await spawnSimulator(dataDir, { pollMs: 10, webhookRetryScale: 10 });
    const killed = await attach(dataDir, child);
    const walletId = await newWallet(killed);
    const key = { headers: { 'Idempotency-Key': 'kept' } };
    const kept = await killed.admin.post('/ncw/wallets', undefined, key);
    await killed.signer.post(`/ncw/wallets/${walletId}/accounts/0/assets/BTC_TEST`);
    const backup = {
      passphraseId: 'p',
      keys: [{ keyId: 'k', algorithm: 'MPC_CMP_ECDSA_SECP256K1', publicKey: '02' }],
    };
    await relay(killed, walletId, DEVICE, 'backup_keys', backup);
    await killed.admin.post('/webhooks', {
      url: receiver.url,
      events: ['transaction.status.updated'],
    });
    receiver.answers.push(500);
    const { id } = (await killed.signer.post('/transactions', transfer(walletId))).body;
    await reaches(killed, id, 'PENDING_SIGNATURE');
    await receiver.atLeast(1);
    // Signed, and killed in the middle of its way to the chain.
    await control(killed, 'POST', '/settings', { transactionStepMs: 600_000 });
    for (let n = 0; n < 3; n += 1)
      await relay(killed, walletId, DEVICE, 'poll_mpc_msg', { txId: id });
    await reaches(killed, id, 'BROADCASTING');
    const before = await control(killed, 'GET', '/wallets');
    await child.kill();

    const running = await runSimulator({ transactionStepMs: 1500 }, dataDir);
    try {
      const wallets = await control(running, 'GET', '/wallets');
      const again = await running.admin.post('/ncw/wallets', undefined, key);
      expect(again.text).toBe(kept.text);
      expect(JSON.parse(wallets.text)).toEqual(JSON.parse(before.text));
      await reaches(running, id, 'COMPLETED');
      const latest = await running.admin.get(`/ncw/wallets/${walletId}/backup/latest`);
      expect(latest.text).toContain('"passphraseId":"p"');
      const registered = await running.admin.get('/webhooks');
      expect(registered.text).toContain(receiver.url);
      // The one that got 500 is waiting for its second attempt, which a new registration brings on.
      await running.admin.post('/webhooks', {
        url: receiver.url,
        events: ['transaction.status.updated'],
      });
      await eventually(() => (receiver.statuses().at(-1) === 'COMPLETED' ? true : undefined));
      expect(receiver.statuses()).toEqual([
        ...['PENDING_SIGNATURE', 'PENDING_SIGNATURE', 'BROADCASTING', 'CONFIRMING', 'COMPLETED'],
      ]);
    } finally {
      await running.simulator.close();
      await receiver.close();
    }
  });

  it('tolerates a last line that was being written, and refuses other damage by name', async () => {
    const first = await runSimulator();
    const { dataDir } = first;
    const walletId = await newWallet(first);
    await first.simulator.close();
    await appendFile(journal(dataDir), '[["wallets","torn",{"walletId":"to');
    const second = await runSimulator({}, dataDir);
    const { text } = await control(second, 'GET', '/wallets');
    expect(text).toContain(walletId);
    expect(text).not.toContain('torn');
    await second.simulator.close();
    await writeFile(journal(dataDir), `broken\n${await readFile(journal(dataDir), 'utf8')}`);
    await expect(runSimulator({}, dataDir)).rejects.toThrow(/journal\.jsonl: line 1 is damaged/);
    await writeFile(journal(dataDir), '');
    await (await runSimulator({}, dataDir)).simulator.close();
  });

  it('is forgotten by a reset, but for the webhooks', async () => {
    const first = await runSimulator();
    await first.admin.post('/webhooks', {
      url: 'http://127.0.0.1:9/',
      events: ['transaction.created'],
    });
    await newWallet(first);
    expect((await control(first, 'POST', '/reset')).status).toBe(204);
    expect((await control(first, 'GET', '/wallets')).text).toBe('[]');
    await first.simulator.close();
    const second = await runSimulator({}, first.dataDir);
    expect((await control(second, 'GET', '/wallets')).text).toBe('[]');
    expect((await second.admin.get('/webhooks')).body.data).toHaveLength(1);
    await control(second, 'POST', '/reset', { webhooks: true });
    expect((await second.admin.get('/webhooks')).body.data).toEqual([]);
    await second.simulator.close();
  });
});

describe('the data directory', () => {
  it('is held by one simulator, and free again when that one was killed', async () => {
    const dataDir = emptyFolder();
    const child = await spawnSimulator(dataDir);
    expect(child.said).toMatch(/^port \d+$/);
    await expect(runSimulator({}, dataDir)).rejects.toThrow(/Another simulator already runs/);
    await child.kill();
    const running = await runSimulator({}, dataDir);
    const refused = await spawnSimulator(dataDir);
    expect(refused.said).toMatch(/^error Another simulator already runs/);
    await refused.kill();
    await running.simulator.close();
  });

  it('is free again when the port was taken', async () => {
    const first = await runSimulator();
    const { workspace } = first;
    const dataDir = emptyFolder();
    const options = { host: '127.0.0.1', dataDir, workspace, logger: createLogger('silent') };
    await expect(startSimulator({ ...options, port: first.simulator.port })).rejects.toThrow(
      /EADDRINUSE/,
    );
    await (await startSimulator({ ...options, port: 0 })).close();
    await first.simulator.close();
  });
});

describe('the workspace', () => {
  it('is made once however many ask for it at once, and is for its owner only', async () => {
    const dataDir = emptyFolder();
    const made = await Promise.all([1, 2, 3].map(() => loadWorkspace(dataDir)));
    expect(new Set(made.map(({ admin }) => admin.apiKey)).size).toBe(1);
    const file = join(dataDir, 'simulator', 'workspace.json');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await writeFile(file, '{"admin":{}}');
    await expect(loadWorkspace(dataDir)).rejects.toThrow(
      /workspace\.json is no simulated workspace/,
    );
  });
});
