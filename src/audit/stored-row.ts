import type { AuditRow } from './audit-row';

/** A row with its number (decimal text) and its MAC, as the database has it. */
export interface StoredRow extends AuditRow {
  seq: string;
  mac: string;
}

/** Columns of `audit_entries e` under the names of {@link StoredRow}. */
export const STORED_ROW_COLUMNS = `e.seq, e.id, e.created_at AS "createdAt", e.actor, e.action,
  e.method, e.wallet_id AS "walletId", e.device_id AS "deviceId", e.resource_id AS "resourceId",
  e.decision, e.outcome, e.reason, e.count, e.operation_id AS "operationId",
  e.request_id AS "requestId", e.upstream_request_ids AS "upstreamRequestIds",
  e.client_address AS "clientAddress", e.mac`;
