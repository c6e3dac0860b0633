import fastify, { type FastifyInstance } from 'fastify';
import type { Logger } from '../../shared/logger';
import { errorBody, HttpError } from './http-error';

/** Above what Fireblocks is known to take for an invoke (5 MB payloads pass). */
const BODY_LIMIT = 16 * 1024 * 1024;

/** A server that reads every body as the bytes that came, which is what signatures are about. */
export function newServer(logger: Logger): FastifyInstance {
  const app = fastify({
    bodyLimit: BODY_LIMIT,
    forceCloseConnections: true,
    keepAliveTimeout: 120_000,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 1000 },
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });
  app.setNotFoundHandler((_request, reply) => reply.code(404).send(errorBody('Not found')));
  app.setErrorHandler((error, _request, reply) => {
    if (error instanceof HttpError) {
      return reply.code(error.status).send(errorBody(error.message, error.code));
    }
    const status = statusOf(error);
    if (status >= 500) logger.error({ err: error }, 'the simulator failed to answer');
    const message = error instanceof Error && status < 500 ? error.message : 'Internal error';
    return reply.code(status).send(errorBody(message));
  });
  return app;
}

function statusOf(error: unknown): number {
  const hasStatus = error instanceof Error && 'statusCode' in error;
  return hasStatus && typeof error.statusCode === 'number' ? error.statusCode : 500;
}
