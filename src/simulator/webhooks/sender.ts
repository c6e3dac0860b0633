import { Agent, request } from 'undici';
import type { SimulatorSettings } from '../settings';
import type { AttemptRecord, NotificationRecord } from '../state/webhook-records';
import type { SigningKeys } from './signing-keys';

const CONNECTIONS = 16;

export type Outcome = Omit<AttemptRecord, 'sentTime' | 'duration'>;

/** Accepted: any 2xx. */
export function isAccepted({ responseCode = 0 }: Outcome): boolean {
  return responseCode >= 200 && responseCode < 300;
}

/** Worth another try: no answer, 5xx, 408 and 429. Any other answer is final. */
export function isRetried({ responseCode }: Outcome): boolean {
  if (responseCode === undefined || responseCode >= 500) return true;
  return responseCode === 408 || responseCode === 429;
}

/** Posts signed notifications. */
export class Sender {
  private readonly agent = new Agent({ connections: CONNECTIONS });

  constructor(
    private readonly keys: SigningKeys,
    private readonly settings: SimulatorSettings,
  ) {}

  /** One attempt; never rejects. A bad signature is a good one of other bytes. */
  async send(
    url: string,
    notification: NotificationRecord,
    badSignature: boolean,
  ): Promise<Outcome> {
    const { body, form } = notification;
    const signed = badSignature ? `${body} ` : body;
    const headers: Record<string, string> = {
      'content-type': 'application/json',
      'user-agent': 'ncw-simulator',
      'fireblocks-signature': await this.keys.signV1(signed),
    };
    if (form === 'v2') headers['fireblocks-webhook-signature'] = await this.keys.signV2(signed);
    const signal = AbortSignal.timeout(this.settings.webhookTimeoutMs);
    try {
      const response = await request(url, {
        ...{ method: 'POST', headers, body, signal, dispatcher: this.agent },
      });
      await response.body.dump();
      return { responseCode: response.statusCode };
    } catch {
      return { failureReason: signal.aborted ? 'TIMED_OUT' : 'NO_RESPONSE' };
    }
  }

  close(): Promise<void> {
    return this.agent.destroy();
  }
}
