import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import Fastify, { type FastifyInstance } from 'fastify';
import { buildSchema, getOperationAST, parse } from 'graphql';
import type { Context } from '../../../src/api/context';
import { Usage } from '../../../src/api/usage';
import { createApollo } from '../../../src/graphql/apollo';
import { registerGraphQLRoute } from '../../../src/server/graphql-route';
import { assignRequestIds } from '../../../src/server/request-ids';
import { createLogger } from '../../../src/shared/logger';
import type { RawHeaders } from '../../support/fuzz/headers';
import { sendRaw, statusOf } from '../../support/fuzz/raw-http';

describe('the route of GraphQL', () => {
  const lines: string[] = [];
  const log = createLogger('error', { write: (line) => void lines.push(line) });
  const document = parse('{ here }');
  const apollo = createApollo({
    schema: buildSchema('type Query { here: Boolean }'),
    prepare: () => Promise.resolve({ document, operation: getOperationAST(document)! }),
    observe: () => undefined,
    log,
  });
  let app: FastifyInstance;
  let url: string;

  beforeAll(async () => {
    await apollo.start();
    app = Fastify();
    assignRequestIds(app);
    registerGraphQLRoute(app, {
      apollo,
      verify: () => Promise.reject(new Error('no keys')),
      createContext: ({ requestId }) => ({ requestId, log, usage: new Usage() }) as Context,
      clientAddressOf: () => null,
      audit: { turnedAway: () => undefined },
      isClosing: () => false,
      log,
    });
    url = `${await app.listen({ port: 0, host: '127.0.0.1' })}/graphql`;
  });
  afterEach(() => {
    lines.length = 0;
  });
  afterAll(async () => {
    await app.close();
    await apollo.stop();
  });

  async function ask(headers: Record<string, string> = {}) {
    const asked = request(url, {
      method: 'POST',
      agent: false,
      headers: { 'content-type': 'application/json', ...headers },
    });
    asked.end('{"query":"{ here }"}');
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    return { status: response.statusCode, headers: response.headers, body: await text(response) };
  }

  it('answers', async () => {
    expect(JSON.parse((await ask()).body)).toEqual({ data: { here: null } });
  });

  // Node.js takes any.
  it.each(['a b', '[', 'a<b'])('refuses a request to the host "%s"', async (host) => {
    const answer = await ask({ host });
    expect(answer.status).toBe(400);
    const errors = [{ extensions: { code: 'BAD_REQUEST' } }];
    expect(JSON.parse(answer.body)).toMatchObject({ errors });
    expect(lines).toEqual([]);
  });

  it('refuses a request of HTTP/1.0, which need not name a host, when it names none', async () => {
    const head = { method: 'POST', target: '/graphql', version: '1.0' };
    const headers: RawHeaders = [
      ['content-type', 'application/json'],
      ['content-length', '20'],
    ];
    const port = Number(new URL(url).port);
    const body = Buffer.from('{"query":"{ here }"}');
    expect(statusOf(await sendRaw(port, { ...head, headers, body, endless: false }))).toBe(400);
    expect(lines).toEqual([]);
  });

  it('logs why a token cannot be judged', async () => {
    const answer = await ask({ authorization: 'Bearer hunter2' });
    expect(answer.status).toBe(500);
    const requestId = answer.headers['x-request-id'];
    const extensions = { code: 'INTERNAL_SERVER_ERROR', requestId };
    expect(JSON.parse(answer.body)).toMatchObject({ errors: [{ extensions }] });
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0]!)).toMatchObject({ requestId, err: { message: 'no keys' } });
    expect(lines[0]).not.toContain('hunter2');
  });

  it('logs a fault of ours that comes from outside of GraphQL', async () => {
    jest.spyOn(apollo, 'executeHTTPGraphQLRequest').mockRejectedValueOnce(new Error('it broke'));
    const answer = await ask();
    expect(answer.status).toBe(500);
    expect(answer.body).not.toContain('it broke');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('it broke');
    expect(lines[0]).toContain(String(answer.headers['x-request-id']));
  });
});
