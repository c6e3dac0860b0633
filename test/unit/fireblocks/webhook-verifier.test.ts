import crypto from 'node:crypto';
import { createWebhookVerifier } from '../../../src/fireblocks/webhook-verifier';
import type { WebhookVerifier } from '../../../src/fireblocks/webhook-verifier';
import { unlessStalled } from '../../support/given-time';
import { json, startServer, text, type TestServer } from './support/http-server';
import { signV1, signV2, webhookKey } from './support/webhook-keys';

const one = webhookKey('one');
const two = webhookKey('two');
const BODY = Buffer.from('{ "b": 1.0, "a": "\\u00e9\\/",\n "10": 1, "9": 12345678901234567890 }');
const MINUTE = 60_000;

let server: TestServer;
let now: number;

beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());
beforeEach(() => {
  server.seen.length = 0;
  now = 1_760_000_000_000;
  publish(one);
});

function publish(...keys: { jwk: object }[]): void {
  server.respond(json(200, { keys: keys.map((key) => key.jwk) }));
}

/** Waits long, since a machine that stands still must not look like keys out of reach. */
function v2Verifier(fetchTimeoutMs = MINUTE): WebhookVerifier {
  const jwksUrl = `${server.origin}/.well-known/jwks.json`;
  return createWebhookVerifier({ jwksUrl, clock: () => now, fetchTimeoutMs });
}

describe('v1', () => {
  const verifier = createWebhookVerifier({ publicKey: one.pem });

  it('verifies the exact bytes, however they are written', async () => {
    expect(await verifier.verify({ v1: signV1(one, BODY) }, BODY)).toBe('valid');
    const rewritten = Buffer.from(JSON.stringify(JSON.parse(BODY.toString())));
    expect(await verifier.verify({ v1: signV1(one, BODY) }, rewritten)).toBe('invalid');
    const spaced = Buffer.concat([BODY, Buffer.from(' ')]);
    expect(await verifier.verify({ v1: signV1(one, BODY) }, spaced)).toBe('invalid');
  });

  it.each(['', 'x', '!!!', signV1(two, BODY)])('refuses the signature %#', async (v1) => {
    expect(await verifier.verify({ v1 }, BODY)).toBe('invalid');
  });

  it('decides over a v2 header where no JWKS is configured', async () => {
    const v1 = signV1(one, BODY);
    expect(await verifier.verify({ v1, v2: signV2(two, BODY) }, BODY)).toBe('valid');
    expect(await verifier.verify({ v2: signV2(one, BODY) }, BODY)).toBe('unverifiable');
  });

  it('verifies in the thread pool', async () => {
    const spy = jest.spyOn(crypto, 'verify');
    await verifier.verify({ v1: signV1(one, BODY) }, BODY);
    expect(typeof (spy.mock.calls[0] as unknown[])[4]).toBe('function');
    spy.mockRestore();
  });

  it('refuses to be made with something else than an RSA public key', () => {
    expect(() => createWebhookVerifier({ publicKey: 'nonsense' })).toThrow(/PEM/);
    const { publicKey } = crypto.generateKeyPairSync('ed25519');
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    expect(() => createWebhookVerifier({ publicKey: pem })).toThrow(/RSA/);
  });
});

describe('what is there', () => {
  it('is invalid without any header, unverifiable without any key', async () => {
    expect(await v2Verifier().verify({}, BODY)).toBe('invalid');
    const none = createWebhookVerifier({});
    expect(await none.verify({ v1: 'a' }, BODY)).toBe('unverifiable');
    expect(await none.verify({ v2: 'a..b' }, BODY)).toBe('unverifiable');
    expect(await v2Verifier().verify({ v1: signV1(one, BODY) }, BODY)).toBe('unverifiable');
  });

  it('lets v2 decide where both are configured, and takes v1 where v2 is missing', async () => {
    const jwksUrl = server.origin;
    const both = createWebhookVerifier({ jwksUrl, publicKey: one.pem, clock: () => now });
    const good = signV1(one, BODY);
    expect(await both.verify({ v1: good, v2: signV2(two, BODY, header('one')) }, BODY)).toBe(
      'invalid',
    );
    expect(await both.verify({ v1: 'bad', v2: signV2(one, BODY) }, BODY)).toBe('valid');
    expect(await both.verify({ v1: good }, BODY)).toBe('valid');
  });
});

function header(kid: string): object {
  return { alg: 'RS512', kid };
}

describe('v2', () => {
  it('verifies a detached RS512 signature by the published key', async () => {
    const verifier = v2Verifier();
    expect(await verifier.verify({ v2: signV2(one, BODY) }, BODY)).toBe('valid');
    expect(await verifier.verify({ v2: signV2(one, BODY) }, Buffer.from('{}'))).toBe('invalid');
    expect(await verifier.verify({ v2: signV2(two, BODY, header('one')) }, BODY)).toBe('invalid');
    expect(server.seen).toHaveLength(1);
  });

  it.each([
    ['another algorithm', signV2(one, BODY, { alg: 'RS256', kid: 'one' })],
    ['no algorithm', signV2(one, BODY, { alg: 'none', kid: 'one' })],
    ['no key id', signV2(one, BODY, { alg: 'RS512' })],
    ['crit', signV2(one, BODY, { ...header('one'), crit: ['b64'] })],
    ['an unencoded payload', signV2(one, BODY, { ...header('one'), b64: false })],
    ['its payload inside', signV2(one, BODY).replace('..', `.${BODY.toString('base64url')}.`)],
    ['no form', 'nonsense'],
    ['a header that is no JSON', 'bm8..c2ln'],
    ['no signature', signV2(one, BODY).replace(/\.\..*$/, '..')],
  ])('refuses %s without fetching keys', async (_name, v2) => {
    expect(await v2Verifier().verify({ v2 }, BODY)).toBe('invalid');
    expect(server.seen).toHaveLength(0);
  });

  it('fetches the keys once for many notifications at the same time', async () => {
    const verifier = v2Verifier();
    const v2 = signV2(one, BODY);
    const verdicts = await Promise.all(
      Array.from({ length: 20 }, () => verifier.verify({ v2 }, BODY)),
    );
    expect(new Set(verdicts)).toEqual(new Set(['valid']));
    expect(server.seen).toHaveLength(1);
  });

  it('fetches again for a new key, at most every 30 s', async () => {
    const verifier = v2Verifier();
    const fresh = { v2: signV2(two, BODY) };
    expect(await verifier.verify({ v2: signV2(one, BODY) }, BODY)).toBe('valid');
    publish(one, two);
    now += 29_000;
    expect(await verifier.verify(fresh, BODY)).toBe('unverifiable');
    expect(server.seen).toHaveLength(1);
    now += 2_000;
    expect(await verifier.verify(fresh, BODY)).toBe('valid');
    expect(server.seen).toHaveLength(2);
  });

  it('is invalid for a key that the set fetched for it does not have', async () => {
    const verifier = v2Verifier();
    const forged = { v2: signV2(two, BODY) };
    expect(await verifier.verify(forged, BODY)).toBe('invalid');
    expect(await verifier.verify(forged, BODY)).toBe('unverifiable');
    expect(server.seen).toHaveLength(1);
  });

  it('drops a withdrawn key after an hour', async () => {
    const verifier = v2Verifier();
    const old = { v2: signV2(one, BODY) };
    expect(await verifier.verify(old, BODY)).toBe('valid');
    publish(two);
    now += 59 * MINUTE;
    expect(await verifier.verify(old, BODY)).toBe('valid');
    now += 2 * MINUTE;
    expect(await verifier.verify(old, BODY)).toBe('invalid');
  });

  it.each<[string, () => void]>([
    [
      'an error',
      () => {
        server.respond(text(500, 'x'));
      },
    ],
    [
      'no JSON',
      () => {
        server.respond(text(200, '<html>'));
      },
    ],
    [
      'no keys',
      () => {
        server.respond(json(200, { keys: [] }));
      },
    ],
    [
      'other keys only',
      () => {
        server.respond(json(200, { keys: [{ kty: 'EC', kid: 'one' }] }));
      },
    ],
    [
      'a reset',
      () => {
        server.respond((_s, _r, socket) => socket.resetAndDestroy());
      },
    ],
  ])('keeps stale keys while the set answers with %s', async (_name, fail) => {
    const verifier = v2Verifier();
    const known = { v2: signV2(one, BODY) };
    expect(await verifier.verify(known, BODY)).toBe('valid');
    fail();
    now += 2 * 60 * MINUTE;
    expect(await verifier.verify(known, BODY)).toBe('valid');
    expect(await verifier.verify({ v2: signV2(two, BODY) }, BODY)).toBe('unverifiable');
    expect(await verifier.verify({ v2: signV2(two, BODY, header('one')) }, BODY)).toBe('invalid');
    expect(server.seen).toHaveLength(2);
  });

  it('gives a silent set up in time, and keeps stale keys', () =>
    unlessStalled(async () => {
      publish(one);
      const verifier = v2Verifier(300);
      const known = { v2: signV2(one, BODY) };
      expect(await verifier.verify(known, BODY)).toBe('valid');
      server.respond(() => undefined);
      now += 2 * 60 * MINUTE;
      expect(await verifier.verify(known, BODY)).toBe('valid');
    }));

  it('is unverifiable while keys were never reached, and recovers', async () => {
    const verifier = v2Verifier();
    const good = { v2: signV2(one, BODY) };
    server.respond(text(503, ''));
    expect(await verifier.verify(good, BODY)).toBe('unverifiable');
    publish(one);
    expect(await verifier.verify(good, BODY)).toBe('unverifiable');
    expect(server.seen).toHaveLength(1);
    now += 6_000;
    expect(await verifier.verify(good, BODY)).toBe('valid');
  });

  it('passes over entries of the set that it cannot use', async () => {
    const junk = [{ jwk: { kty: 'RSA', kid: 'bad', n: '', e: '' } }, { jwk: { kty: 'oct' } }];
    publish(...junk, { jwk: { ...two.jwk, use: 'enc' } }, one);
    const verifier = v2Verifier();
    expect(await verifier.verify({ v2: signV2(one, BODY) }, BODY)).toBe('valid');
    now += MINUTE;
    expect(await verifier.verify({ v2: signV2(two, BODY) }, BODY)).toBe('invalid');
  });
});
