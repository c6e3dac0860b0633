import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Inbox } from '../events/inbox';
import { WEBHOOK_PATH } from '../events/resend-webhooks';
import { MalformedNotification, parseNotification } from '../fireblocks/webhook-notification';
import type { WebhookVerifier } from '../fireblocks/webhook-verifier';
import type { Logger } from '../shared/logger';
import { AddressRanges } from '../shared/address-ranges';
import type { ClientAddressOf } from './client-address';
import { refuse } from './http-errors';
import type { Metrics } from './metrics';

export interface WebhookRouteOptions {
  /** Addresses in CIDR notation; none: anywhere. */
  allowedFrom: readonly string[];
  clientAddressOf: ClientAddressOf;
  verifier: WebhookVerifier;
  inbox: Inbox;
  /** Called after something was stored. */
  wake: () => void;
  metrics: Metrics;
  log: Logger;
}

const BODY_LIMIT_BYTES = 5 * 1024 * 1024;

/**
 * Fireblocks' webhooks. Only what is stored is acknowledged. What cannot be judged or stored now
 * is answered 503, since Fireblocks repeats after a 5xx and after nothing else of ours.
 */
export async function registerWebhookRoute(
  app: FastifyInstance,
  options: WebhookRouteOptions,
): Promise<void> {
  // A scope of its own: signatures are over raw bytes, which a JSON parser would destroy.
  await app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit: BODY_LIMIT_BYTES },
      (_request, body, parsed) => {
        parsed(null, body);
      },
    );
    // Before the body is read: strangers do not get to send one.
    if (options.allowedFrom.length > 0) scope.addHook('onRequest', allowList(options));
    scope.post(WEBHOOK_PATH, async (request, reply) => {
      const outcome = await receive(request, options);
      options.metrics.webhook(outcome);
      const status = STATUS[outcome];
      if (status !== 200) refuse(reply, status, request.gatewayRequestId);
      return status === 200 ? { outcome } : reply;
    });
    done();
  });
}

type Outcome = Parameters<Metrics['webhook']>[0];

const STATUS = {
  stored: 200,
  duplicate: 200,
  invalid: 401,
  forbidden: 403,
  unverifiable: 503,
  failed: 503,
} as const satisfies Record<Outcome, number>;

function allowList({ allowedFrom, clientAddressOf, metrics, log }: WebhookRouteOptions) {
  const allowed = new AddressRanges(allowedFrom);
  return async (
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<FastifyReply | undefined> => {
    const clientAddress = clientAddressOf(request.raw);
    if (clientAddress !== null && allowed.has(clientAddress)) return undefined;
    const requestId = request.gatewayRequestId;
    log.warn({ requestId, clientAddress }, 'webhook from an address that is not allowed');
    metrics.webhook('forbidden');
    refuse(reply, STATUS.forbidden, requestId);
    return reply;
  };
}

async function receive(
  request: FastifyRequest,
  { verifier, inbox, wake, log }: WebhookRouteOptions,
): Promise<Outcome> {
  const requestId = request.gatewayRequestId;
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  try {
    const verdict = await verifier.verify(signatures(request), body);
    if (verdict !== 'valid') {
      log.warn({ requestId, verdict }, 'webhook not accepted');
      return verdict;
    }
    const stored = await inbox.store(parseNotification(body), body);
    if (stored) wake();
    return stored ? 'stored' : 'duplicate';
  } catch (error) {
    if (error instanceof MalformedNotification) {
      // Signed, yet no notification: repeating the same bytes would change nothing.
      log.error({ requestId, err: error }, 'a signed webhook is no JSON object');
      return 'invalid';
    }
    log.error({ requestId, err: error }, 'webhook not stored; Fireblocks repeats it');
    return 'failed';
  }
}

function signatures({ headers }: FastifyRequest): { v1?: string; v2?: string } {
  const v1 = headers['fireblocks-signature'];
  const v2 = headers['fireblocks-webhook-signature'];
  return {
    ...(typeof v1 === 'string' ? { v1 } : {}),
    ...(typeof v2 === 'string' ? { v2 } : {}),
  };
}
