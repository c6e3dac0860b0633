import type { Pool } from 'pg';
import type { Logger } from '../shared/logger';
import { PostgresWakeSignal } from './postgres-wake-signal';
import { ProcessWakeSignal, type WakeSignal } from './wake-signal';

/** @param databaseUrl absent for the embedded database, which only this process can reach */
export async function openWakeSignal(
  pool: Pool,
  databaseUrl: string | undefined,
  log: Logger,
): Promise<WakeSignal> {
  if (databaseUrl === undefined) return new ProcessWakeSignal();
  const signal = new PostgresWakeSignal(pool, databaseUrl, log);
  await signal.start();
  return signal;
}
