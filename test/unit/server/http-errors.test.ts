import Fastify from 'fastify';
import { DatabaseOverloadedError } from '../../../src/database/errors';
import { registerHttpErrors } from '../../../src/server/http-errors';
import { assignRequestIds } from '../../../src/server/request-ids';
import { createLogger } from '../../../src/shared/logger';

const withStatus = (statusCode: number) =>
  Object.assign(new Error(`hunter2 ${statusCode}`), { statusCode });

it.each([
  ['a fault', new Error('hunter2'), 500, 'INTERNAL_SERVER_ERROR'],
  ['an error with a status of its own', withStatus(502), 500, 'INTERNAL_SERVER_ERROR'],
  ['that it is busy', new DatabaseOverloadedError(), 503, 'UNAVAILABLE'],
  ['a complaint of a kind that is not known', withStatus(418), 400, 'BAD_REQUEST'],
])('A route that throws %s answers in the form of all', async (_what, error, status, code) => {
  const lines: string[] = [];
  const app = Fastify();
  assignRequestIds(app);
  registerHttpErrors(app, createLogger('error', { write: (line) => void lines.push(line) }));
  app.get('/broken', () => Promise.reject(error));
  const response = await fetch(`${await app.listen({ port: 0, host: '127.0.0.1' })}/broken`);
  const requestId = response.headers.get('x-request-id');
  const message = expect.not.stringContaining(error.message) as string;
  expect([response.status, await response.json()]).toEqual([
    status,
    { error: { code, message, requestId } },
  ]);
  await app.close();
  // What is our fault is found under the client's request id.
  expect(lines).toHaveLength(status < 500 ? 0 : 1);
  for (const line of lines) {
    expect(JSON.parse(line)).toMatchObject({ requestId, err: { message: error.message } });
  }
});
