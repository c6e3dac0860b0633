import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { embedded, type DatabaseKind } from '../../support/databases';
import { temporaryFolder } from '../../support/run-folder';
import { GatewayProcess, SimulatorProcess } from '../../support/gateway-process';
import { eventually } from '../../support/simulator-client';
import { UPSTREAM } from '../../support/simulator-control';
import { WebhookSender } from '../../support/webhook-sender';
import { Chance } from '../crash/random';
import { compareLogs, compareStates } from './compare';
import { makePlan } from './plan';
import { readRows } from './rows';
import { sendInOrder, sendStorm } from './sender';
import { play } from './told';

export interface StormOptions {
  kind: DatabaseKind;
  seed: number;
  transactions: number;
  /** How many gateways share the database and the webhooks. */
  gateways: number;
}

export interface StormReport {
  /** How much Fireblocks had to say, each thing once. */
  told: number;
  deliveries: number;
  answers: Record<string, number>;
  notifications: Record<string, number>;
  events: number;
  /** Transactions that were known before one of their wallets was. */
  early: number;
  /** From the storm's first delivery to the last answer, and until all of it was applied. */
  seconds: { sent: number; applied: number };
  wrongs: string[];
}

const WALLETS = 5;
/** Of these, so many become known only after their first events. */
const LATE = 2;
const LATE_MS = 3_000;

/** Plays one plan twice, in order and as a storm, and compares what the gateway makes of it. */
export async function runStorm(options: StormOptions): Promise<StormReport> {
  const { kind, seed } = options;
  const dataDir = temporaryFolder();
  const database = await kind.create();
  const simulator = await SimulatorProcess.start(dataDir);
  const settings = {
    ...{ ...simulator.settings, ...database.settings, DATA_DIR: dataDir },
    ...{ RATE_LIMIT_FACTOR: '1000', RECONCILE_AFTER_SECONDS: '3600', LOG_LEVEL: 'info' },
  };
  const gateways: GatewayProcess[] = [];
  try {
    for (let at = 0; at < options.gateways; at += 1) {
      gateways.push(await GatewayProcess.start(settings, embedded));
    }
    const plan = makePlan(seed, WALLETS, options.transactions);
    const startedAt = Date.now() - 3_600_000;
    const senders = gateways.map(({ url }) => new WebhookSender(url, dataDir));

    const known = await makeWallets(gateways[0]!, WALLETS);
    const ordered = { ...play(plan, known, startedAt), walletIds: known };
    await sendInOrder(senders, ordered.webhooks);
    await untilApplied(gateways[0]!);

    const late = await makeLateWallets(gateways[0]!, simulator, LATE);
    const walletIds = [...(await makeWallets(gateways[0]!, WALLETS - LATE)), ...late.ids];
    const storm = { ...play(plan, walletIds, startedAt), walletIds };
    const stormAt = Date.now();
    const answers = await sendStorm(senders, storm.webhooks, new Chance(seed));
    const sentAt = Date.now();
    await late.made;
    await untilApplied(gateways[0]!);
    const appliedAt = Date.now();
    for (const gateway of gateways) await gateway.kill('SIGTERM');
    const rows = await readRows(dataDir, database.settings['DATABASE_URL']);
    return {
      told: plan.reduce((sum, { reports }) => sum + reports.length, 0),
      deliveries: [...answers.values()].reduce((sum, count) => sum + count, 0),
      answers: Object.fromEntries(answers),
      notifications: countBy(rows.notifications.map(({ state }) => state)),
      ...{ events: rows.events.length, early: rows.early[0]?.count ?? 0 },
      seconds: { sent: (sentAt - stormAt) / 1_000, applied: (appliedAt - stormAt) / 1_000 },
      wrongs: [
        ...compareStates(plan, rows, ordered, storm),
        ...compareLogs(rows, new Set(late.ids)),
      ],
    };
  } finally {
    for (const gateway of gateways) await gateway.remove();
    await simulator.process.kill('SIGTERM');
    await database.drop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function makeWallets(gateway: GatewayProcess, count: number): Promise<string[]> {
  const owner = await gateway.as(`user-${randomUUID()}`);
  return Promise.all(Array.from({ length: count }, () => owner.createWallet()));
}

/** Fireblocks has made them and tells of them, while its answer to the gateway is still on its way. */
async function makeLateWallets(
  gateway: GatewayProcess,
  simulator: SimulatorProcess,
  count: number,
) {
  const { control } = simulator;
  const before = new Set((await control.wallets()).map(({ walletId }) => walletId));
  const fault = { path: UPSTREAM.createWallet, when: 'after' as const, count };
  await control.fault({ ...fault, kind: 'latency', latencyMs: LATE_MS });
  const made = makeWallets(gateway, count);
  const ids = await eventually(async () => {
    const all = (await control.wallets()).map(({ walletId }) => walletId);
    const added = all.filter((walletId) => !before.has(walletId));
    return added.length === count ? added : undefined;
  });
  return { ids, made };
}

async function untilApplied(gateway: GatewayProcess): Promise<void> {
  const support = await gateway.as('support', 'ncw:support');
  const query = '{ notifications(state: RECEIVED, first: 1) { edges { node { id } } } }';
  for (;;) {
    const data = await support.expectData<{ notifications: { edges: unknown[] } }>(query);
    if (data.notifications.edges.length === 0) return;
    await sleep(200);
  }
}

function countBy(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
