import { AsyncLocalStorage } from 'node:async_hooks';

/** What every log line of one operation carries, however deep it is written. */
export interface RequestScope {
  requestId: string;
}

const storage = new AsyncLocalStorage<RequestScope>();

export function inRequestScope<Result>(scope: RequestScope, run: () => Result): Result {
  return storage.run(scope, run);
}

export function currentRequestScope(): RequestScope | undefined {
  return storage.getStore();
}
