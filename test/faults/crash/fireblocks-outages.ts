import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '../../support/simulator-control';
import { runUnderLoad, type LoadReport } from './load';
import type { KillOptions } from './kills';

/** Everything but the way to look after it: what Fireblocks answers for a while, whatever is asked. */
const FAULTS: readonly Omit<Fault, 'path'>[] = [
  { kind: '429', retryAfter: 1 },
  { kind: '500null' },
  { kind: '502html' },
  { kind: 'reset' },
  { kind: 'hang' },
  // It is done, and nobody hears of it.
  { kind: 'reset', when: 'after' },
  { kind: '502html', when: 'after' },
  { kind: '500null', when: 'after' },
];

const EVERYTHING = '/v1/';
const MANY = 1_000_000;
/** Between them things are begun that the next one meets half done: a quarter of its time at least. */
const LEAST_CALM_MS = 1_000;
const CALM_SHARE = 0.25;

export interface FireblocksOutageOptions extends KillOptions {
  /** How long each of the faults lasts. */
  faultMs?: number;
}

/** Fireblocks fails in each of its ways, for a time each. The gateway must settle what it accepted. */
export function runFireblocksOutages(options: FireblocksOutageOptions): Promise<LoadReport> {
  const { rounds, faultMs = 20_000, progress = () => undefined } = options;
  const calmMs = Math.max(LEAST_CALM_MS, faultMs * CALM_SHARE);
  return runUnderLoad(options, async ({ simulator, told }) => {
    for (let round = 1; round <= rounds; round += 1) {
      for (const fault of FAULTS) {
        await sleep(calmMs);
        await simulator.fault({ ...fault, path: EVERYTHING, count: MANY });
        await sleep(faultMs);
        await simulator.clearFaults();
        const { kind, when = 'before' } = fault;
        progress(`${round}/${rounds} ${kind} ${when}: ${told.transfers.length} transfers`);
      }
    }
  });
}
