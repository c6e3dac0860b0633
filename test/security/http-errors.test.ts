import { STATUS_CODES } from 'node:http';
import { sendRaw } from '../support/fuzz/raw-http';
import { TestGateway } from '../support/gateway';

const TOO_LARGE = 'x'.repeat(5 * 1024 * 1024 + 1);
const JSON_TYPE = { 'content-type': 'application/json' };
const READS = 'GET, HEAD';

/** What would tell a stranger what the gateway is made of, or what it was sent. */
const LEAKS = /FST_|fastify|statusCode|stack|node_modules|\n +at |secret/i;

interface Sent {
  method: string;
  path: string;
  body?: string;
  headers?: Record<string, string>;
}

const WRONG_METHODS: [string, string, string][] = [
  ...['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND'].flatMap((method) =>
    ['/livez', '/readyz', '/metrics', '/', '/livez?secret'].map(
      (path): [string, string, string] => [method, path, READS],
    ),
  ),
  ...['GET', 'PUT', 'DELETE', 'OPTIONS'].map((method): [string, string, string] => [
    method,
    '/webhooks/fireblocks',
    'POST',
  ]),
  ...['PUT', 'DELETE', 'PATCH', 'OPTIONS'].map((method): [string, string, string] => [
    method,
    '/graphql',
    'GET, HEAD, POST',
  ]),
];

describe('what is refused beside GraphQL', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await TestGateway.start();
  });
  afterAll(() => gateway.stop());

  async function refusal({ method, path, body, headers = {} }: Sent, status: number, code: string) {
    const init = { method, headers, ...(body === undefined ? {} : { body }) };
    const response = await fetch(`${gateway.url}${path}`, init);
    const text = await response.text();
    const requestId = response.headers.get('x-request-id');
    expect([response.status, JSON.parse(text)]).toEqual([
      status,
      { error: { code, message: expect.any(String) as string, requestId } },
    ]);
    expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(text).not.toMatch(LEAKS);
    return response.headers;
  }

  it.each(WRONG_METHODS)('%s %s, with the methods that there are', async (method, path, allow) => {
    const headers = await refusal({ method, path }, 405, 'METHOD_NOT_ALLOWED');
    expect(headers.get('allow')).toBe(allow);
  });

  it.each(['/secret', '/livez/', '/graphql/', '//', '/webhooks', '/metrics/secret', '/(:*?)'])(
    'an unknown path, whatever is sent to it: %s',
    async (path) => {
      for (const method of ['GET', 'DELETE', 'OPTIONS']) {
        const headers = await refusal({ method, path }, 404, 'NOT_FOUND');
        expect(headers.get('allow')).toBeNull();
      }
      for (const body of ['{"secret', '', TOO_LARGE]) {
        const sent = { method: 'POST', path, body, headers: JSON_TYPE };
        await refusal(sent, 404, 'NOT_FOUND');
      }
    },
  );

  it.each(['/%zz', '/%c0%ae?secret'])('a path that is none: %s', async (path) => {
    await refusal({ method: 'GET', path }, 400, 'BAD_REQUEST');
  });

  it('a webhook that is not signed, malformed or not', async () => {
    for (const body of ['{"secret', '{"secret":1}', '']) {
      const sent = { method: 'POST', path: '/webhooks/fireblocks', body, headers: JSON_TYPE };
      await refusal(sent, 401, 'UNAUTHENTICATED');
    }
  });

  it('a webhook of a type that is none', async () => {
    const headers = { 'content-type': '@@' };
    const sent = { method: 'POST', path: '/webhooks/fireblocks', body: '{}', headers };
    await refusal(sent, 415, 'UNSUPPORTED_MEDIA_TYPE');
  });

  const raw = (target: string, headers: [string, string][], method = 'POST') =>
    sendRaw(Number(new URL(gateway.url).port), {
      ...{ method, target, version: '1.1', headers },
      ...{ body: Buffer.alloc(0), endless: false },
    });

  function expectRaw(answer: string, status: number, code: string): void {
    const [head = '', text = ''] = answer.split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n`));
    const requestId = /\r\nx-request-id: (.*)/i.exec(head)?.[1]?.trim();
    const { error } = JSON.parse(text) as { error: Record<string, unknown> };
    expect(error).toEqual({ code, message: expect.any(String) as string, requestId });
    expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(answer).not.toMatch(LEAKS);
  }

  it('a webhook that is too large, before it is sent', async () => {
    const length = String(TOO_LARGE.length);
    const headers: [string, string][] = [
      ['host', 'gateway'],
      ['content-type', 'application/json'],
      ['content-length', length],
    ];
    expectRaw(await raw('/webhooks/fireblocks', headers), 413, 'PAYLOAD_TOO_LARGE');
  });

  it.each<[string, [string, string][], string, number, string]>([
    ['a method of nobody', [['host', 'x']], 'FOO', 400, 'BAD_REQUEST'],
    ['a length of no number', [['content-length', 'secret']], 'POST', 400, 'BAD_REQUEST'],
    ['endless headers', [['secret', 'x'.repeat(20_000)]], 'GET', 431, 'HEADERS_TOO_LARGE'],
  ])('what is no HTTP: %s', async (_name, headers, method, status, code) => {
    expectRaw(await raw('/livez', headers, method), status, code);
  });
});
