import { rateFor } from '../../../src/limits/operation-rate';
import { caller } from '../../support/caller';

const rate = { max: 600, windowMs: 60_000 };
const exceptions = [
  { operation: 'addAsset', scope: undefined, max: 1 },
  { operation: 'addAsset', scope: 'ncw:support', max: 2 },
  { operation: '*', scope: 'ncw:support', max: 3 },
  { operation: 'me', scope: 'ncw:admin', max: 4 },
];

it.each([
  ['addAsset', [], 1],
  ['wallets', [], 600],
  ['addAsset', ['openid'], 1],
  ['addAsset', ['ncw:support'], 2],
  ['wallets', ['ncw:support'], 3],
  ['me', ['ncw:support'], 3],
  ['me', ['ncw:support', 'ncw:admin'], 4],
  ['addAsset', ['ncw:admin', 'ncw:support'], 2],
  ['addAsset', ['ncw:admin'], 1],
  ['wallets', ['ncw:admin'], 600],
] as const)('The rate of %s for a caller with the scopes %j is %i', (operation, scopes, max) => {
  const found = rateFor({ ...rate, exceptions }, operation, caller('a', ...scopes));
  expect(found).toEqual({ ...rate, max });
});

it('The rate is the one for everybody where there is no exception, and for a stranger', () => {
  expect(rateFor(rate, 'addAsset', caller('a', 'ncw:admin'))).toEqual(rate);
  expect(rateFor({ ...rate, exceptions }, 'wallets', null)).toEqual(rate);
});
