import { buildApiSchema } from '../../../src/graphql/schema';
import { LIMITED_OPERATIONS, readRateExceptions } from '../../../src/settings/rate-settings';
import { SettingsReader } from '../../../src/settings/settings-reader';

function read(text: string, factor = 1) {
  const reader = new SettingsReader({ RATE_LIMITS: text });
  const cost = { min: 5_000, max: 10_000_000 };
  return { exceptions: readRateExceptions(reader, factor, cost), faults: reader.faults };
}

describe('RATE_LIMITS', () => {
  it('names operations, scopes, or both', () => {
    expect(read('addAsset=60, relayRpc@ncw:admin=100,*@ncw:support=2000', 0.5)).toEqual({
      exceptions: [
        { operation: 'addAsset', scope: undefined, max: 30 },
        { operation: 'relayRpc', scope: 'ncw:admin', max: 50 },
        { operation: '*', scope: 'ncw:support', max: 1_000 },
      ],
      faults: [],
    });
  });

  it('sets what all operations of a scope may cost, which never is less than one may', () => {
    const text = 'cost@ncw:support=200000,cost@ncw:admin=5000';
    expect(read(text, 0.5)).toEqual({
      exceptions: [
        { operation: 'cost', scope: 'ncw:support', max: 100_000 },
        { operation: 'cost', scope: 'ncw:admin', max: 5_000 },
      ],
      faults: [],
    });
  });

  const FORM = 'use operation=calls, operation@scope=calls or *@scope=calls, such as addAsset=60';
  it.each([
    ['addAsset', FORM],
    ['*=5', FORM],
    ['addAsset=-1', FORM],
    ['addAsset=1.5', FORM],
    ['addAssets=5', 'there is no operation addAssets'],
    ['addAsset@ncw:boss=5', 'use the scopes ncw:support, ncw:admin'],
    ['addAsset=0', 'use a whole number from 1 to 1000000'],
    ['addAsset=1000001', 'use a whole number from 1 to 1000000'],
    ['cost=60000', 'set RATE_LIMIT_COST for everybody'],
    ['cost@ncw:support=4999', 'use a whole number from 5000 to 10000000'],
    ['cost@ncw:support=10000001', 'use a whole number from 5000 to 10000000'],
    ['cost@ncw:boss=5000', 'use the scopes ncw:support, ncw:admin'],
  ])('is refused with a sentence when it is "%s"', (text, sentence) => {
    const { exceptions, faults } = read(`me=1,${text}`);
    expect(exceptions).toHaveLength(1);
    expect(faults).toEqual([{ name: 'RATE_LIMITS', problem: `holds "${text}"; ${sentence}` }]);
  });

  it('may name every root field', () => {
    const schema = buildApiSchema();
    const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
    const fields = roots.flatMap((root) => Object.keys(root?.getFields() ?? {}));
    expect(LIMITED_OPERATIONS).toEqual([...fields, 'report_event'].sort());
  });
});
