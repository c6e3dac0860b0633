import { buildSchema, GraphQLError } from 'graphql';
import type { Context } from '../../../src/api/context';
import { toPublicError } from '../../../src/api/public-error';
import type { SocketExtra } from '../../../src/server/socket-state';
import { prepareExecution } from '../../../src/server/ws-execution';

const extra = {
  state: { caller: null, clientAddress: null, ended: new AbortController(), expiry: undefined },
} as SocketExtra;

it('An operation whose preparation breaks is answered, like over HTTP, and its socket lives on', async () => {
  const observe = jest.fn();
  const parts = {
    schema: buildSchema('type Query { me: ID }'),
    prepare: () => Promise.reject(new TypeError('the books are gone')),
    createContext: () => ({ requestId: 'r-1', caller: null }) as Context,
    observe,
    isClosing: () => false,
  };
  const errors = await prepareExecution(parts, extra, 1, { query: '{ me }' });
  const [error] = errors as readonly GraphQLError[];
  expect(error).toBeInstanceOf(GraphQLError);
  expect(error?.extensions['requestId']).toBe('r-1');
  expect(toPublicError(error, 'r-1')).toMatchObject({
    message: expect.not.stringContaining('books'),
    extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: 'r-1' },
  });
  expect(observe.mock.calls[0]).toMatchObject([{ outcome: 'INTERNAL_SERVER_ERROR' }]);
});
