/**
 * Runs the Prisma CLI on the WASM build of its schema engine, so that nothing but the package
 * registry is needed: the CLI would otherwise download a native engine before any command.
 */
const { spawnSync } = require('node:child_process');
const { join } = require('node:path');

const { status } = spawnSync(
  process.execPath,
  [require.resolve('prisma/build/index.js'), ...process.argv.slice(2)],
  {
    stdio: 'inherit',
    env: {
      ...process.env,
      PRISMA_SCHEMA_ENGINE_BINARY:
        process.env.PRISMA_SCHEMA_ENGINE_BINARY ?? join(__dirname, 'schema-engine.mjs'),
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
      CHECKPOINT_DISABLE: '1',
    },
  },
);
process.exit(status ?? 1);
