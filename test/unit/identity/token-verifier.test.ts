import { createHmac, generateKeyPairSync } from 'node:crypto';
import { createTokenVerifier } from '../../../src/identity/token-verifier';
import {
  AUDIENCE,
  claims,
  ecKey,
  edKey,
  forge,
  ISSUER,
  nowSeconds,
  refusal,
  rsaKey,
  sign,
  type Key,
} from './tokens';

const rsa = rsaKey('rsa');
const ec = ecKey('ec');

function verifier({ publicPem }: Key) {
  return createTokenVerifier({ issuer: ISSUER, audience: AUDIENCE, key: { publicKey: publicPem } });
}

const verify = verifier(rsa);
const codeOf = async (token: string) => (await refusal(verify(token))).code;

describe('a good token', () => {
  it.each([
    ['RS256', rsa],
    ['ES256', ec],
  ])('signed with %s names the caller', async (_alg, key) => {
    const exp = nowSeconds() + 100;
    expect(await verifier(key)(await sign(key, claims({ exp })))).toEqual({
      id: 'alice',
      scopes: [],
      authentication: { level: undefined, methods: [], at: undefined },
      expiresAt: exp * 1_000,
    });
  });

  it.each([
    ...['RS384', 'RS512', 'PS256', 'PS384', 'PS512'].map((alg) => rsaKey('rsa', alg)),
    ...[ecKey('ec', 'ES384'), edKey('ed')],
  ])('may be signed with $alg', async (key) => {
    expect((await verifier(key)(await sign(key))).id).toBe('alice');
  });

  it('may be for several audiences', async () => {
    const caller = await verify(await sign(rsa, claims({ aud: ['another', AUDIENCE] })));
    expect(caller.id).toBe('alice');
  });

  it('is believed again without being verified again, but not beyond its end', async () => {
    const token = await sign(rsa, claims({ exp: nowSeconds() + 30 }));
    const caller = await verify(token);
    expect(await verify(token)).toBe(caller);
    const clock = jest.useFakeTimers({ now: Date.now() + 40_000, doNotFake: ['nextTick'] });
    try {
      expect(await codeOf(token)).toBe('UNAUTHENTICATED');
    } finally {
      clock.useRealTimers();
    }
  });

  it('gives a caller that nobody can change', async () => {
    const caller = await verify(await sign(rsa));
    expect(Object.isFrozen(caller)).toBe(true);
  });

  it.each([
    ['scope', 'ncw:support ncw:admin', ['ncw:support', 'ncw:admin']],
    ['scope', '  ncw:admin  ', ['ncw:admin']],
    ['scope', '', []],
    ['scope', ['ncw:admin'], ['ncw:admin']],
    ['scp', 'ncw:admin openid', ['ncw:admin', 'openid']],
    ['scp', ['ncw:admin', 7, null, 'openid'], ['ncw:admin', 'openid']],
    ['scp', { 'ncw:admin': true }, []],
    ['scope', 7, []],
    ['scope', null, []],
  ])('has the scopes of "%s" = %j', async (claim, value, scopes) => {
    const caller = await verify(await sign(rsa, claims({ [claim]: value })));
    expect(caller.scopes).toEqual(scopes);
  });

  it.each([
    [{}, { level: undefined, methods: [], at: undefined }],
    [
      { acr: 'urn:gold', amr: ['pwd', 7, 'otp'], auth_time: 1_700_000_000 },
      { level: 'urn:gold', methods: ['pwd', 'otp'], at: 1_700_000_000_000 },
    ],
    [{ amr: 'otp' }, { level: undefined, methods: ['otp'], at: undefined }],
    [
      { acr: ['urn:gold'], amr: { 0: 'otp' }, auth_time: '1700000000' },
      { level: undefined, methods: [], at: undefined },
    ],
  ])('tells of the sign-in what %j says', async (changed, authentication) => {
    const caller = await verify(await sign(rsa, claims(changed)));
    expect(caller.authentication).toEqual(authentication);
  });

  it('has the scopes of "scope" where there is "scp" too', async () => {
    const caller = await verify(await sign(rsa, claims({ scope: 'openid', scp: 'ncw:admin' })));
    expect(caller.scopes).toEqual(['openid']);
  });
});

describe('a token is refused', () => {
  it('when it has expired, in words of its own', async () => {
    const token = await sign(rsa, claims({ exp: nowSeconds() - 30 }));
    expect(await refusal(verify(token))).toMatchObject({
      code: 'UNAUTHENTICATED',
      message: 'the token has expired',
    });
  });

  it.each([
    ['another issuer', { iss: 'https://evil.example/' }],
    ['an issuer that only begins alike', { iss: `${ISSUER}evil` }],
    ['no issuer', { iss: undefined }],
    ['another audience', { aud: 'another' }],
    ['other audiences', { aud: ['another', 'third'] }],
    ['no audience', { aud: undefined }],
    ['no subject', { sub: undefined }],
    ['an empty subject', { sub: '' }],
    ['a list for a subject', { sub: ['alice'] }],
    ['a number for a subject', { sub: 7 }],
    ['an object for a subject', { sub: { id: 'alice' } }],
    ['null for a subject', { sub: null }],
    ['a NUL in its subject', { sub: 'ali\0ce' }],
    ['half a character in its subject', { sub: 'alice\ud800' }],
    ['a subject that is too long', { sub: 'a'.repeat(256) }],
    ['no end', { exp: undefined }],
    ['a text for an end', { exp: '9999999999' }],
    ['a beginning that is to come', { nbf: nowSeconds() + 600 }],
  ])('with %s', async (_what, changed) => {
    const { code, message } = await refusal(verify(await sign(rsa, claims(changed))));
    expect(code).toBe('UNAUTHENTICATED');
    // A stranger is not told what would have been right.
    expect(message).not.toContain(ISSUER);
    expect(message).not.toContain(AUDIENCE);
  });

  it('when another key has signed it', async () => {
    expect(await codeOf(await sign(rsaKey('rsa')))).toBe('UNAUTHENTICATED');
  });

  it('when it was changed after it was signed', async () => {
    const [header, , signature] = (await sign(rsa)).split('.');
    const payload = Buffer.from(JSON.stringify(claims({ sub: 'mallory' }))).toString('base64url');
    expect(await codeOf(`${header ?? ''}.${payload}.${signature ?? ''}`)).toBe('UNAUTHENTICATED');
  });

  it.each(['none', 'None', 'NONE', ''])('without a signature, as "alg": "%s"', async (alg) => {
    expect(await codeOf(forge({ alg, typ: 'JWT' }, claims()))).toBe('UNAUTHENTICATED');
    expect(await codeOf(forge({ alg, typ: 'JWT' }, claims(), 'AAAA'))).toBe('UNAUTHENTICATED');
  });

  it.each([
    ['HS256', 'sha256'],
    ['HS384', 'sha384'],
    ['HS512', 'sha512'],
  ])('when the public key is the secret of its %s', async (alg, hash) => {
    for (const secret of [rsa.publicPem, rsa.publicPem.trim()]) {
      const unsigned = forge({ alg, typ: 'JWT' }, claims()).slice(0, -1);
      const signature = createHmac(hash, secret).update(unsigned).digest('base64url');
      expect(await codeOf(`${unsigned}.${signature}`)).toBe('UNAUTHENTICATED');
    }
  });

  it.each(['ES256', 'ES384', 'EdDSA', 'PS256'])(
    'when its %s is not what the key is for',
    async (alg) => {
      const signature = Buffer.alloc(64, 1).toString('base64url');
      expect(await codeOf(forge({ alg, typ: 'JWT' }, claims(), signature))).toBe('UNAUTHENTICATED');
    },
  );

  it('when its algorithm is none of the gateway’s, however well it is signed', async () => {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-521' });
    const key = { ...ecKey('p521'), alg: 'ES512', privateKey: pair.privateKey };
    const publicPem = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const attempt = verifier({ ...key, publicPem })(await sign(key));
    expect((await refusal(attempt)).code).toBe('UNAUTHENTICATED');
  });

  it('when it demands an extension that nobody knows', async () => {
    expect(await codeOf(forge({ alg: 'RS256', crit: ['x'], x: 1 }, claims(), 'AAAA'))).toBe(
      'UNAUTHENTICATED',
    );
  });

  it.each([
    '',
    '.',
    '..',
    'abc',
    'a.b',
    'a.b.c',
    'a.b.c.d',
    'e30.e30.e30',
    '\0',
    '{}',
    `${Buffer.from('{"alg":"RS256"}').toString('base64url')}.AAAA.AAAA`,
    `${Buffer.from('{"alg":"RS256"}').toString('base64url')}.e30.`,
    `${Buffer.from('null').toString('base64url')}.e30.AAAA`,
  ])('when it is %j', async (token) => {
    expect(await codeOf(token)).toBe('UNAUTHENTICATED');
  });

  it('when it is too long, before any work is done', async () => {
    const token = await sign(rsa, claims({ padding: 'x'.repeat(8_192) }));
    expect(await refusal(verify(token))).toMatchObject({
      code: 'UNAUTHENTICATED',
      message: 'the token is too long',
    });
    const fitting = await sign(rsa, claims({ padding: 'x'.repeat(5_000) }));
    expect((await verify(fitting)).id).toBe('alice');
  });

  it('though a clock that is a few seconds off is forgiven', async () => {
    const token = await sign(rsa, claims({ exp: nowSeconds() - 2 }));
    expect((await verify(token)).id).toBe('alice');
  });
});
