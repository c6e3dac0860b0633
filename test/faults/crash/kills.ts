import { setTimeout as sleep } from 'node:timers/promises';
import { launchRaw, type GatewayProcess } from '../../support/gateway-process';
import { UPSTREAM, type SimulatorControl } from '../../support/simulator-control';
import { runUnderLoad, type LoadOptions, type LoadReport, type Scene } from './load';
import type { Chance } from './random';

export interface KillOptions extends LoadOptions {
  rounds: number;
  /** Told after each round. */
  progress?: (line: string) => void;
}

/** After a start, and into one. */
const LONGEST_LIFE_MS = 6_000;
const LONGEST_START_MS = 2_000;

const DAWDLING = { latencyMs: 500, count: 1_000_000 };

/** Kills the gateway again and again under load. */
export function runKills(options: KillOptions): Promise<LoadReport> {
  return runUnderLoad(options, (scene) => killAgainAndAgain(options, scene));
}

async function killAgainAndAgain(
  { rounds, progress = () => undefined }: KillOptions,
  { gateways: [gateway], simulator, told, chance }: Scene,
): Promise<void> {
  for (let round = 1; round <= rounds; round += 1) {
    await dawdle(simulator, chance);
    if (chance.oneIn(6)) await killWhileStarting(gateway, chance.below(LONGEST_START_MS));
    else {
      await sleep(chance.below(LONGEST_LIFE_MS));
      await gateway.kill('SIGKILL');
    }
    await simulator.webhooks({ reorder: chance.index(4) });
    await gateway.restart();
    const { wallets, transfers, wrongs } = told;
    progress(
      `${round}/${rounds} kills: ${wallets.length} wallets, ${transfers.length} transfers, ready again in ${gateway.readyMs} ms` +
        (wrongs.length > 0 ? `, WRONG: ${wrongs.join('; ')}` : ''),
    );
  }
  await simulator.clearFaults();
  progress('waiting until everything is settled');
}

/**
 * Fireblocks takes its time over transfers, so that kills meet many under way: before they are made,
 * when they come to nothing with the connection, or made and not answered.
 */
async function dawdle(simulator: SimulatorControl, chance: Chance): Promise<void> {
  const when = chance.oneIn(2) ? 'before' : 'after';
  await simulator.clearFaults();
  await simulator.fault({ path: UPSTREAM.createTransaction, kind: 'latency', when, ...DAWDLING });
}

/** Kills it where it recovers, migrates or registers, and once more where it runs. */
async function killWhileStarting(gateway: GatewayProcess, afterMs: number): Promise<void> {
  await gateway.kill('SIGKILL');
  const starting = launchRaw({ ...gateway.settings });
  await sleep(afterMs);
  await starting.kill('SIGKILL');
}
