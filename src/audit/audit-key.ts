import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { sha256 } from '../shared/digest';
import type { AuditRow } from './audit-row';

/** A block as the chain binds it. Numbers of rows are decimal text: they may exceed 2^53. */
export interface BlockContent {
  number: number;
  /** MAC of the block before; empty for the first. */
  previous: string;
  sealedAt: Date;
  keyId: string;
  seqs: readonly string[];
  macs: readonly string[];
}

/** Where the chain begins, after what retention has removed, and where it ends. */
export interface ChainEnds {
  anchorNumber: number;
  anchorMac: string;
  headNumber: number;
  headMac: string;
}

/** The key outside the database. Who can only write there cannot make any of these. */
export class AuditKey {
  /** Names the key without telling it. */
  readonly id: string;
  private readonly key: KeyObject;

  constructor(secret: string) {
    this.key = createSecretKey(secret, 'utf8');
    this.id = sha256(`audit key id:${this.macOf('id', [])}`).slice(0, 16);
  }

  macOfRow(row: AuditRow): string {
    return this.macOf('row', [
      ...[row.id, row.createdAt.toISOString(), row.actor, row.action, row.method],
      ...[row.walletId, row.deviceId, row.resourceId, row.decision, row.outcome, row.reason],
      ...[row.count, row.operationId, row.requestId, row.upstreamRequestIds, row.clientAddress],
    ]);
  }

  macOfBlock({ number, previous, sealedAt, keyId, seqs, macs }: BlockContent): string {
    return this.macOf('block', [number, previous, sealedAt.toISOString(), keyId, seqs, macs]);
  }

  macOfEnds({ anchorNumber, anchorMac, headNumber, headMac }: ChainEnds): string {
    return this.macOf('chain', [anchorNumber, anchorMac, headNumber, headMac]);
  }

  /** JSON tells fields apart that a mere joining would let run into each other. */
  private macOf(kind: string, fields: readonly unknown[]): string {
    return createHmac('sha256', this.key)
      .update(JSON.stringify([kind, ...fields]))
      .digest('base64url');
  }
}
