import { createFireblocks, type Fireblocks } from '../../../../src/fireblocks/fireblocks';
import type { FireblocksOptions } from '../../../../src/fireblocks/fireblocks';
import { FireblocksError } from '../../../../src/fireblocks/fireblocks-error';
import { admin, signer } from './api-users';

export const WALLET = '11111111-1111-4111-8111-111111111111';
export const DEVICE = '22222222-2222-4222-8222-222222222222';
export const TX = '33333333-3333-4333-8333-333333333333';

export function connect(basePath: string, options: Partial<FireblocksOptions> = {}): Fireblocks {
  return createFireblocks({ basePath, admin, signer, timeoutMs: 5000, ...options });
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
