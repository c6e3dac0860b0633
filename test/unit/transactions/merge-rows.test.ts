import fc from 'fast-check';
import type { Transaction } from '../../../src/database/generated/client';
import type { FireblocksTransaction } from '../../../src/fireblocks/transaction';
import { decideMerge, type TransactionState } from '../../../src/transactions/merge';
import { mergeRows } from '../../../src/transactions/merge-rows';
import { toRow } from '../../../src/transactions/transaction-row';
import { deliveries, history, historyWithUnknown } from './histories';

const ID = '6f1d4a4e-9a0f-4b53-9d0e-0f4c6a1f0001';
const OUR_TIME = 5_000_000;
const THEIR_TIME = 4_000_000;

const NOTHING: FireblocksTransaction = {
  ...{ id: ID, status: 'SUBMITTED', subStatus: null, operation: null, assetId: null },
  ...{ amount: null, note: null, txHash: null, numOfConfirmations: 0, createdAt: THEIR_TIME },
  ...{ lastUpdated: 1_000, source: null, destination: null, destinations: [] },
  ...{ destinationAddress: null, destinationTag: null, sourceAddress: null, externalTxId: null },
};

/** What never changes: told or left out. */
const FIXED = {
  ...{ operation: 'TRANSFER', assetId: 'ETH_TEST5', note: 'rent', feeCurrency: 'ETH_TEST5' },
  ...{
    sourceAddress: '0xa',
    destinationAddress: '0xb',
    destinationTag: '7',
    externalTxId: 'ncw-1',
  },
} as const;
type Fixed = keyof typeof FIXED;
const FIXED_NAMES = Object.keys(FIXED) as Fixed[];

/** What becomes known on the way and may change then, after which it is always told. */
const GROWN: Partial<FireblocksTransaction>[] = [
  {},
  { amount: '1', networkFee: '0.002' },
  { amount: '1', networkFee: '0.002', txHash: '0x1' },
  { amount: '0.9', networkFee: '0.001', txHash: '0x2' },
];

/** The gateway's own word on what it has sent. */
const OWN: FireblocksTransaction = {
  ...NOTHING,
  ...{ operation: 'TRANSFER', assetId: 'ETH_TEST5', amount: '1', note: 'rent' },
  ...{ destinationAddress: '0xb', externalTxId: 'ncw-1', createdAt: OUR_TIME, lastUpdated: 0 },
};

function stored(report: FireblocksTransaction): Transaction {
  const at = new Date(0);
  return { ...toRow(report), revision: 0, recordedAt: at, checkedAt: at };
}

/** The row after a report, as transaction-writer.ts brings it about. */
function write(current: Transaction, report: FireblocksTransaction): Transaction {
  const decision = decideMerge(
    { ...current, lastUpdated: Number(current.lastUpdated) },
    {
      ...{ status: report.status, subStatus: report.subStatus ?? '' },
      ...{ lastUpdated: report.lastUpdated, confirmations: report.numOfConfirmations },
    },
  );
  return { ...current, ...mergeRows(current, toRow(report), decision) };
}

function settle([first, ...rest]: readonly FireblocksTransaction[]): Transaction {
  return rest.reduce(write, stored(first ?? NOTHING));
}

const manner = fc.record({
  leftOut: fc.subarray(FIXED_NAMES),
  grows: fc.boolean(),
});

/** A history in full: each report with what Fireblocks tells and leaves out of the rest. */
function told(states: readonly TransactionState[]): fc.Arbitrary<FireblocksTransaction[]> {
  const exactly = { minLength: states.length, maxLength: states.length };
  return fc.array(manner, exactly).map((manners) => {
    let grown = 0;
    return states.map(({ status, subStatus, lastUpdated, confirmations }, index) => {
      const { leftOut = [], grows = false } = manners[index] ?? {};
      if (grows) grown = Math.min(grown + 1, GROWN.length - 1);
      const fixed = FIXED_NAMES.filter((name) => !leftOut.includes(name));
      return {
        ...NOTHING,
        ...Object.fromEntries(fixed.map((name) => [name, FIXED[name]])),
        ...GROWN[grown],
        ...{ status, subStatus, lastUpdated, numOfConfirmations: confirmations },
      };
    });
  });
}

describe('the row of a transaction', () => {
  it.each([
    ['of known statuses', history],
    ['with unknown statuses', historyWithUnknown],
  ])('is the same whatever the order of a history %s', (_what, histories) => {
    const inBothOrders = histories.chain((states) =>
      told(states).chain((reports) =>
        fc.tuple(fc.constant([OWN, ...reports]), deliveries([OWN, ...reports])),
      ),
    );
    fc.assert(
      fc.property(inBothOrders, ([inOrder, heard]) => {
        expect(settle(heard)).toEqual(settle(inOrder));
      }),
      { numRuns: 2_000 },
    );
  });

  it('holds all that was ever told, and Fireblocks’ own times', () => {
    const reports = FIXED_NAMES.map((name, at) => ({
      ...NOTHING,
      ...{ lastUpdated: 1_000 + at, [name]: FIXED[name] },
    }));
    const { feeCurrency: feeAssetId, ...fixed } = FIXED;
    const all = { ...fixed, feeAssetId, createdAt: new Date(THEIR_TIME) };
    expect(settle([OWN, ...reports])).toMatchObject({ ...all, lastUpdated: 1_007n });
    expect(settle([...reports.toReversed(), OWN])).toMatchObject({ ...all, lastUpdated: 1_007n });
  });

  it('takes the later report’s word, and keeps its own where that is older', () => {
    const early = { ...NOTHING, amount: '1', txHash: '0x1', operation: 'TRANSFER' };
    const late = { ...early, amount: '0.9', txHash: '0x2', operation: 'RAW', lastUpdated: 2_000 };
    const expected = { amount: '0.9', txHash: '0x2', operation: 'RAW' };
    expect(settle([early, late])).toMatchObject(expected);
    expect(settle([late, early])).toMatchObject(expected);
  });

  it('is finished when its status is, and no longer when it was released', () => {
    const rejected = { ...NOTHING, status: 'REJECTED', lastUpdated: 2_000 };
    const released = { ...NOTHING, status: 'CONFIRMING', lastUpdated: 3_000 };
    expect(settle([NOTHING, rejected]).finished).toBe(true);
    expect(settle([NOTHING, rejected, released]).finished).toBe(false);
  });

  it('never has fewer confirmations, whichever report is the later one', () => {
    const many = { ...NOTHING, numOfConfirmations: 7, lastUpdated: 1_000 };
    const few = { ...NOTHING, numOfConfirmations: 3, lastUpdated: 2_000 };
    expect(settle([many, few])).toMatchObject({ confirmations: 7, lastUpdated: 2_000n });
    expect(settle([few, many])).toMatchObject({ confirmations: 7, lastUpdated: 2_000n });
  });

  it('keeps our time of creation where Fireblocks tells none, and Fireblocks’ once it is known', () => {
    const timeless = { ...NOTHING, createdAt: 0 };
    expect(settle([OWN, timeless]).createdAt).toEqual(new Date(OUR_TIME));
    const again = { ...NOTHING, createdAt: THEIR_TIME + 1, lastUpdated: 2_000 };
    expect(settle([OWN, NOTHING, again]).createdAt).toEqual(new Date(THEIR_TIME));
  });

  it('is not written where a superseded report brings nothing', () => {
    const current = stored({ ...NOTHING, ...FIXED, lastUpdated: 2_000 });
    expect(mergeRows(current, toRow(NOTHING), 'SUPERSEDED')).toBeUndefined();
    expect(mergeRows(current, toRow({ ...NOTHING, txHash: '0x1' }), 'SUPERSEDED')).toMatchObject({
      txHash: '0x1',
    });
    // What it says of the state is left out: another column of an older report must not come back.
    const superseded = mergeRows(current, toRow({ ...NOTHING, txHash: '0x1' }), 'SUPERSEDED');
    expect(Object.keys(superseded ?? {})).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(status|subStatus|finished|lastUpdated)$/)]),
    );
  });
});
