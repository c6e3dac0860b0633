import type { SettingsReader } from './settings-reader';

/** How long what has happened is kept. */
export interface RetentionSettings {
  /** Of a wallet's event log; an older cursor of `signingStatus` means a new snapshot. */
  eventDays: number;
  /** Of webhooks that were dealt with: so long is a repetition recognised. */
  notificationDays: number;
}

const TEN_YEARS = 3_650;

/** Fireblocks sends a notification again for up to 30 days. */
const RESEND_WINDOW_DAYS = 30;

export function readRetention(read: SettingsReader): RetentionSettings {
  return {
    eventDays: read.integer('EVENT_RETENTION_DAYS', 30, 1, TEN_YEARS),
    notificationDays: read.integer(
      'NOTIFICATION_RETENTION_DAYS',
      RESEND_WINDOW_DAYS + 1,
      2,
      TEN_YEARS,
    ),
  };
}
