import fc from 'fast-check';
import type { TransactionState } from '../../../src/transactions/merge';
import { isFinal } from '../../../src/transactions/status';

type Step = Pick<TransactionState, 'status' | 'subStatus'>;

const step = (status: string, subStatus = ''): Step => ({ status, subStatus });

function one(...steps: Step[]): fc.Arbitrary<Step[]> {
  return fc.constant(steps);
}

function maybe(...choices: string[]): fc.Arbitrary<Step[]> {
  return fc.oneof(one(), ...choices.map((status) => one(step(status))));
}

function joined(...parts: fc.Arbitrary<Step[]>[]): fc.Arbitrary<Step[]> {
  return fc.tuple(...parts).map((steps) => steps.flat());
}

const approval = joined(
  one(step('SUBMITTED')),
  maybe('PENDING'),
  maybe('PENDING_AML_SCREENING', 'PENDING_ENRICHMENT'),
  maybe('PENDING_AUTHORIZATION', 'PENDING_EMAIL_APPROVAL', 'PENDING_CONSOLE_APPROVAL'),
);
const untilSignature = joined(approval, maybe('QUEUED'), one(step('PENDING_SIGNATURE')));
const thirdParty = joined(maybe('PENDING_3RD_PARTY_MANUAL_APPROVAL'), maybe('PENDING_3RD_PARTY'));

const IN_A_BLOCK = new Set(['CONFIRMING', 'CONFIRMED', 'COMPLETED']);

/** Confirmations of one block after another change only the sub-status. */
const onChain = joined(
  one(step('BROADCASTING')),
  fc
    .subarray(['', 'PENDING_BLOCKCHAIN_CONFIRMATIONS', 'SOME_NEW_SUB_STATUS'], { minLength: 1 })
    .map((subStatuses) => subStatuses.map((subStatus) => step('CONFIRMING', subStatus))),
  maybe('CONFIRMED'),
);

const completed = joined(
  one(step('COMPLETED')),
  fc.oneof(one(), one(step('COMPLETED', 'CONFIRMED'))),
);

const outgoing = joined(untilSignature, thirdParty, onChain, completed);
const message = joined(untilSignature, one(step('COMPLETED')));
const blocked = joined(approval, one(step('BLOCKED', 'BLOCKED_BY_POLICY')));
const refused = joined(approval, one(step('REJECTED', 'REJECTED_BY_USER')));
const cancelled = joined(
  fc.oneof(approval, untilSignature),
  one(step('CANCELLING')),
  fc.oneof(
    one(step('CANCELLED', 'CANCELLED_BY_USER')),
    one(step('CANCELLED', 'CANCELLED_BY_USER_REQUEST')),
    completed,
  ),
);
const failed = joined(
  fc.oneof(approval, untilSignature, joined(untilSignature, onChain)),
  fc.oneof(one(step('FAILED', 'SIGNING_ERROR')), one(step('TIMEOUT'))),
);
const incoming = joined(maybe('CONFIRMING'), maybe('CONFIRMED'), completed);
const released = joined(
  maybe('CONFIRMING'),
  fc.oneof(one(step('REJECTED', 'REJECTED_AML_SCREENING')), one(step('REJECTED', 'AUTO_FREEZE'))),
  maybe('CONFIRMING'),
  completed,
);

const path = fc.oneof(outgoing, message, blocked, refused, cancelled, failed, incoming, released);

/** How long after the report before: often not at all, as far as milliseconds can tell. */
const pause = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 3 }));

/** Reports of one transaction in the order in which Fireblocks made them. */
export const history: fc.Arbitrary<TransactionState[]> = path.chain((steps) =>
  fc
    .array(pause, { minLength: steps.length, maxLength: steps.length })
    .map((pauses) => timed(steps, pauses)),
);

/** The same, with statuses that this gateway has never heard of in between. */
export const historyWithUnknown: fc.Arbitrary<TransactionState[]> = fc
  .tuple(
    history,
    fc.array(fc.tuple(fc.nat(6), fc.constantFrom('NEW_A', 'NEW_B')), { maxLength: 2 }),
  )
  .map(([reports, additions]) => insertUnknown(reports, additions));

function timed(steps: readonly Step[], pauses: readonly number[]): TransactionState[] {
  let now = 1_000;
  let confirmations = 0;
  return steps.map((each, index) => {
    now += pauses[index] ?? 0;
    if (IN_A_BLOCK.has(each.status)) confirmations += 1;
    return { ...each, lastUpdated: now, confirmations };
  });
}

/** Before the end and at instants of their own: where time does not tell, an unknown status has no place. */
function insertUnknown(
  reports: readonly TransactionState[],
  additions: readonly (readonly [number, string])[],
): TransactionState[] {
  const spread = reports.map((each) => ({ ...each, lastUpdated: each.lastUpdated * 10 }));
  const end = spread.find(({ status }) => isFinal(status))?.lastUpdated ?? 0;
  const unknown = additions.flatMap(([place, status], index) => {
    const before = spread[place];
    if (!before || before.lastUpdated >= end) return [];
    const { confirmations } = before;
    return [{ status, subStatus: '', lastUpdated: before.lastUpdated + 1 + index, confirmations }];
  });
  return [...spread, ...unknown].sort((a, b) => a.lastUpdated - b.lastUpdated);
}

/** At least once and in no promised order: each report one to three times, all of them mixed. */
export function deliveries<Report>(reports: readonly Report[]): fc.Arbitrary<Report[]> {
  return fc
    .array(fc.integer({ min: 1, max: 3 }), { minLength: reports.length, maxLength: reports.length })
    .map((times) => reports.flatMap((each, i) => Array.from({ length: times[i] ?? 1 }, () => each)))
    .chain((all) => fc.shuffledSubarray(all, { minLength: all.length }));
}
