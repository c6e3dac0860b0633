import { buildSchema, type GraphQLError } from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import type { Context } from '../../../src/api/context';
import { publicErrors } from '../../../src/api/public-errors';
import type { SocketExtra } from '../../../src/server/socket-state';
import { prepareExecution } from '../../../src/server/ws-execution';
import { createLogger } from '../../../src/shared/logger';

const extra = {
  state: { caller: null, clientAddress: null, ended: new AbortController(), expiry: undefined },
} as SocketExtra;

it('An operation whose preparation breaks is answered, like over HTTP, and its socket lives on', async () => {
  const observe = jest.fn();
  const lines: string[] = [];
  const log = createLogger('error', { write: (line) => void lines.push(line) });
  const parts = {
    schema: buildSchema('type Query { me: ID }'),
    prepare: () => Promise.reject(new TypeError('the books are gone')),
    createContext: () => ({ requestId: 'r-1', caller: null, log }) as unknown as Context,
    contexts: new WeakMap<SubscribePayload, Context>(),
    observe,
    isClosing: () => false,
  };
  const payload = { query: '{ me }' };
  const errors = (await prepareExecution(parts, extra, 1, payload)) as readonly GraphQLError[];
  const told = publicErrors(errors, parts.contexts.get(payload)!);
  const extensions = { code: 'INTERNAL_SERVER_ERROR', requestId: 'r-1' };
  expect(told).toMatchObject([{ message: expect.not.stringContaining('books'), extensions }]);
  expect(observe.mock.calls[0]).toMatchObject([{ outcome: 'INTERNAL_SERVER_ERROR' }]);
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0]!)).toMatchObject({
    requestId: 'r-1',
    err: { type: 'TypeError', message: 'the books are gone' },
  });
});
