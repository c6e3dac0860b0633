import { z } from 'zod';
import { sha256 } from '../shared/digest';
import { epochOrNull, textOrNull } from './lenient';
import { readContent, type NotificationContent } from './notification-content';

export type { NotificationContent };

export interface WebhookNotification {
  /** Fireblocks' own for v2; for v1 a hash of the bytes, since repeats are byte-equal. */
  id: string;
  version: 1 | 2;
  /** Raw; `UNKNOWN` where the body names none. */
  eventType: string;
  resourceId?: string;
  /** Epoch ms. */
  createdAt?: number;
  content: NotificationContent;
}

/** The body is no JSON object. */
export class MalformedNotification extends Error {
  override readonly name = 'MalformedNotification';
}

const MAX_ID_LENGTH = 128;
/** Epoch seconds stay below this until the year 5138; milliseconds passed it in 1973. */
const SECONDS_LIMIT = 1e11;

const envelope = z.object({
  id: textOrNull,
  eventType: textOrNull,
  type: textOrNull,
  resourceId: textOrNull,
  createdAt: epochOrNull,
  timestamp: epochOrNull,
  data: z.unknown().optional(),
  // An NCW_DEVICE_MESSAGE has these at the top.
  walletId: textOrNull,
});
type Envelope = z.output<typeof envelope>;

/**
 * Reads a verified webhook body of either version. Unknown types and data that does not fit its
 * type are content `OTHER`.
 *
 * @throws MalformedNotification when the body is no JSON object
 */
export function parseNotification(rawBody: Buffer): WebhookNotification {
  const body = readEnvelope(rawBody);
  const version = body.eventType === null && body.type !== null ? 1 : 2;
  const eventType = (version === 1 ? body.type : body.eventType) ?? 'UNKNOWN';
  const content = readContent(eventType, body.data);
  const resourceId = body.resourceId ?? resourceOf(content, body);
  const sentAt = version === 1 ? body.timestamp : (body.createdAt ?? body.timestamp);
  return {
    id: idOf(version, body, rawBody),
    version,
    eventType,
    ...(resourceId !== null && { resourceId }),
    ...(sentAt !== null && { createdAt: sentAt < SECONDS_LIMIT ? sentAt * 1000 : sentAt }),
    content,
  };
}

function readEnvelope(rawBody: Buffer): Envelope {
  try {
    return envelope.parse(JSON.parse(rawBody.toString('utf8')));
  } catch {
    throw new MalformedNotification('The notification is no JSON object');
  }
}

function idOf(version: 1 | 2, body: Envelope, rawBody: Buffer): string {
  if (version === 2 && body.id !== null && body.id.length <= MAX_ID_LENGTH) return body.id;
  return `v${version}-${sha256(rawBody)}`;
}

function resourceOf(content: NotificationContent, body: Envelope): string | null {
  if (content.kind === 'TRANSACTION') return content.transaction.id;
  if (content.kind === 'OTHER') return body.walletId;
  return content.walletId;
}
