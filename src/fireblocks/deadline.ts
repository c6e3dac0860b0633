import { FireblocksError } from './fireblocks-error';

/**
 * Runs `work` with a signal that fires when the time is up or the caller's own signal does.
 *
 * @throws FireblocksError `TIMEOUT` or `ABORTED`, whichever came first; else whatever `work` throws
 */
export async function withDeadline<T>(
  timeoutMs: number,
  signal: AbortSignal | undefined,
  work: (ended: AbortSignal) => Promise<T>,
): Promise<T> {
  // One controller and a timer that is cleared: AbortSignal.any and AbortSignal.timeout leave
  // their parts to the garbage collector, which thousands of long polls would feel.
  const controller = new AbortController();
  const abort = (): void => {
    controller.abort(new FireblocksError('ABORTED'));
  };
  const timer = setTimeout(() => {
    controller.abort(new FireblocksError('TIMEOUT'));
  }, timeoutMs);
  signal?.addEventListener('abort', abort, { once: true });
  try {
    if (signal?.aborted) abort();
    controller.signal.throwIfAborted();
    return await work(controller.signal);
  } catch (error) {
    const reason: unknown = controller.signal.reason;
    throw reason instanceof FireblocksError ? reason : error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}
