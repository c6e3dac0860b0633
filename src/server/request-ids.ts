import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    gatewayRequestId: string;
  }
}

/** Every request has an id, which its answer tells; no answer is to be kept. */
export function assignRequestIds(app: FastifyInstance): void {
  app.decorateRequest('gatewayRequestId', '');
  app.addHook('onRequest', (request, reply, done) => {
    request.gatewayRequestId = giveRequestId(reply);
    done();
  });
}

/** For what is answered before any hook is asked, too. */
export function giveRequestId(reply: FastifyReply): string {
  const requestId = randomUUID();
  void reply.header('x-request-id', requestId);
  void reply.header('cache-control', 'no-store');
  return requestId;
}
