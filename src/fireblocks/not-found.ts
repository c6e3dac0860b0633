import { FireblocksError } from './fireblocks-error';

/** Undefined where Fireblocks itself says that there is no such thing; other errors pass. */
export async function undefinedIfNotFound<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof FireblocksError && error.kind === 'NOT_FOUND') return undefined;
    throw error;
  }
}
