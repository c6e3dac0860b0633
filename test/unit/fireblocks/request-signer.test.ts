import crypto, { generateKeyPairSync } from 'node:crypto';
import { createRequestSigner } from '../../../src/fireblocks/request-signer';
import { claimsOf, judge, signer } from './support/api-users';

const EMPTY_HASH = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

async function signed(pathWithQuery: string, body: string | undefined) {
  const headers = await createRequestSigner(signer)({ pathWithQuery, body });
  const received = {
    'x-api-key': headers['X-API-Key'],
    authorization: headers.Authorization,
  };
  return { method: 'POST', url: pathWithQuery, headers: received, body: body ?? '' };
}

describe('request signer', () => {
  it('signs path, query and body so that an independent verifier accepts them', async () => {
    expect(judge(await signed('/v1/transactions?limit=1&status=A%20B', '{"ü":1}'))).toBe(
      'signer-key',
    );
    expect(judge(await signed('/v1/ncw/wallets', undefined))).toBe('signer-key');
  });

  it('hashes a missing body as the empty string', async () => {
    expect(claimsOf(await signed('/v1/ncw/wallets', undefined))['bodyHash']).toBe(EMPTY_HASH);
  });

  it('is valid for 55 seconds and never repeats a nonce', async () => {
    const [one, two] = [claimsOf(await signed('/v1/a', 'x')), claimsOf(await signed('/v1/a', 'x'))];
    expect(Number(one['exp']) - Number(one['iat'])).toBe(55);
    expect(one['nonce']).not.toBe(two['nonce']);
  });

  it('signs in the thread pool, with a key that was parsed once', async () => {
    const sign = createRequestSigner(signer);
    const spy = jest.spyOn(crypto, 'sign');
    const parse = jest.spyOn(crypto, 'createPrivateKey');
    await Promise.all([1, 2, 3].map(() => sign({ pathWithQuery: '/v1/x', body: '{}' })));
    expect(spy).toHaveBeenCalledTimes(3);
    for (const call of spy.mock.calls) expect(typeof (call as unknown[])[3]).toBe('function');
    expect(parse).not.toHaveBeenCalled();
    jest.restoreAllMocks();
  });

  it.each([
    ['no PEM', 'nonsense', /not a private key in PEM form/],
    ['a public key', publicPem(), /not a private key in PEM form/],
    ['an elliptic key', ecPem(), /must be an RSA key, not ec/],
  ])('refuses %s with a sentence that holds no key', (_name, secretKey, message) => {
    expect(() => createRequestSigner({ apiKey: 'k', secretKey })).toThrow(message);
  });
});

function publicPem(): string {
  return signer.publicKey.export({ type: 'spki', format: 'pem' }).toString();
}

function ecPem(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
