import fc from 'fast-check';
import type { TransactionState } from '../../../src/transactions/merge';
import { history, historyWithUnknown } from '../../unit/transactions/histories';

/** Wallets take part by their place in a list: one plan is played with several sets of them. */
export interface Parties {
  /** Absent: from outside. */
  from?: number;
  /** Of ours; none: to an address outside. */
  to: readonly number[];
}

/** How one report is made. */
interface Manner {
  leavesOutNote: boolean;
  leavesOutPeers: boolean;
  /** Told once more under another name and another notification id, as an early one. */
  twoNames: boolean;
  form: 'v1' | 'v2';
}

/** One thing that Fireblocks says of a transaction; the fee is -1 until the end, and corrected then. */
export type Report = TransactionState & Manner & { fee: number };

export interface PlannedTransaction {
  parties: Parties;
  /** In the order in which Fireblocks says them. */
  reports: Report[];
}

const seldom = fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, fc.boolean());

const manners = fc.infiniteStream(
  fc.record({
    ...{ leavesOutNote: fc.boolean(), leavesOutPeers: seldom, twoNames: seldom },
    form: fc.constantFrom<Manner['form'][]>('v2', 'v2', 'v1'),
  }),
);

function partiesAmong(wallets: number): fc.Arbitrary<Parties> {
  const place = fc.nat(wallets - 1);
  return fc.oneof(
    fc.record({ from: place, to: fc.constant([]) }),
    fc.record({ to: place.map((to) => [to]) }),
    fc.record({ from: place, to: place.map((to) => [to]) }),
    fc.record({ from: place, to: fc.uniqueArray(place, { minLength: 2, maxLength: 3 }) }),
  );
}

/** What is still said after the end, of the same instant or a later one: confirmations, the fee. */
const afterwards = fc.array(fc.nat(2), { maxLength: 3 });

const told = fc
  .tuple(fc.oneof({ weight: 4, arbitrary: history }, historyWithUnknown), afterwards)
  .map(([states, pauses]) => {
    const end = states.at(-1);
    if (end?.status !== 'COMPLETED') return { states, more: [] };
    let { lastUpdated, confirmations } = end;
    const more = pauses.map((pause) => {
      lastUpdated += pause;
      confirmations += 1;
      return { ...end, lastUpdated, confirmations };
    });
    return { states, more };
  });

/** Transactions among so many wallets, the same for the same seed. */
export function makePlan(seed: number, wallets: number, count: number): PlannedTransaction[] {
  const planned = fc
    .tuple(partiesAmong(wallets), told, manners)
    .map(([parties, { states, more }, manner]) => ({
      parties,
      reports: [...states, ...more].map((state, index) => ({
        ...state,
        fee: index < states.length ? -1 : 0.001 * (1 + states.length + more.length - index),
        ...(index === 0 ? inFull(nextOf(manner)) : nextOf(manner)),
      })),
    }));
  return fc.sample(planned, { seed, numRuns: count });
}

/** Once at least it is said in full, or nobody could know. */
function inFull(manner: Manner): Manner {
  return { ...manner, leavesOutNote: false, leavesOutPeers: false };
}

function nextOf(endless: Iterator<Manner>): Manner {
  return endless.next().value as Manner;
}
