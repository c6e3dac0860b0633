import { loadConfig } from '../../../src/config';
import { faultsOf, namesOf } from './environments';

describe('the policy for high-risk messages', () => {
  it('lets them pass unless it is set', () => {
    expect(loadConfig({}).rpc).toEqual({ highRisk: 'allow' });
    expect(loadConfig({ RPC_HIGH_RISK: 'refuse' }).rpc).toEqual({ highRisk: 'refuse' });
  });

  it('asks for a sign-in of the last five minutes, and for more where that is set', () => {
    expect(loadConfig({ RPC_HIGH_RISK: 'step-up' }).rpc).toEqual({
      highRisk: 'step-up',
      stepUp: { acr: [], amr: [], maxAgeSeconds: 300 },
    });
    const more = { STEP_UP_ACR: 'urn:gold, 3', STEP_UP_AMR: 'otp', STEP_UP_MAX_AGE: '60' };
    expect(loadConfig({ RPC_HIGH_RISK: 'step-up', ...more }).rpc).toEqual({
      highRisk: 'step-up',
      stepUp: { acr: ['urn:gold', '3'], amr: ['otp'], maxAgeSeconds: 60 },
    });
  });

  it.each(['STEP_UP_ACR', 'STEP_UP_AMR', 'STEP_UP_MAX_AGE'])(
    'does not start with a %s that nothing asks for',
    (name) => {
      expect(namesOf(faultsOf({ [name]: '7' }))).toEqual([name]);
      expect(namesOf(faultsOf({ [name]: '7', RPC_HIGH_RISK: 'refuse' }))).toEqual([name]);
    },
  );

  it.each(['forbid', 'stepup', 'on'])('does not start with "%s"', (RPC_HIGH_RISK) => {
    expect(namesOf(faultsOf({ RPC_HIGH_RISK }))).toEqual(['RPC_HIGH_RISK']);
  });
});
