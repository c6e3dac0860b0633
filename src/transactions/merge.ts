import { isFinal, rankOf } from './status';

/** What of a transaction decides which report of it is the later one. */
export interface TransactionState {
  status: string;
  subStatus: string;
  /** Fireblocks' `lastUpdated` in ms; 0 for what only the gateway has said. */
  lastUpdated: number;
  /** Of its block; they never become fewer. */
  confirmations: number;
}

/** `APPLY`: the report is the later one. `SUPERSEDED`: what is known is. */
export type MergeDecision = 'APPLY' | 'SUPERSEDED';

/**
 * Which of two reports of one transaction holds. Fireblocks delivers at least once and in no
 * promised order, so every history must lead to the same state in whatever order it arrives.
 */
export function decideMerge(current: TransactionState, report: TransactionState): MergeDecision {
  return isLater(current, report) ? 'APPLY' : 'SUPERSEDED';
}

function isLater(current: TransactionState, report: TransactionState): boolean {
  if (report.lastUpdated < current.lastUpdated) return false;
  if (isFinal(current.status) && report.status !== current.status) {
    return leavesFinal(current, report);
  }
  if (report.lastUpdated > current.lastUpdated) return true;
  if (report.status !== current.status) return isFurther(current.status, report.status);
  if (report.confirmations !== current.confirmations) {
    return report.confirmations > current.confirmations;
  }
  // Two sub-statuses of one instant: whichever comes first, the same one must stay.
  return report.subStatus > current.subStatus;
}

/**
 * An incoming transfer that was rejected (frozen) can be released later; nothing else comes back.
 * Released and ended within one millisecond, it has ended, as it has when that is heard first.
 */
function leavesFinal(current: TransactionState, report: TransactionState): boolean {
  const later = report.lastUpdated > current.lastUpdated || isFinal(report.status);
  return current.status === 'REJECTED' && later;
}

function isFurther(current: string, report: string): boolean {
  const reportRank = rankOf(report);
  // A status that is not known has no place in the course: only time can put it there.
  if (reportRank === undefined) return false;
  const currentRank = rankOf(current) ?? 0;
  // Of two at one stage the same one must stay, whichever comes first.
  return reportRank > currentRank || (reportRank === currentRank && report > current);
}
