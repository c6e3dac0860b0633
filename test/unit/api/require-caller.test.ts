import type { Context } from '../../../src/api/context';
import { requireCaller } from '../../../src/api/require-caller';

const contextOf = (caller: unknown): Context => ({ caller }) as Context;

it('gives the caller, and never nobody', () => {
  const alice = { id: 'alice' };
  expect(requireCaller(contextOf(alice))).toBe(alice);
  expect(() => requireCaller(contextOf(null))).toThrow('a bearer token is needed');
});
