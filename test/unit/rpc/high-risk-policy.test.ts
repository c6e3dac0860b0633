import type { Authentication, Caller } from '../../../src/api/caller';
import { HighRiskPolicy } from '../../../src/rpc/high-risk-policy';
import type { HighRiskSettings, StepUpSettings } from '../../../src/settings/rpc-settings';
import { caller } from '../../support/caller';

const NOW = 1_800_000_000_000;
const TAKEOVER = 'request_end_user_takeover';

function signedIn(change: Partial<Authentication> = {}): Caller {
  const alice = caller('alice');
  return { ...alice, authentication: { ...alice.authentication, at: NOW - 60_000, ...change } };
}

/** What a caller is told, or `passes`. */
function outcome(settings: HighRiskSettings, who: Caller, method: string | undefined): string {
  try {
    new HighRiskPolicy(settings, () => NOW).require(who, method);
    return 'passes';
  } catch (error) {
    const { code, message } = error as { code: string; message: string };
    return `${code}: ${message}`;
  }
}

function stepUp(change: Partial<StepUpSettings> = {}): HighRiskSettings {
  return { highRisk: 'step-up', stepUp: { acr: [], amr: [], maxAgeSeconds: 300, ...change } };
}

describe('messages by which keys leave a wallet', () => {
  it('pass where they are allowed, and are read as they come', () => {
    const settings: HighRiskSettings = { highRisk: 'allow' };
    expect(outcome(settings, signedIn({ at: undefined }), TAKEOVER)).toBe('passes');
    expect(new HighRiskPolicy(settings, () => NOW).readsStrictly).toBe(false);
    expect(new HighRiskPolicy(stepUp(), () => NOW).readsStrictly).toBe(true);
  });

  it.each([
    TAKEOVER,
    'REQUEST_END_USER_TAKEOVER',
    ' request_end_user_takeover\n',
    'requestEndUserTakeover',
    'request-end-user-takeover\0',
    'ｒｅｑｕｅｓｔ_end_user_takeover',
  ])('are refused where they are refused, however they are written: %j', (method) => {
    expect(outcome({ highRisk: 'refuse' }, signedIn(), method)).toBe(
      'FORBIDDEN: this gateway does not let keys be taken over',
    );
    expect(outcome(stepUp(), signedIn({ at: undefined }), method)).toMatch(/^STEP_UP_REQUIRED/);
  });

  it.each(['poll_mpc_msg', 'get_all_keys', 'takeover_not', '', undefined])(
    'are not %p, which passes under every policy',
    (method) => {
      for (const settings of [stepUp(), { highRisk: 'refuse' } as const]) {
        expect(outcome(settings, signedIn({ at: undefined }), method)).toBe('passes');
      }
    },
  );
});

describe('a sign-in suffices', () => {
  const both = stepUp({ acr: ['urn:gold', 'urn:platinum'], amr: ['otp', 'hwk'] });
  const good = { level: 'urn:gold', methods: ['pwd', 'hwk'], at: NOW - 1_000 };

  it.each<[string, HighRiskSettings, Partial<Authentication>, boolean]>([
    ['when it is recent', stepUp(), { at: NOW - 300_000 }, true],
    ['not when it is older', stepUp(), { at: NOW - 300_001 }, false],
    ['not when its time is unknown', stepUp(), { at: undefined }, false],
    ['when the issuer’s clock is a little ahead', stepUp(), { at: NOW + 5_000 }, true],
    ['not when it is to come', stepUp(), { at: NOW + 5_001 }, false],
    ['with level and method', both, good, true],
    ['not with another level', both, { ...good, level: 'urn:silver' }, false],
    ['not with half a level', both, { ...good, level: 'urn:gol' }, false],
    ['not without a level', both, { ...good, level: undefined }, false],
    ['not with another method', both, { ...good, methods: ['pwd'] }, false],
    ['not without a method', both, { ...good, methods: [] }, false],
    ['not when level and method are old', both, { ...good, at: 0 }, false],
  ])('%s', (_what, settings, authentication, suffices) => {
    const told = outcome(settings, signedIn(authentication), TAKEOVER);
    expect(told === 'passes').toBe(suffices);
    if (!suffices) expect(told).toMatch(/^STEP_UP_REQUIRED: the user must sign in again for this/);
  });

  it('or the client is told what would', () => {
    expect(outcome(both, signedIn({ at: undefined }), TAKEOVER)).toBe(
      'STEP_UP_REQUIRED: the user must sign in again for this: max_age=300, ' +
        'acr_values="urn:gold urn:platinum", amr with one of "otp hwk"',
    );
    const needs = (stepUp: object) =>
      outcome(
        { highRisk: 'step-up', stepUp: { acr: [], amr: [], maxAgeSeconds: 9, ...stepUp } },
        signedIn({ at: undefined }),
        TAKEOVER,
      ).replace(/^.*: /, '');
    expect(needs({})).toBe('max_age=9');
    expect(needs({ acr: ['a'] })).toBe('max_age=9, acr_values="a"');
    expect(needs({ amr: ['b'] })).toBe('max_age=9, amr with one of "b"');
  });
});
