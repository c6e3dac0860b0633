import { loadConfig } from '../config';
import { createLogger } from '../shared/logger';
import { startSimulator } from './simulator';
import { loadWorkspace } from './workspace';

/** Entry of `npm run simulator`: the local Fireblocks alone, for a gateway with the same DATA_DIR. */
async function main(): Promise<void> {
  const { fireblocks, dataDir, logLevel } = loadConfig();
  if (fireblocks.source !== 'simulator') {
    throw new Error('SIMULATOR is off: set SIMULATOR=external, or leave FIREBLOCKS_BASE_PATH out');
  }
  const simulator = await startSimulator({
    host: '127.0.0.1',
    port: fireblocks.port,
    dataDir,
    workspace: await loadWorkspace(dataDir),
    logger: createLogger(logLevel),
  });
  process.stdout.write(`Simulated Fireblocks at ${simulator.basePath} (state in ${dataDir})\n`);
  const stop = (): void => {
    void simulator.close().then(() => process.exit(0));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

main().catch((error: unknown) => {
  process.stderr.write(
    `The simulator cannot start: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exit(1);
});
