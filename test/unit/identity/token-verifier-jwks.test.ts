import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTokenVerifier, type TokenVerifier } from '../../../src/identity/token-verifier';
import { AUDIENCE, claims, ecKey, ISSUER, refusal, rsaKey, sign, type Key } from './tokens';

const first = rsaKey('first');
const second = ecKey('second');
const stranger = rsaKey('stranger');

/** The issuer's key set, over real HTTP. */
class KeyServer {
  requests = 0;
  answer: { status: number; body: string } = { status: 200, body: '' };
  private server: Server | undefined;

  publish(...keys: Key[]): void {
    this.answer = { status: 200, body: JSON.stringify({ keys: keys.map(({ jwk }) => jwk) }) };
  }

  async start(): Promise<string> {
    const server = createServer((_request, response) => {
      this.requests += 1;
      response.writeHead(this.answer.status, { 'content-type': 'application/json' });
      response.end(this.answer.body);
    });
    this.server = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`;
  }

  async stop(): Promise<void> {
    const { server } = this;
    if (!server?.listening) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

let issuer: KeyServer;
let verify: TokenVerifier;

beforeEach(async () => {
  issuer = new KeyServer();
  issuer.publish(first);
  const jwksUrl = await issuer.start();
  verify = createTokenVerifier({ issuer: ISSUER, audience: AUDIENCE, key: { jwksUrl } });
});

afterEach(async () => {
  jest.restoreAllMocks();
  await issuer.stop();
});

/** Only what is asked by `Date.now()`: the pause between two fetches of the key set. */
function later(ms: number): void {
  const at = Date.now() + ms;
  jest.spyOn(Date, 'now').mockReturnValue(at);
}

const UNAVAILABLE = {
  code: 'UNAVAILABLE',
  message: 'tokens cannot be verified at the moment',
  retryAfterMs: 2_000,
};

describe('with the keys of an issuer', () => {
  it('a good token names the caller, and the keys are fetched once', async () => {
    expect((await verify(await sign(first))).id).toBe('alice');
    expect((await verify(await sign(first, claims({ sub: 'bob' })))).id).toBe('bob');
    expect(issuer.requests).toBe(1);
  });

  it('many tokens at once fetch them once', async () => {
    const tokens = Array.from({ length: 20 }, (_, i) => sign(first, claims({ sub: `user ${i}` })));
    await Promise.all(tokens.map(async (token) => verify(await token)));
    expect(issuer.requests).toBe(1);
  });

  it('a token of a key that the issuer has come to use is good', async () => {
    await verify(await sign(first));
    issuer.publish(first, second);
    later(11_000);
    expect((await verify(await sign(second))).id).toBe('alice');
    expect(issuer.requests).toBe(2);
  });

  it('a token of a key that the issuer has withdrawn is refused', async () => {
    await verify(await sign(first));
    issuer.publish(second);
    later(11_000);
    await verify(await sign(second));
    const withdrawn = await refusal(verify(await sign(first, claims({ sub: 'bob' }))));
    expect(withdrawn.code).toBe('UNAUTHENTICATED');
  });

  it('a stranger’s token is refused, and does not make the keys be fetched each time', async () => {
    for (let i = 0; i < 10; i += 1) {
      const token = await sign(stranger, claims({ sub: `user ${i}` }));
      expect((await refusal(verify(token))).code).toBe('UNAUTHENTICATED');
    }
    expect(issuer.requests).toBeLessThanOrEqual(2);
  });

  it('a token that only names a good key is refused', async () => {
    const token = await sign({ ...stranger, kid: first.kid });
    expect((await refusal(verify(token))).code).toBe('UNAUTHENTICATED');
  });

  it('a token of another algorithm than its key’s is refused', async () => {
    const token = await sign({ ...second, kid: first.kid });
    expect((await refusal(verify(token))).code).toBe('UNAUTHENTICATED');
  });
});

describe('while the keys cannot be had', () => {
  it('because nobody listens, a token is neither good nor bad', async () => {
    await issuer.stop();
    expect(await refusal(verify(await sign(first)))).toMatchObject(UNAVAILABLE);
  });

  it.each([
    ['an error', { status: 500, body: '{}' }],
    ['a page', { status: 200, body: '<html>' }],
    ['something else', { status: 200, body: '{"keys": "none"}' }],
    ['nothing', { status: 200, body: '' }],
    ['null', { status: 200, body: 'null' }],
  ])('because the issuer answers %s, a token is neither good nor bad', async (_what, answer) => {
    issuer.answer = answer;
    expect(await refusal(verify(await sign(first)))).toMatchObject(UNAVAILABLE);
  });

  it('tokens are good as soon as the issuer is back', async () => {
    issuer.answer = { status: 503, body: '' };
    expect((await refusal(verify(await sign(first)))).code).toBe('UNAVAILABLE');
    issuer.publish(first);
    expect((await verify(await sign(first))).id).toBe('alice');
  });

  it('tokens of keys that are known stay good', async () => {
    await verify(await sign(first));
    await issuer.stop();
    expect((await verify(await sign(first, claims({ sub: 'bob' })))).id).toBe('bob');
  });

  it('a token of an unknown key is neither good nor bad', async () => {
    await verify(await sign(first));
    await issuer.stop();
    later(11_000);
    expect(await refusal(verify(await sign(second)))).toMatchObject(UNAVAILABLE);
  });
});
