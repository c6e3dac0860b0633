/**
 * How far a transaction has come. Two reports of the same instant are told apart by it. Statuses
 * that Fireblocks has retired or uses rarely are placed where they were in the course.
 */
const RANKS: Readonly<Record<string, number>> = {
  SUBMITTED: 10,
  PENDING: 15,
  PENDING_AML_SCREENING: 20,
  PENDING_ENRICHMENT: 20,
  PENDING_EMAIL_APPROVAL: 30,
  PENDING_CONSOLE_APPROVAL: 30,
  PENDING_AUTHORIZATION: 30,
  QUEUED: 40,
  PENDING_SIGNATURE: 50,
  PENDING_3RD_PARTY_MANUAL_APPROVAL: 55,
  PENDING_3RD_PARTY: 56,
  BROADCASTING: 60,
  CONFIRMING: 70,
  CONFIRMED: 75,
  CANCELLING: 80,
  COMPLETED: 100,
  PARTIALLY_COMPLETED: 100,
  CANCELLED: 100,
  FAILED: 100,
  BLOCKED: 100,
  TIMEOUT: 100,
  REJECTED: 100,
};

const FINAL_RANK = 100;

/** Undefined for a status that this gateway does not know. */
export function rankOf(status: string): number | undefined {
  return Object.hasOwn(RANKS, status) ? RANKS[status] : undefined;
}

/** Whether nothing more is to be expected. A status that is not known is taken as unfinished. */
export function isFinal(status: string): boolean {
  return rankOf(status) === FINAL_RANK;
}
