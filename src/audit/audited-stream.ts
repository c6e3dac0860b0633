type Stream = AsyncIterator<unknown> & AsyncIterable<unknown>;

export function isStream(value: unknown): value is Stream {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

/** The same stream; what it breaks off with is told first. */
export function auditedStream(stream: Stream, brokeOff: (error: unknown) => void): Stream {
  return {
    async next() {
      try {
        return await stream.next();
      } catch (error) {
        brokeOff(error);
        throw error;
      }
    },
    async return() {
      return (await stream.return?.()) ?? { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
