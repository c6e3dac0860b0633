import { AuditKey, type ChainEnds } from './audit-key';
import type { AuditRow } from './audit-row';

/** Not damage, as far as can be told: what the block claims cannot be judged. */
export class AuditKeyMissingError extends Error {
  constructor(number: number, keyId: string) {
    super(
      `block ${number} of the audit chain says that the key ${keyId} has sealed it, which AUDIT_KEY does not name`,
    );
    this.name = 'AuditKeyMissingError';
  }
}

/** The key that makes every MAC from now on, and those before it, by which older ones are verified. */
export class AuditKeys {
  readonly current: AuditKey;
  /** Newest first. */
  private readonly all: readonly AuditKey[];

  constructor([current, ...earlier]: readonly [string, ...string[]]) {
    this.current = new AuditKey(current);
    this.all = [this.current, ...earlier.map((secret) => new AuditKey(secret))];
  }

  /** How many keys have followed the one of this block. Throws AuditKeyMissingError. */
  ageOf({ number, keyId }: { number: number; keyId: string }): number {
    const age = this.all.findIndex(({ id }) => id === keyId);
    if (age === -1) throw new AuditKeyMissingError(number, keyId);
    return age;
  }

  /** Throws AuditKeyMissingError. */
  ofBlock(block: { number: number; keyId: string }): AuditKey {
    return this.all[this.ageOf(block)] ?? this.current;
  }

  /** Instances of either key write side by side while one is replaced: any of them counts. */
  hasMadeRow(row: AuditRow, mac: string): boolean {
    return this.all.some((key) => key.macOfRow(row) === mac);
  }

  hasMadeEnds(ends: ChainEnds, mac: string): boolean {
    return this.all.some((key) => key.macOfEnds(ends) === mac);
  }
}
