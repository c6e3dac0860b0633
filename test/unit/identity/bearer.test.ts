import type { Caller } from '../../../src/api/caller';
import { authenticate } from '../../../src/identity/bearer';
import { unauthenticated } from '../../../src/identity/token-verifier';
import { readAuthorization } from '../../../src/server/connection-params';
import { refusal } from './tokens';
import { caller } from '../../support/caller';

const alice = caller('alice');
const seen: string[] = [];

function verify(token: string): Promise<Caller> {
  seen.push(token);
  return token === 'good' ? Promise.resolve(alice) : Promise.reject(unauthenticated('bad token'));
}

beforeEach(() => {
  seen.length = 0;
});

describe('an Authorization', () => {
  it.each([undefined, null, ''])('that is not there (%j) is a stranger’s', async (value) => {
    expect(await authenticate(value, verify)).toBeNull();
    expect(seen).toEqual([]);
  });

  it.each(['Bearer good', 'bearer good', 'BEARER good', 'Bearer   good'])(
    'may be "%s"',
    async (value) => {
      expect(await authenticate(value, verify)).toBe(alice);
    },
  );

  it.each([
    'good',
    'Bearer',
    'Bearer ',
    ' Bearer good',
    'Bearer good ',
    'Bearer good more',
    'Bearer good, Bearer good',
    'Basic good',
    'Bearergood',
    'Token good',
    ' ',
    ['Bearer good'],
    { toString: () => 'Bearer good' },
    7,
    true,
  ])('that is %j is refused, and not taken for a stranger’s', async (value) => {
    expect(await refusal(authenticate(value, verify))).toMatchObject({
      code: 'UNAUTHENTICATED',
      message: 'the Authorization must be "Bearer <token>"',
    });
    expect(seen).toEqual([]);
  });

  it('with a bad token is refused in the words of the verifier', async () => {
    expect(await refusal(authenticate('Bearer bad', verify))).toMatchObject({
      code: 'UNAUTHENTICATED',
      message: 'bad token',
    });
  });
});

describe('the parameters of a connection', () => {
  it.each([
    [{ authorization: 'Bearer good' }],
    [{ Authorization: 'Bearer good' }],
    [{ AUTHORIZATION: 'Bearer good', other: 1 }],
    [{ headers: { Authorization: 'Bearer good' } }],
    [{ authorization: 'Bearer good', headers: { authorization: 'Bearer other' } }],
  ])('hold the Authorization as %j', (params) => {
    expect(readAuthorization(params)).toBe('Bearer good');
  });

  it.each([[undefined], [null], [{}], ['Bearer good'], [{ token: 'good' }], [{ headers: null }]])(
    'hold none as %j',
    (params) => {
      expect(readAuthorization(params)).toBeUndefined();
    },
  );

  it('hold what is there, even if it is no text, so that it is refused', () => {
    expect(readAuthorization({ authorization: ['Bearer good'] })).toEqual(['Bearer good']);
  });
});
