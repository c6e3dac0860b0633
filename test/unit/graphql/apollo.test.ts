import { HeaderMap } from '@apollo/server';
import { buildSchema, getOperationAST, parse } from 'graphql';
import type { Context } from '../../../src/api/context';
import { Usage } from '../../../src/api/usage';
import { createApollo } from '../../../src/graphql/apollo';
import type { OperationRequest, PrepareOperation } from '../../../src/graphql/prepare-operation';
import { RefusedOperation } from '../../../src/graphql/refused-operation';
import { createLogger } from '../../../src/shared/logger';

const schema = buildSchema('type Query { a: Int } type Subscription { a: Int }');
const lines: string[] = [];
const log = createLogger('error', { write: (line) => void lines.push(line) });
const context = { requestId: 'r-1', log, usage: new Usage() } as Context;

interface Answer {
  status: number | undefined;
  body: Record<string, unknown>;
  asked: OperationRequest[];
  observed: string[];
}

/** What Apollo Server answers to a body when `prepare` says so. */
async function answer(
  body: unknown,
  prepared: Awaited<ReturnType<PrepareOperation>> | Error,
): Promise<Answer> {
  const asked: OperationRequest[] = [];
  const observed: string[] = [];
  const apollo = createApollo({
    schema,
    prepare: ({ query, operationName, variables, extensions }) => {
      asked.push({ query, operationName, variables, extensions });
      return prepared instanceof RefusedOperation || !(prepared instanceof Error)
        ? Promise.resolve(prepared)
        : Promise.reject(prepared);
    },
    observe: ({ type, field, outcome }) => observed.push(`${type} ${field} ${outcome}`),
    log,
  });
  await apollo.start();
  const answered = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: {
      method: 'POST',
      headers: new HeaderMap([['content-type', 'application/json']]),
      search: '',
      body,
    },
    context: () => Promise.resolve(context),
  });
  await apollo.stop();
  const text = answered.body.kind === 'complete' ? answered.body.string : '';
  return {
    status: answered.status,
    body: JSON.parse(text) as Record<string, unknown>,
    asked,
    observed,
  };
}

function preparedOf(text: string) {
  const document = parse(text);
  return { document, operation: getOperationAST(document)! };
}

const PERSISTED = { persistedQuery: { version: 1, sha256Hash: 'x' } };

describe('Apollo Server', () => {
  afterEach(() => {
    lines.length = 0;
  });

  it.each([
    [{ query: 'what is {{{ this' }],
    [{ query: '{ doesNotFit }', variables: { v: 1 }, operationName: 'O' }],
    [{ query: '', extensions: PERSISTED }],
    [{ extensions: PERSISTED }],
    [{ operationName: 'O' }],
  ])('reads no document: it executes what was prepared of %j', async (body) => {
    // A name belongs to what was sent; the prepared document has it.
    const text = 'operationName' in body ? 'query O { b: a }' : '{ b: a }';
    const { status, body: answered, asked } = await answer(body, preparedOf(text));
    expect(asked).toEqual([
      { query: undefined, operationName: undefined, variables: undefined, ...emptied(body) },
    ]);
    expect([status, answered]).toEqual([undefined, { data: { b: null } }]);
  });

  it('executes nothing that was refused, and tells all its errors', async () => {
    const refused = RefusedOperation.of(
      'GRAPHQL_VALIDATION_FAILED',
      RefusedOperation.because('FORBIDDEN', 'one').errors.concat(
        RefusedOperation.because('FORBIDDEN', 'two').errors,
      ),
    );
    const { status, body, observed } = await answer({ query: '{ a }' }, refused);
    const extensions = { code: 'GRAPHQL_VALIDATION_FAILED', requestId: 'r-1', retryable: false };
    expect(body).toEqual({
      errors: [
        { message: 'one', extensions },
        { message: 'two', extensions },
      ],
    });
    expect(status).toBe(400);
    expect(observed).toEqual(['none none GRAPHQL_VALIDATION_FAILED']);
  });

  it.each([
    ['RATE_LIMITED', 429],
    ['UNAUTHENTICATED', 401],
  ] as const)('answers %s with its status', async (code, status) => {
    const refused = RefusedOperation.because(code, 'no', { retryAfterMs: 5 });
    expect(await answer({ query: '{ a }' }, refused)).toMatchObject({
      status,
      body: { errors: [{ message: 'no', extensions: { code, retryAfterMs: 5 } }] },
    });
  });

  it.each([
    [new TypeError('the books are gone'), 'INTERNAL_SERVER_ERROR', 500],
    [Object.assign(new Error('away'), { code: 'ECONNREFUSED' }), 'UNAVAILABLE', 503],
  ])('answers %s of the preparation like a refusal, and logs it', async (fault, code, status) => {
    const answered = await answer({ query: '{ a }' }, fault);
    const extensions = { code, requestId: 'r-1' };
    expect(answered).toMatchObject({ status, body: { errors: [{ extensions }] } });
    expect(JSON.stringify(answered.body)).not.toContain(fault.message);
    expect(answered.observed).toEqual([`none none ${code}`]);
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0]!)).toMatchObject({
      ...extensions,
      err: { message: fault.message, stack: fault.stack },
    });
  });

  it('leaves subscriptions to the WebSocket', async () => {
    const { status, body } = await answer({ query: 'x' }, preparedOf('subscription { a }'));
    expect(status).toBe(400);
    expect(body).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
  });
});

function emptied(body: object): object {
  return { extensions: undefined, ...body };
}
