import type { FastifyInstance } from 'fastify';
import { HttpError } from '../http/http-error';

const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/;

/** The control face asks for no credentials: it is for processes of this machine, not for web pages. */
export function guardControl(app: FastifyInstance): void {
  app.addHook('onRequest', (request, _reply, done) => {
    if (!LOOPBACK.test(request.ip) || request.headers.origin !== undefined) {
      done(new HttpError(403, 'The control face answers local processes only'));
      return;
    }
    done();
  });
}
