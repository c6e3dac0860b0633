import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeOnce } from '../shared/write-once';
import { hasCode } from '../shared/error-code';
import type { AuditSettings } from '../settings/audit-settings';
import { AuditKeys } from './audit-keys';

/** @param secrets from the configuration; absent: the development key in `dataDir` */
export function openAuditKeys(secrets: AuditSettings['keys'], dataDir: string): AuditKeys {
  return new AuditKeys(secrets ?? [developmentSecret(join(dataDir, 'audit.key'))]);
}

function developmentSecret(path: string): string {
  const existing = read(path);
  if (existing !== undefined) return existing;
  writeOnce(path, randomBytes(32).toString('base64url'));
  return read(path) ?? damaged(path);
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim() || damaged(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function damaged(path: string): never {
  throw new Error(
    `${path} is empty; put the audit key back, without which nothing can be verified`,
  );
}
