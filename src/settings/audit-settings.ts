import type { SettingsReader } from './settings-reader';

export interface AuditSettings {
  /** Of the chain's MACs, the current first; absent: made in the data folder (development). */
  keys?: [string, ...string[]];
  /** 0: kept for ever. */
  retentionDays: number;
}

/** A year, which auditors and PCI DSS ask for, and a month to look back at its beginning. */
const RETENTION_DAYS = 400;

/** 32 random bytes have 43 characters in base64url and 64 in hexadecimal digits. */
const MIN_KEY_LENGTH = 32;

export function readAudit(read: SettingsReader, production: boolean): AuditSettings {
  const keys = readAuditKeys(read, production);
  return {
    ...(keys === undefined ? {} : { keys }),
    retentionDays: read.integer('AUDIT_RETENTION_DAYS', RETENTION_DAYS, 0, 36_500),
  };
}

export function readAuditKeys(read: SettingsReader, production: boolean): AuditSettings['keys'] {
  const faultsBefore = read.faults.length;
  const text = read.secret('AUDIT_KEY');
  const keys = text?.split(',').map((key) => key.trim());
  if (keys?.some((key) => key.length < MIN_KEY_LENGTH)) {
    const rule = `has a key that is too short; use ${MIN_KEY_LENGTH} random characters or more, and commas only between keys`;
    read.fault(read.sourceOf('AUDIT_KEY'), rule);
  }
  if (keys === undefined && production && read.faults.length === faultsBefore) {
    read.fault(
      'AUDIT_KEY',
      'is missing: a secret that the audit record is sealed with, such as `openssl rand -base64 32` prints (or set AUDIT_KEY_FILE)',
    );
  }
  const [current, ...earlier] = keys ?? [];
  return current === undefined ? undefined : [current, ...earlier];
}
