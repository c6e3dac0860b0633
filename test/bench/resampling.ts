import { Chance } from '../faults/crash/random';

const RESAMPLES = 1_000;
/** Of the histogram that makes thousands of percentiles cheap, in ms. */
const BIN_MS = 0.05;

/** Times of one event at all readers, in ms. They hang together: what is drawn again are events. */
export type Event = readonly number[];

/** Percentile of all times of these events. */
export function percentile(events: readonly Event[], share: number): number {
  const bins: number[] = [];
  let count = 0;
  for (const times of events) {
    for (const time of times) {
      const bin = Math.floor(time / BIN_MS);
      bins[bin] = (bins[bin] ?? 0) + 1;
      count += 1;
    }
  }
  let below = 0;
  for (let bin = 0; bin < bins.length; bin += 1) {
    below += bins[bin] ?? 0;
    if (below >= share * count) return (bin + 0.5) * BIN_MS;
  }
  return 0;
}

export interface Interval {
  value: number;
  from: number;
  to: number;
}

/**
 * A statistic of several samples of events, with the bounds between which it is in 95 of 100
 * resamplings (bootstrap): how far it can be trusted on a machine that is as noisy as this one.
 */
export function resampled(
  samples: readonly (readonly Event[])[],
  statistic: (samples: readonly (readonly Event[])[]) => number,
): Interval {
  const chance = new Chance(1);
  const values = Array.from({ length: RESAMPLES }, () =>
    statistic(samples.map((events) => events.map(() => events[chance.index(events.length)] ?? []))),
  ).sort((a, b) => a - b);
  const at = (share: number): number => values[Math.floor(share * RESAMPLES)] ?? 0;
  return { value: statistic(samples), from: at(0.025), to: at(0.975) };
}
