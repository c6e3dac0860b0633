import { parseArgs } from 'node:util';
import { loadConfig } from '../../config';
import { openDevelopmentIssuer } from './issuer';

const USAGE = 'usage: npm run --silent token -- --sub=alice [--scope="ncw:admin"] [--ttl=3600]';

/** Entry of `npm run token`: prints one token of the development issuer, and nothing else. */
async function main(): Promise<void> {
  const config = loadConfig();
  if (config.identity.source !== 'development') {
    throw new Error('there is no development issuer under this configuration (see DEV_ISSUER)');
  }
  const { values } = parseArgs({
    options: { sub: { type: 'string' }, scope: { type: 'string' }, ttl: { type: 'string' } },
  });
  const ttlSeconds = values.ttl === undefined ? undefined : Number(values.ttl);
  if (!values.sub) throw new Error(`--sub is missing\n${USAGE}`);
  if (ttlSeconds !== undefined && !Number.isInteger(ttlSeconds)) {
    throw new Error(`--ttl must be a whole number of seconds\n${USAGE}`);
  }
  const issuer = await openDevelopmentIssuer(config.dataDir);
  const token = await issuer.mint({
    sub: values.sub,
    ...(values.scope === undefined ? {} : { scope: values.scope }),
    ...(ttlSeconds === undefined ? {} : { ttlSeconds }),
  });
  process.stdout.write(`${token}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
