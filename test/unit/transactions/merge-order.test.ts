import fc from 'fast-check';
import { decideMerge, type TransactionState } from '../../../src/transactions/merge';
import { isFinal } from '../../../src/transactions/status';
import { deliveries, history, historyWithUnknown } from './histories';

const OWN: TransactionState = {
  status: 'SUBMITTED',
  subStatus: '',
  lastUpdated: 0,
  confirmations: 0,
};

/** The state after all these reports, as the gateway's row goes through them. */
function settle(reports: readonly TransactionState[]): TransactionState {
  return reports.reduce(
    (state, report) => (decideMerge(state, report) === 'APPLY' ? report : state),
    OWN,
  );
}

const disordered = (histories: typeof history) =>
  histories.chain((reports) => fc.tuple(fc.constant(reports), deliveries(reports)));

describe('whatever the order and however often reports arrive', () => {
  it('a legal history ends in the state that it ends in when it is told in order', () => {
    fc.assert(
      fc.property(disordered(history), ([told, heard]) => {
        expect(settle(heard)).toEqual(settle(told));
      }),
      { numRuns: 3_000 },
    );
  });

  it('a history told in order ends in its last report', () => {
    fc.assert(
      fc.property(history, (told) => {
        expect(settle(told).status).toBe(told.at(-1)?.status);
        expect(settle(told).lastUpdated).toBe(told.at(-1)?.lastUpdated);
      }),
      { numRuns: 1_000 },
    );
  });

  it('statuses that are unknown to this gateway do not make the end depend on the order', () => {
    fc.assert(
      fc.property(disordered(historyWithUnknown), ([told, heard]) => {
        expect(settle(heard)).toEqual(settle(told));
      }),
      { numRuns: 3_000 },
    );
  });

  it('a final status is left for no other, but for what was rejected', () => {
    fc.assert(
      fc.property(disordered(history), ([, heard]) => {
        let state = OWN;
        for (const report of heard) {
          if (decideMerge(state, report) !== 'APPLY') continue;
          const moved = report.status !== state.status;
          expect(moved && isFinal(state.status) && state.status !== 'REJECTED').toBe(false);
          state = report;
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('time never goes back', () => {
    const anything = fc.record({
      status: fc.constantFrom('SUBMITTED', 'QUEUED', 'COMPLETED', 'REJECTED', 'FAILED', 'NEW'),
      subStatus: fc.constantFrom('', 'A', 'B'),
      lastUpdated: fc.nat(5),
      confirmations: fc.nat(2),
    });
    fc.assert(
      fc.property(fc.array(anything), (reports) => {
        let state = OWN;
        for (const report of reports) {
          if (decideMerge(state, report) !== 'APPLY') continue;
          expect(report.lastUpdated).toBeGreaterThanOrEqual(state.lastUpdated);
          state = report;
        }
      }),
    );
  });
});
