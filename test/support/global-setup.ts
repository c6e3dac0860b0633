import { mkdirSync } from 'node:fs';
import { loadWorkspace } from '../../src/simulator/workspace';
import { dropDatabasesOfDeadRuns } from './dead-runs';
import { KEYS_FOLDER, removeFoldersOfDeadRuns, RUN, runFolder } from './run-folder';

/** Before all suites: what killed runs have left goes, and the keys are made that all share. */
export default async function setUp(): Promise<void> {
  process.env[RUN] = String(process.pid);
  removeFoldersOfDeadRuns();
  await dropDatabasesOfDeadRuns();
  mkdirSync(runFolder(), { recursive: true });
  await loadWorkspace(`${runFolder()}/${KEYS_FOLDER}`);
}
