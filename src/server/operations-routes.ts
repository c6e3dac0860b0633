import type { FastifyInstance } from 'fastify';
import type { Metrics } from './metrics';

interface OperationsRoutesOptions {
  metrics: Metrics;
  /** Undefined when the gateway can work; else why it cannot. */
  readiness: () => Promise<string | undefined>;
}

/** For those who run the gateway: is it alive, can it take requests, what does it do. */
export function registerOperationsRoutes(
  app: FastifyInstance,
  { metrics, readiness }: OperationsRoutesOptions,
): void {
  app.get('/livez', () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const obstacle = await readiness();
    return reply
      .code(obstacle === undefined ? 200 : 503)
      .send(
        obstacle === undefined ? { status: 'ok' } : { status: 'unavailable', reason: obstacle },
      );
  });
  app.get('/metrics', async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  );
}
