import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../../support/simulator-client';
import { UPSTREAM } from '../../support/simulator-control';
import { runUnderLoad, type LoadReport, type Scene } from './load';
import type { KillOptions } from './kills';

/** The balancer asks each 50 ms whether a gateway is ready; the rest is for busy machines. */
const SETTINGS = { SHUTDOWN_DELAY_SECONDS: '2' };
const PAUSE_MS = 500;

export interface RollingReport extends LoadReport {
  /** What the load balancer could not bring to a gateway, or no answer to. */
  broken: string[];
  /** WebSockets that were opened, and streams that they carried. */
  sockets: number;
  streams: number;
}

/** Two gateways behind a load balancer are restarted in turns, as an upgrade does it. */
export async function runRollingRestart(options: KillOptions): Promise<RollingReport> {
  const { rounds, progress = () => undefined } = options;
  let scene: Scene | undefined;
  const report = await runUnderLoad(
    { ...options, gateways: 2, settings: SETTINGS },
    async (current) => {
      scene = current;
      const { gateways, balancer, simulator, told } = current;
      // Longer than the delay: when a gateway stops, some of these are always under way.
      for (const path of [UPSTREAM.createAccount, UPSTREAM.createTransaction]) {
        await simulator.fault({ path, kind: 'latency', latencyMs: 3_000, count: 100_000 });
      }
      // What is to be cut has to be there.
      await eventually(() => Promise.resolve((balancer?.sockets ?? 0) > 0 ? true : undefined));
      for (let round = 1; round <= rounds; round += 1) {
        for (const gateway of gateways) {
          await sleep(PAUSE_MS);
          const { code } = await gateway.kill('SIGTERM');
          if (code !== 0) told.wrongs.push(`a gateway ended with ${String(code)}`);
          await gateway.restart();
        }
        progress(`${round}/${rounds} rolling restarts: ${told.transfers.length} transfers`);
      }
      await simulator.clearFaults();
    },
  );
  const { broken = [], sockets = 0 } = scene?.balancer ?? {};
  return { ...report, broken, sockets, streams: scene?.told.streams.length ?? 0 };
}
