import { execFile } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../support/run-folder';
import { ROOT } from '../support/node-process';

/** What the gateway answers otherwise than Apollo's suite would have it, each for the reason above it. */
const EXCEPTIONS = [
  // A body that no browser may send across origins without asking is refused as BAD_REQUEST before
  // Apollo's own guard sees it: 400 as well, in the gateway's words.
  'apolloServerTests.ts CSRF prevention default',
  // Refused with the gateway's coded error, and not with a text that repeats the body.
  'httpServerTests.ts graphqlHTTP throws an error if POST JSON is malformed',
  // Every answer says `no-store`, which these two want absent.
  'httpServerTests.ts graphqlHTTP cache-control not set without any hints with if-cacheable',
  'httpServerTests.ts graphqlHTTP cache-control runs when cache-control is disabled',

  // The same refusals, status and code, with `requestId` and `retryable`, some in other words.
  'httpServerTests.ts graphqlHTTP multiple operations with no `operationName` specified returns 400 and OPERATION_RESOLUTION_FAILURE',
  'httpServerTests.ts graphqlHTTP returns an error on parse failure',
  'httpServerTests.ts graphqlHTTP returns an error on validation failure',
  'httpServerTests.ts graphqlHTTP throws an error if GET query is missing',
  'httpServerTests.ts graphqlHTTP throws an error if POST operation is empty',
  'httpServerTests.ts graphqlHTTP unknown operation name returns 400 and OPERATION_RESOLUTION_FAILURE',
  'httpServerTests.ts graphqlHTTP unknown operation name returns 400 and OPERATION_RESOLUTION_FAILURE for GET requests',
  // A scalar's own error passes with its message, and neither with its code nor with its extensions.
  'apolloServerTests.ts constructor appropriate error for bad user input catches custom scalar parseValue and preserves code',
  'apolloServerTests.ts constructor appropriate error for bad user input catches custom scalar parseValue and returns BAD_USER_INPUT',

  // Documents are parsed and validated before Apollo Server sees one, by the gateway's rules: it is
  // not asked for rules of its own, cannot be told to have none, and hears of no failure.
  'apolloServerTests.ts constructor validation rules accepts additional rules',
  'apolloServerTests.ts constructor validation rules allows disabling validation rules',
  'apolloServerTests.ts constructor validation rules prevents introspection by default during production',
  'apolloServerTests.ts formatError wraps thrown error from validation rules',
  'apolloServerTests.ts lifecycle for Apollo usage reporting traces sets the trace key to parse failure when non-parsable gql',
  'apolloServerTests.ts lifecycle for Apollo usage reporting traces sets the trace key to validation failure when invalid operation',
  'httpServerTests.ts graphqlHTTP applies additional validationRules',
  'httpServerTests.ts graphqlHTTP formatError receives correct error for parse failure',

  // Clients cannot register documents. A hash that is in no manifest is refused with 400, in the
  // words that have Apollo Client send the text, and counts for nothing beside a text.
  "apolloServerTests.ts lifecycle for Apollo usage reporting traces doesn't internal server error on an APQ",
  'apolloServerTests.ts Persisted Queries returns PersistedQueryNotFound on the first try',
  'apolloServerTests.ts Persisted Queries returns error when hash does not match',
  'apolloServerTests.ts Persisted Queries returns result on the persisted query',
  'httpServerTests.ts graphqlHTTP returns PersistedQueryNotFound to a GET request',
  'httpServerTests.ts graphqlHTTP returns PersistedQueryNotFound to a POST request',
  'httpServerTests.ts graphqlHTTP returns PersistedQueryNotSupported to a GET request if PQs disabled',
  'httpServerTests.ts graphqlHTTP returns PersistedQueryNotSupported to a POST request if PQs disabled',
  'httpServerTests.ts Persisted Queries errors when hash is mismatched',
  'httpServerTests.ts Persisted Queries errors when version is not specified',
  'httpServerTests.ts Persisted Queries errors when version is unsupported',
  'httpServerTests.ts Persisted Queries returns PersistedQueryNotFound on the first try',
  'httpServerTests.ts Persisted Queries returns correct result using get request',
  'httpServerTests.ts Persisted Queries returns error when hash does not match',
  'httpServerTests.ts Persisted Queries returns result on the persisted query',
  'httpServerTests.ts Persisted Queries returns result on the second try',
  'httpServerTests.ts Persisted Queries returns with batched persisted queries',
  'httpServerTests.ts Persisted Queries when ttlSeconds is set, passes ttl to the apq cache set call',
  'httpServerTests.ts Persisted Queries when ttlSeconds is unset, ttl is not passed to apq cache',
];

/**
 * Some of the suite's tests wait for something that an answer they did not expect keeps away, for
 * ever. Such a test is to fail by its name, before this one has waited too long for all of them.
 */
const TEST_MS = 60_000;
const SUITE_MS = 280_000;

interface Assertion {
  ancestorTitles: string[];
  title: string;
  status: 'passed' | 'failed' | 'pending';
  failureMessages: string[];
}

describe("Apollo's integration suite over the gateway's route and preparation", () => {
  const folder = temporaryFolder();
  let results: Assertion[];

  beforeAll(async () => {
    const outputFile = join(folder, 'results.json');
    const jest = ['node_modules/jest/bin/jest.js', '--config', 'test/jest.config.cjs'];
    const suite = ['--testMatch', '<rootDir>/test/conformance/apollo-suite.ts'];
    const bounds = ['--testTimeout', String(TEST_MS), '--forceExit'];
    const output = ['--json', '--outputFile', outputFile, '--silent', '--runInBand', '--ci'];
    const args = ['--experimental-vm-modules', ...jest, ...suite, ...bounds, ...output];
    const options = { cwd: ROOT, maxBuffer: 64 * 1024 * 1024, timeout: SUITE_MS };
    // It ends with 1, because of the exceptions.
    await new Promise((ended) => {
      execFile(process.execPath, args, options, ended);
    });
    const { testResults } = JSON.parse(readFileSync(outputFile, 'utf8')) as {
      testResults: { assertionResults: Assertion[] }[];
    };
    results = testResults.flatMap(({ assertionResults }) => assertionResults);
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const names = (status: Assertion['status']): string[] =>
    results
      .filter((result) => result.status === status)
      .map(({ ancestorTitles, title }) => [...ancestorTitles.slice(1), title].join(' '));

  it('passes but for what is named here', () => {
    expect(names('failed').sort()).toEqual([...EXCEPTIONS].sort());
    expect(names('passed')).toHaveLength(202);
  });

  it('has every request answered, of the exceptions too', () => {
    const waiting = results.filter(({ failureMessages }) =>
      failureMessages.some((message) => message.includes('Exceeded timeout')),
    );
    expect(waiting.map(({ title }) => title)).toEqual([]);
  });

  it('leaves out nothing but incremental delivery, which the gateway does not have', () => {
    const leftOut = names('pending');
    expect(leftOut).toHaveLength(28);
    for (const name of leftOut) expect(name).toMatch(/defer|incremental delivery/);
  });
});
