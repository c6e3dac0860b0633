import { fileURLToPath } from 'node:url';

const ignoreMessages = fileURLToPath(new URL('ignore-messages.mjs', import.meta.url));

/** Mutation testing of what decides who may do what, and which report holds: `npm run mutation`. */
export default {
  mutate: [
    'src/graphql/{permissions,guard,in-order}.ts',
    'src/identity/{bearer,parse-caller,staff-network,token-verifier}.ts',
    'src/api/{caller,require-caller}.ts',
    'src/wallets/{wallet-finder,usable-wallet,access-changes,freeze-wallet,unfreeze-wallet,reassign-wallet}.ts',
    'src/devices/{device-finder,enabled-device,assign-device,change-device,enable-device,disable-device}.ts',
    'src/backups/passphrases.ts',
    'src/transactions/{transaction-finder,merge,merge-rows,status}.ts',
    'src/rpc/{relay-target,open-relays,high-risk-policy}.ts',
  ],
  plugins: ['@stryker-mutator/jest-runner', ignoreMessages],
  ignorers: ['messages'],
  testRunner: 'jest',
  testRunnerNodeArgs: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
  jest: { configFile: 'test/mutation/jest.config.cjs' },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  timeoutMS: 20_000,
  thresholds: { high: 100, low: 95, break: 95 },
  reporters: ['clear-text', 'json', 'progress-append-only'],
  clearTextReporter: { allowColor: false, allowEmojis: false, logTests: false },
  jsonReporter: { fileName: 'dist/mutation.json' },
  tempDirName: 'dist/stryker',
  // The prepared embedded database alone: without it each test would make one.
  ignorePatterns: ['dist/*', '!dist/embedded-database-*', '.data'],
};
