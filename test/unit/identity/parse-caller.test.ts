import { toGatewayError } from '../../../src/api/error-map';
import { parseCaller } from '../../../src/identity/parse-caller';

const CLAIMS = { sub: 'alice', exp: 1 };

function parsed(claims: Record<string, unknown>) {
  try {
    return parseCaller({ ...CLAIMS, ...claims });
  } catch (error) {
    return toGatewayError(error).code;
  }
}

describe('the claims of a verified token', () => {
  it('name a subject of up to 255 characters', () => {
    expect(parsed({ sub: 'a'.repeat(255) })).toMatchObject({ id: 'a'.repeat(255) });
    expect(parsed({ sub: 'a'.repeat(256) })).toBe('UNAUTHENTICATED');
  });

  it.each([undefined, '1', null])('are refused when they end at %p', (exp) => {
    expect(parsed({ exp })).toBe('UNAUTHENTICATED');
  });

  it.each([undefined, '1', null, Infinity, NaN])('tell no time of sign-in by %p', (at) => {
    expect(parsed({ auth_time: at })).toMatchObject({ authentication: { at: undefined } });
  });
});
