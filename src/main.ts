import { ConfigError, loadConfig, type Config } from './config';
import { welcomeText } from './development/welcome';
import { startGateway, type Gateway } from './gateway';
import { createLogger, type Logger } from './shared/logger';

/** Exit codes, as in sysexits: 78 for a configuration that cannot be started. */
const EXIT = { ok: 0, failure: 1, badConfig: 78 } as const;

async function main(): Promise<void> {
  const config = loadConfig();
  const log = createLogger(config.logLevel);
  const gateway = await startGateway(config, log);
  stopOnSignals(gateway, log);
  log.info({ url: gateway.url }, 'gateway ready');
  await new Promise((written) => {
    log.flush(written);
  });
  await welcome(gateway, config);
}

async function welcome(gateway: Gateway, { explorer }: Config): Promise<void> {
  const { url, simulatorUrl, developmentIssuer: issuer } = gateway;
  if (issuer) process.stdout.write(await welcomeText({ url, explorer, simulatorUrl, issuer }));
}

/** The first signal lets what runs finish; a second one ends the process at once. */
function stopOnSignals(gateway: Gateway, log: Logger): void {
  let stopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (stopping) process.exit(EXIT.failure);
    stopping = true;
    log.info({ signal }, 'stopping');
    void gateway.close().then(() => process.exit(EXIT.ok));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

main().catch((error: unknown) => {
  if (error instanceof ConfigError) {
    process.stderr.write(`The gateway cannot start with this configuration:\n\n${listed(error)}\n`);
    process.exit(EXIT.badConfig);
  }
  process.stderr.write(`The gateway cannot start: ${reason(error)}\n`);
  process.exit(EXIT.failure);
});

function listed({ faults }: ConfigError): string {
  return faults.map(({ name, problem }) => `  ${name} ${problem}`).join('\n');
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
