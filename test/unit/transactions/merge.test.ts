import { decideMerge, type MergeDecision } from '../../../src/transactions/merge';
import { isFinal, rankOf } from '../../../src/transactions/status';

/** Domain knowledge written down a second time: which statuses there are, in the order of a course. */
const COURSE = [
  ['SUBMITTED'],
  ['PENDING'],
  ['PENDING_AML_SCREENING', 'PENDING_ENRICHMENT'],
  ['PENDING_EMAIL_APPROVAL', 'PENDING_CONSOLE_APPROVAL', 'PENDING_AUTHORIZATION'],
  ['QUEUED'],
  ['PENDING_SIGNATURE'],
  ['PENDING_3RD_PARTY_MANUAL_APPROVAL'],
  ['PENDING_3RD_PARTY'],
  ['BROADCASTING'],
  ['CONFIRMING'],
  ['CONFIRMED'],
  ['CANCELLING'],
];
const FINAL = [
  'COMPLETED',
  'PARTIALLY_COMPLETED',
  'CANCELLED',
  'FAILED',
  'BLOCKED',
  'REJECTED',
  'TIMEOUT',
];
const UNKNOWN = 'SOMETHING_NEW';
const STATUSES = [...COURSE.flat(), ...FINAL, UNKNOWN];
const stage = (status: string): number => COURSE.findIndex((group) => group.includes(status));

const PAIRS = STATUSES.flatMap((current) => STATUSES.map((report) => [current, report] as const));

function decide(current: string, report: string, later: number): MergeDecision {
  return decideMerge(
    { status: current, subStatus: '', lastUpdated: 1_000, confirmations: 0 },
    { status: report, subStatus: '', lastUpdated: 1_000 + later, confirmations: 0 },
  );
}

/** The pairs that were decided so. */
function decided(later: number, decision: MergeDecision): string[] {
  return PAIRS.filter(([current, report]) => decide(current, report, later) === decision).map(
    ([current, report]) => `${current} > ${report}`,
  );
}

function pairs(which: (current: string, report: string) => boolean): string[] {
  return PAIRS.filter(([current, report]) => which(current, report)).map(
    ([current, report]) => `${current} > ${report}`,
  );
}

const final = (status: string): boolean => FINAL.includes(status);

describe('the statuses', () => {
  it('are final or have a place in the course, and an unknown one has neither', () => {
    expect(STATUSES.filter((status) => isFinal(status))).toEqual(FINAL);
    expect(STATUSES.filter((status) => rankOf(status) === undefined)).toEqual([UNKNOWN]);
    const ranks = COURSE.flat().map((status) => rankOf(status) ?? Number.NaN);
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
  });

  it.each(['constructor', '__proto__', 'toString', '', 'completed'])(
    'do not include "%s"',
    (status) => {
      expect(rankOf(status)).toBeUndefined();
      expect(isFinal(status)).toBe(false);
    },
  );
});

describe('an older report', () => {
  it('never says anything new, whatever the two statuses are', () => {
    expect(decided(-1, 'SUPERSEDED')).toEqual(pairs(() => true));
  });
});

describe('a newer report', () => {
  it('applies, but for another status after a final one', () => {
    expect(decided(1, 'APPLY')).toEqual(
      pairs((current, report) => !final(current) || current === report || current === 'REJECTED'),
    );
  });

  it('releases an incoming transfer that was rejected, whatever comes then', () => {
    for (const report of STATUSES) expect(decide('REJECTED', report, 1)).toBe('APPLY');
  });

  it('does not revive what is final otherwise', () => {
    for (const current of FINAL.filter((status) => status !== 'REJECTED')) {
      expect(decide(current, 'CONFIRMING', 1)).toBe('SUPERSEDED');
      expect(decide(current, UNKNOWN, 1)).toBe('SUPERSEDED');
    }
  });
});

describe('a report of the same instant', () => {
  it('is later when the status is the same and there are more confirmations', () => {
    const at = (confirmations: number, subStatus: string) => ({
      ...{ status: 'COMPLETED', subStatus, lastUpdated: 5, confirmations },
    });
    expect(decideMerge(at(1, 'B'), at(2, 'A'))).toBe('APPLY');
    expect(decideMerge(at(2, 'A'), at(1, 'B'))).toBe('SUPERSEDED');
    expect(decideMerge(at(2, 'A'), at(2, 'A'))).toBe('SUPERSEDED');
  });

  it('applies when it is further in the course, or further at the same stage by name', () => {
    expect(decided(0, 'APPLY')).toEqual(
      pairs((current, report) => {
        if (current === report || report === UNKNOWN) return false;
        if (final(current)) return current === 'REJECTED' && final(report);
        if (current === UNKNOWN || final(report)) return true;
        return (
          stage(report) > stage(current) || (stage(report) === stage(current) && report > current)
        );
      }),
    );
  });

  it('never puts an unknown status anywhere', () => {
    for (const current of STATUSES.filter((status) => status !== UNKNOWN)) {
      expect(decide(current, UNKNOWN, 0)).toBe('SUPERSEDED');
    }
  });

  it('keeps one sub-status of two, whichever comes first', () => {
    const at = (subStatus: string) => ({
      ...{ status: 'CONFIRMING', subStatus, lastUpdated: 5, confirmations: 1 },
    });
    expect(decideMerge(at('A'), at('B'))).toBe('APPLY');
    expect(decideMerge(at('B'), at('A'))).toBe('SUPERSEDED');
    expect(decideMerge(at(''), at('A'))).toBe('APPLY');
  });
});

describe('what the gateway made itself', () => {
  const own = { status: 'SUBMITTED', subStatus: '', lastUpdated: 0, confirmations: 0 };

  it('gives way to every report of Fireblocks', () => {
    for (const status of STATUSES) {
      const report = { status, subStatus: '', lastUpdated: 1, confirmations: 0 };
      expect(decideMerge(own, report)).toBe('APPLY');
    }
  });

  it('never takes the place of a report', () => {
    for (const status of STATUSES) {
      const report = { status, subStatus: '', lastUpdated: 1, confirmations: 0 };
      expect(decideMerge(report, own)).toBe('SUPERSEDED');
    }
  });
});
