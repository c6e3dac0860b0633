/** Milliseconds, as every duration in this code. */
export const MINUTE_MS = 60_000;
export const DAY_MS = 24 * 60 * MINUTE_MS;

/** What changes within this time could as well have changed while the call was on its way. */
export const UNNOTICED_MS = 50;
