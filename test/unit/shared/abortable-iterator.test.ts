import { abortableIterator } from '../../../src/shared/abortable-iterator';

const NEVER = new AbortController().signal;

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => {
      resolve();
    });
  });
}

/** Counts up, and then waits until it is told to end. */
async function* countThenWait(signal: AbortSignal, values: number): AsyncGenerator<number> {
  for (let value = 1; value <= values; value += 1) yield value;
  await aborted(signal);
}

/** The iterator over {@link countThenWait}, and how often it has cleaned up. */
function counting(outer: AbortSignal, values: number) {
  const cleanUp = jest.fn();
  const iterator = abortableIterator(outer, (signal) => countThenWait(signal, values), cleanUp);
  return { iterator, cleanUp };
}

const DONE = { done: true, value: undefined };

describe('an abortable iterator', () => {
  it('hands over what its generator yields', async () => {
    const { iterator, cleanUp } = counting(NEVER, 2);
    expect(await iterator.next()).toEqual({ done: false, value: 1 });
    expect(await iterator.next()).toEqual({ done: false, value: 2 });
    expect(cleanUp).not.toHaveBeenCalled();
    await iterator.return?.();
  });

  it('ends at once when it is returned while it waits, and cleans up once', async () => {
    const { iterator, cleanUp } = counting(NEVER, 0);
    const waiting = iterator.next();
    expect(await iterator.return?.()).toEqual(DONE);
    expect(await waiting).toEqual(DONE);
    expect(cleanUp).toHaveBeenCalledTimes(1);
  });

  it('cleans up in the very call of return, before anything is waited for', () => {
    const { iterator, cleanUp } = counting(NEVER, 0);
    void iterator.next();
    void iterator.return?.();
    expect(cleanUp).toHaveBeenCalledTimes(1);
  });

  it('ends at once when the outer signal fires while it waits', async () => {
    const outer = new AbortController();
    const { iterator, cleanUp } = counting(outer.signal, 0);
    const waiting = iterator.next();
    outer.abort();
    expect(await waiting).toEqual(DONE);
    expect(cleanUp).toHaveBeenCalledTimes(1);
  });

  it('ends when the outer signal had fired before it was made', async () => {
    const { iterator, cleanUp } = counting(AbortSignal.abort(), 0);
    expect(await iterator.next()).toEqual(DONE);
    expect(cleanUp).toHaveBeenCalledTimes(1);
  });

  it('can be returned before it was ever asked, and does not start then', async () => {
    const { iterator, cleanUp } = counting(NEVER, 3);
    expect(await iterator.return?.()).toEqual(DONE);
    expect(await iterator.next()).toEqual(DONE);
    expect(cleanUp).toHaveBeenCalledTimes(1);
  });

  it('cleans up once however often and in whatever ways it is ended', async () => {
    const outer = new AbortController();
    const { iterator, cleanUp } = counting(outer.signal, 1);
    await iterator.next();
    const waiting = iterator.next();
    await Promise.all([iterator.return?.(), iterator.return?.()]);
    outer.abort();
    await waiting;
    await iterator.return?.();
    expect(await iterator.next()).toEqual(DONE);
    expect(cleanUp).toHaveBeenCalledTimes(1);
  });

  it('cleans up when its generator ends by itself', async () => {
    const cleanUp = jest.fn();
    const values: number[] = [];
    const numbers = async function* () {
      yield await Promise.resolve(1);
      yield 2;
    };
    for await (const value of abortableIterator(NEVER, numbers, cleanUp)) values.push(value);
    expect(values).toEqual([1, 2]);
    expect(cleanUp).toHaveBeenCalledTimes(1);
  });

  it('cleans up when a loop over it is left', async () => {
    const { iterator, cleanUp } = counting(NEVER, 3);
    for await (const value of iterator) if (value === 2) break;
    expect(cleanUp).toHaveBeenCalledTimes(1);
  });

  it('passes on what its generator throws, and cleans up', async () => {
    const cleanUp = jest.fn();
    const failing = async function* (): AsyncGenerator<number> {
      yield await Promise.resolve(1);
      throw new Error('away');
    };
    const iterator = abortableIterator(NEVER, failing, cleanUp);
    await iterator.next();
    await expect(iterator.next()).rejects.toThrow('away');
    expect(cleanUp).toHaveBeenCalledTimes(1);
  });

  it('does not keep listening to the outer signal after its end', async () => {
    const outer = new AbortController();
    const remove = jest.spyOn(outer.signal, 'removeEventListener');
    const add = jest.spyOn(outer.signal, 'addEventListener');
    const { iterator } = counting(outer.signal, 0);
    await iterator.return?.();
    expect(add).toHaveBeenCalledTimes(1);
    expect(remove.mock.calls[0]?.[1]).toBe(add.mock.calls[0]?.[1]);
  });
});
