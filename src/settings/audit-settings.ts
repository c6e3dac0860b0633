import type { SettingsReader } from './settings-reader';

export interface AuditSettings {
  /** Of the chain's MACs; absent: made in the data folder (development). */
  key?: string;
  /** 0: kept for ever. */
  retentionDays: number;
}

/** A year, which auditors and PCI DSS ask for, and a month to look back at its beginning. */
const RETENTION_DAYS = 400;

/** 32 random bytes have 43 characters in base64url and 64 in hexadecimal digits. */
const MIN_KEY_LENGTH = 32;

export function readAudit(read: SettingsReader, production: boolean): AuditSettings {
  const key = readAuditKey(read, production);
  return {
    ...(key === undefined ? {} : { key }),
    retentionDays: read.integer('AUDIT_RETENTION_DAYS', RETENTION_DAYS, 0, 36_500),
  };
}

export function readAuditKey(read: SettingsReader, production: boolean): string | undefined {
  const faultsBefore = read.faults.length;
  const key = read.secret('AUDIT_KEY');
  if (key !== undefined && key.length < MIN_KEY_LENGTH) {
    const rule = `is too short; use ${MIN_KEY_LENGTH} random characters or more`;
    read.fault(read.sourceOf('AUDIT_KEY'), rule);
  }
  if (key === undefined && production && read.faults.length === faultsBefore) {
    read.fault(
      'AUDIT_KEY',
      'is missing: a secret that the audit record is sealed with, such as `openssl rand -base64 32` prints (or set AUDIT_KEY_FILE)',
    );
  }
  return key;
}
