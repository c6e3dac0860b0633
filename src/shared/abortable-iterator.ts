/**
 * An async generator as an iterator that can be ended while it waits. A plain generator's
 * `return()` queues behind its pending `await`; here it fires a signal first, on which the
 * generator stops waiting.
 *
 * @param outer ends it as well
 * @param cleanUp called once, at whichever end
 */
export function abortableIterator<Value>(
  outer: AbortSignal,
  start: (signal: AbortSignal) => AsyncGenerator<Value>,
  cleanUp: () => void,
): AsyncIterableIterator<Value> {
  const controller = new AbortController();
  const generator = start(controller.signal);
  const abort = (): void => {
    controller.abort();
  };
  outer.addEventListener('abort', abort, { once: true });
  if (outer.aborted) abort();
  let ended = false;
  const end = (): void => {
    if (ended) return;
    ended = true;
    outer.removeEventListener('abort', abort);
    cleanUp();
  };
  return {
    async next() {
      try {
        const result = await generator.next();
        if (result.done) end();
        return result;
      } catch (error) {
        end();
        throw error;
      }
    },
    async return() {
      abort();
      end();
      await generator.return(undefined);
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
