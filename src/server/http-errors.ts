import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { ERROR_CODES } from '../api/error-codes';
import { toGatewayError } from '../api/error-map';
import { hasCode } from '../shared/error-code';
import type { Logger } from '../shared/logger';
import { giveRequestId } from './request-ids';

/** Whatever is no GraphQL is refused in this form, by one of these statuses. */
const ERRORS = {
  400: ['BAD_REQUEST', 'the request is malformed'],
  401: ['UNAUTHENTICATED', 'the body is no webhook with a good signature'],
  403: ['FORBIDDEN', 'not from this address'],
  404: ['NOT_FOUND', 'there is nothing at this path'],
  405: ['METHOD_NOT_ALLOWED', 'there is nothing at this path for this method'],
  408: ['REQUEST_TIMEOUT', 'the request did not arrive in time'],
  413: ['PAYLOAD_TOO_LARGE', 'the body is too large'],
  415: ['UNSUPPORTED_MEDIA_TYPE', 'the body is of no type that is taken here'],
  431: ['HEADERS_TOO_LARGE', 'the headers are too large'],
  500: ['INTERNAL_SERVER_ERROR', 'something went wrong here; it has been logged'],
  503: ['UNAVAILABLE', 'it cannot be done now; try again'],
} as const;

export type RefusalStatus = keyof typeof ERRORS;

/** For the server's making: what is refused before any of its hooks is asked. */
export const EARLY_REFUSALS = {
  frameworkErrors: (_error: unknown, _request: unknown, reply: FastifyReply): void => {
    refuse(reply, 400, giveRequestId(reply));
  },
  clientErrorHandler: refuseSocket,
};

/**
 * Answers what has no route, before its body is read, and what fails on a route that has no words of
 * its own. To be called before the routes are registered.
 */
export function registerHttpErrors(app: FastifyInstance, log: Logger): void {
  const methods = new Map<string, string[]>();
  app.addHook('onRoute', ({ url, method }) => {
    methods.set(url, [...(methods.get(url) ?? []), method].flat());
  });
  const refuseRoute = (url: string, reply: FastifyReply, requestId: string): void => {
    const allowed = methods.get(url.replace(/\?.*$/s, ''));
    if (allowed) void reply.header('allow', [...new Set(allowed)].sort().join(', '));
    refuse(reply, allowed ? 405 : 404, requestId);
  };
  app.addHook('onRequest', ({ is404, url, gatewayRequestId }, reply, next) => {
    if (is404) refuseRoute(url, reply, gatewayRequestId);
    else next();
  });
  app.setNotFoundHandler(({ url, gatewayRequestId }, reply) => {
    refuseRoute(url, reply, gatewayRequestId);
  });
  app.setErrorHandler((error, { gatewayRequestId: requestId }, reply) => {
    const status = statusOf(error);
    if (status >= 500) log.error({ requestId, err: error }, 'a request failed');
    refuse(reply, status, requestId);
  });
}

export function refuse(reply: FastifyReply, status: RefusalStatus, requestId: string): void {
  void reply.code(status).type('application/json; charset=utf-8').send(bodyOf(status, requestId));
}

function bodyOf(status: RefusalStatus, requestId: string) {
  const [code, message] = ERRORS[status];
  return { error: { code, message, requestId } };
}

/** Fastify's own errors have a status; for everything else nobody but the gateway is to blame. */
function statusOf(error: unknown): RefusalStatus {
  const { statusCode } = error as { statusCode?: unknown };
  if (typeof statusCode === 'number' && statusCode < 500) {
    return isRefusalStatus(statusCode) ? statusCode : 400;
  }
  return ERROR_CODES[toGatewayError(error).code].httpStatus === 503 ? 503 : 500;
}

function isRefusalStatus(status: number): status is RefusalStatus {
  return Object.hasOwn(ERRORS, status);
}

/** What is no HTTP, or too slow or too long for it: there is no request, only its socket. */
function refuseSocket(error: Error, socket: Socket): void {
  if (hasCode(error, 'ECONNRESET') || socket.destroyed) return;
  const status = socketStatus(error);
  const requestId = randomUUID();
  const body = JSON.stringify(bodyOf(status, requestId));
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    `x-request-id: ${requestId}`,
    'cache-control: no-store',
    'connection: close',
  ];
  if (socket.writable) socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  socket.destroy(error);
}

function socketStatus(error: Error): RefusalStatus {
  if (hasCode(error, 'ERR_HTTP_REQUEST_TIMEOUT')) return 408;
  return hasCode(error, 'HPE_HEADER_OVERFLOW') ? 431 : 400;
}
