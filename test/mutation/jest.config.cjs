const base = require('../jest.config.cjs');

/** The quick suites that say who may do what, one by one: each runs for hundreds of mutants. So do those of the merge. */
module.exports = {
  ...base,
  rootDir: '../..',
  maxWorkers: 1,
  testMatch: [
    '<rootDir>/test/unit/identity/*.test.ts',
    '<rootDir>/test/unit/api/require-caller.test.ts',
    '<rootDir>/test/unit/graphql/{guard,in-order,permissions}.test.ts',
    '<rootDir>/test/unit/rpc/{high-risk-policy,open-relays,relay-rpc,relay-waiting}.test.ts',
    '<rootDir>/test/unit/transactions/merge*.test.ts',
    '<rootDir>/test/integration/{ownership,access-decisions}.test.ts',
  ],
};
