import { createFireblocks, type Fireblocks } from '../../../../src/fireblocks/fireblocks';
import type { FireblocksOptions } from '../../../../src/fireblocks/fireblocks';
import { FireblocksError } from '../../../../src/fireblocks/fireblocks-error';
import { MemoryCallAllowance } from '../../../../src/limits/memory-call-allowance';
import { GivenTime } from '../../../support/given-time';
import { admin, signer } from './api-users';

export const WALLET = '11111111-1111-4111-8111-111111111111';
export const DEVICE = '22222222-2222-4222-8222-222222222222';
export const TX = '33333333-3333-4333-8333-333333333333';

const BEGUN_AT = Date.now();
const time = new GivenTime();

/** Shows no time that the machine stood still: what is to follow soon does, however busy it is. */
export const givenClock = (): number => BEGUN_AT + time.ms;

export function connect(basePath: string, options: Partial<FireblocksOptions> = {}): Fireblocks {
  const clock = options.clock ?? givenClock;
  const allowance = new MemoryCallAllowance(1_000_000, clock);
  return createFireblocks({
    ...{ basePath, admin, signer, timeoutMs: 60_000, allowance, clock },
    ...options,
  });
}

/** The FireblocksError that the promise ends with. */
export async function failureOf(promise: Promise<unknown>): Promise<FireblocksError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof FireblocksError) return error;
    throw error;
  }
  throw new Error('It did not fail');
}
