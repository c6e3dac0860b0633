import type { IncomingMessage } from 'node:http';
import type { VerifyClientCallbackAsync } from 'ws';
import type { AccessAudit } from '../audit/access-audit';
import type { ClientAddressOf } from './client-address';
import type { SocketLimits } from './socket-limits';
import type { RefusalListener } from './socket-refusals';

interface AdmissionOptions {
  allowsOrigin: (origin: string | undefined) => boolean;
  clientAddressOf: ClientAddressOf;
  audit: Pick<AccessAudit, 'turnedAway'>;
  limits: Pick<SocketLimits, 'mayOpen'>;
  refused: RefusalListener;
}

const RETRY_AFTER_S = 10;

/**
 * Who may open a WebSocket at all. Refused by HTTP, before there is one, which costs the least;
 * to a browser that is 1006, after which clients try again later.
 */
export function socketAdmission(options: AdmissionOptions): VerifyClientCallbackAsync {
  const { allowsOrigin, clientAddressOf, audit, limits, refused } = options;
  return ({ origin, req }: { origin?: string; req: IncomingMessage }, answer) => {
    if (!allowsOrigin(origin)) {
      const clientAddress = clientAddressOf(req);
      audit.turnedAway('connect', 'FORBIDDEN', { requestId: null, clientAddress });
      refused('origin', { clientAddress });
      answer(false, 403, 'Forbidden origin');
    } else if (limits.mayOpen(req)) answer(true);
    else answer(false, 429, 'Too Many Requests', { 'retry-after': String(RETRY_AFTER_S) });
  };
}
