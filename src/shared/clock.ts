/** Milliseconds since the epoch; replaced in tests that must not wait. */
export type Clock = () => number;

export const systemClock: Clock = () => Date.now();
