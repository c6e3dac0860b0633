const { availableParallelism } = require('node:os');

/** Decorator metadata is what type-graphql reads; only the swc transform emits it fast enough for a test run. */
const swc = {
  sourceMaps: 'inline',
  module: { type: 'commonjs' },
  jsc: {
    target: 'es2023',
    keepClassNames: true,
    parser: { syntax: 'typescript', decorators: true },
    transform: {
      legacyDecorator: true,
      decoratorMetadata: true,
      useDefineForClassFields: false,
    },
  },
};

module.exports = {
  rootDir: '..',
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // Only what hangs meets it.
  testTimeout: 300_000,
  // The suites wait for sockets and processes more than they compute.
  maxWorkers: availableParallelism() + 1,
  testSequencer: '<rootDir>/test/support/sequencer.cjs',
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  setupFiles: ['reflect-metadata'],
  transform: {
    '^.+\\.ts$': ['@swc/jest', swc],
    '/node_modules/jose/.+\\.js$': ['@swc/jest', { ...swc, jsc: { target: 'es2023' } }],
  },
  // Dynamic imports name the compiled file, as Node.js wants it.
  moduleNameMapper: { '^(\\.{1,2}/simulator/.*)\\.js$': '$1' },
  transformIgnorePatterns: ['/node_modules/(?!jose/)'],
};
