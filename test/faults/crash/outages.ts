import { setTimeout as sleep } from 'node:timers/promises';
import { databaseAccess, type RunSql } from '../../support/database-access';
import { runUnderLoad, type LoadReport, type Scene } from './load';
import type { KillOptions } from './kills';

const LONGEST_PAUSE_MS = 800;
const CUTS_IN_A_ROUND = 8;
const AWAY_MS = 4_000;

/**
 * PostgreSQL ends every connection again and again, and lets nobody in for some seconds, as when it
 * fails over to its standby. Two gateways go through it.
 */
export function runOutages(options: KillOptions): Promise<LoadReport> {
  const { rounds, progress = () => undefined } = options;
  return runUnderLoad({ ...options, gateways: 2 }, async (scene) => {
    for (let round = 1; round <= rounds; round += 1) {
      for (let cut = 0; cut < CUTS_IN_A_ROUND; cut += 1) {
        await sleep(scene.chance.below(LONGEST_PAUSE_MS));
        await endConnections(scene);
      }
      await shutOut(scene, AWAY_MS);
      await sleep(LONGEST_PAUSE_MS);
      progress(`${round}/${rounds} outages: ${scene.told.transfers.length} transfers`);
    }
  });
}

async function endConnections({ databaseUrl }: Scene): Promise<void> {
  const { server, name } = placeOf(databaseUrl);
  await server(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`);
}

async function shutOut(scene: Scene, ms: number): Promise<void> {
  const { server, name } = placeOf(scene.databaseUrl);
  await server(`ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS false`);
  try {
    await endConnections(scene);
    await sleep(ms);
  } finally {
    await server(`ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS true`);
  }
}

/** Another database of the same server, from which this one is ruled. */
function placeOf(databaseUrl: string | undefined): { server: RunSql; name: string } {
  if (databaseUrl === undefined) throw new Error('this is about PostgreSQL');
  const url = new URL(databaseUrl);
  const name = url.pathname.slice(1);
  url.pathname = '/postgres';
  return { server: databaseAccess('', url.toString()), name };
}
