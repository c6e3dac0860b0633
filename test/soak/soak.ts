import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Chance } from '../faults/crash/random';
import { embedded } from '../support/databases';
import { temporaryFolder } from '../support/run-folder';
import { GatewayProcess, SimulatorProcess } from '../support/gateway-process';
import type { Fault, SimulatorControl } from '../support/simulator-control';
import { COUNTED, growth, takeCensus, type Census } from './census';
import { session, type SoakUser } from './session';

export interface SoakOptions {
  seconds: number;
  /** How many users are at it at a time. */
  users: number;
  /** What a busy machine takes longer for: so many sessions after the warm-up. */
  sessions?: number;
  seed: number;
  progress?: (line: string) => void;
}

export interface SoakReport {
  sessions: number;
  /** Sessions in which something failed, as the faults of Fireblocks want it. */
  failed: number;
  before: Census;
  after: Census;
  /** Everything that was not as it should be. */
  wrongs: string[];
}

const SETTINGS = { RATE_LIMIT_FACTOR: '1000', SOCKET_STALL_SECONDS: '5', EXPLORER: 'off' };

/** Of the time, at the beginning: caches fill, code is compiled. */
const WARM_UP = { part: 0.3, longestSeconds: 60 };
const ROUND_SECONDS = 60;
/** Sockets that were cut, waits and closings come to their end in this time. */
const SETTLE = { firstMs: 4_000, everyMs: 2_000, times: 4 };
const HANG_MS = 35_000;
/** Bounded also in number: machines differ. */
const SESSIONS_PER_SECOND = 40;

/** Visits, faults and quiet in turns; then compares what is left with what was left at first. */
export async function soak(options: SoakOptions): Promise<SoakReport> {
  const dataDir = temporaryFolder();
  const simulator = await SimulatorProcess.start(dataDir);
  const gateway = await GatewayProcess.start(
    { ...SETTINGS, ...COUNTED, ...simulator.settings, DATA_DIR: dataDir },
    embedded,
  );
  try {
    await simulator.control.settings({ transactionStepMs: 0, webhookRetryScale: 0.01, pollMs: 50 });
    return await visit(gateway, simulator.control, options);
  } finally {
    await gateway.remove();
    await simulator.process.kill('SIGKILL');
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function visit(
  gateway: GatewayProcess,
  simulator: SimulatorControl,
  { seconds, users: count, sessions: least = 0, seed, progress = () => undefined }: SoakOptions,
): Promise<SoakReport> {
  const chance = new Chance(seed);
  const users = await Promise.all(Array.from({ length: count }, (_, at) => newUser(gateway, at)));
  const total = { sessions: 0, failed: 0 };
  const load = async (forSeconds: number, atLeast = 0): Promise<void> => {
    const until = Date.now() + forSeconds * 1_000;
    const most = total.sessions + forSeconds * SESSIONS_PER_SECOND;
    const work = users.map(async (user) => {
      while ((Date.now() < until && total.sessions < most) || total.sessions < atLeast) {
        total.sessions += 1;
        if ((await session(user, chance)) > 0) total.failed += 1;
      }
    });
    await Promise.all([...work, misfortune(simulator, chance, until)]);
    await simulator.clearFaults();
    await simulator.calmWebhooks();
  };
  const warmUp = Math.min(WARM_UP.longestSeconds, seconds * WARM_UP.part);
  await load(warmUp);
  await sleep(SETTLE.firstMs);
  const before = await takeCensus(gateway.process);
  const warm = total.sessions;
  progress(`warm: ${JSON.stringify(before)}`);
  for (let left = seconds - warmUp; left > 0; left -= ROUND_SECONDS) {
    await load(Math.min(left, ROUND_SECONDS), warm + least);
    progress(`${total.sessions} sessions, ${total.failed} with a failure`);
  }
  const after = await settled(gateway, before);
  const wrongs = growth(before, after);
  if (gateway.process.stderr !== '') wrongs.push(`stderr: ${gateway.process.stderr}`);
  if (gateway.process.exit) wrongs.push(`it ended: ${gateway.process.describe()}`);
  if (total.failed === total.sessions) wrongs.push('no session went well');
  return { ...total, before, after, wrongs };
}

async function newUser(gateway: GatewayProcess, at: number): Promise<SoakUser> {
  const caller = await gateway.as(`soak-${at}`);
  const walletId = await caller.createWallet();
  return { caller, walletId, deviceId: await caller.assignDevice(walletId) };
}

/** Now and then a call to Fireblocks fails, or its webhooks come late, twice, or not at all. */
async function misfortune(
  simulator: SimulatorControl,
  chance: Chance,
  until: number,
): Promise<void> {
  const kinds: Fault['kind'][] = ['500null', '502html', 'reset', 'latency', '429'];
  const knobs = ['duplicate', 'reorder', 'drop', 'badSignature'];
  while (Date.now() < until) {
    // A call that hangs is waited for: not towards the end.
    const hangs = until - Date.now() > HANG_MS && chance.oneIn(10);
    const kind = hangs ? 'hang' : kinds[chance.index(kinds.length)]!;
    const when = chance.oneIn(2) ? 'before' : 'after';
    await simulator.fault({ path: '/', kind, when, latencyMs: 300, retryAfter: 0.2 });
    await simulator.webhooks({ [knobs[chance.index(knobs.length)]!]: 1 });
    await sleep(1_000);
  }
}

/** The first census in which nothing has grown, or the last one. */
async function settled(gateway: GatewayProcess, before: Census): Promise<Census> {
  for (let time = 1; ; time += 1) {
    await sleep(SETTLE.everyMs);
    const now = await takeCensus(gateway.process);
    if (time === SETTLE.times || growth(before, now).length === 0) return now;
  }
}
