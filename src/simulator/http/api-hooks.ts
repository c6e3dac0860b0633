import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { SimulatorContext } from '../context';
import type { Role } from './api-user';
import type { Authenticator } from './authentication';
import type { CallLog } from './call-log';
import { newCallState } from './call-state';
import { befall } from './fault-answers';
import type { Faults } from './faults';
import { HttpError } from './http-error';
import type { IdempotentAnswers } from './idempotency';
import { RateWindow } from './rate-window';

export interface ApiParts {
  context: SimulatorContext;
  authenticator: Authenticator;
  answers: IdempotentAnswers;
  faults: Faults;
  calls: CallLog;
  roleOf: (apiKey: string) => Role | null;
}

/** Whose idempotency keys Fireblocks documents. */
const KEYED_METHODS = ['POST', 'PUT'];

function headerOf(request: FastifyRequest, name: string): string {
  const value = request.headers[name];
  return typeof value === 'string' ? value : '';
}

function target(request: FastifyRequest): string {
  return request.raw.url ?? '';
}

function logCall(parts: ApiParts, request: FastifyRequest, reply: FastifyReply): void {
  const apiKey = headerOf(request, 'x-api-key');
  const at = parts.context.clock();
  reply.raw.once('close', () => {
    const status = reply.raw.writableFinished ? reply.raw.statusCode : 0;
    const { method } = request;
    parts.calls.add({
      ...{ method, path: target(request), apiKey, role: parts.roleOf(apiKey), status, at },
    });
  });
}

/** Answers the faulty body and true, or false when the call goes on. */
async function suffer(
  { faults, answers }: ApiParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<boolean> {
  const fault = faults.take(request.method, target(request));
  if (!fault) return false;
  const key = headerOf(request, 'idempotency-key');
  const burns = fault.burnKey || fault.kind === 'burntKey';
  if (burns && key !== '') answers.burn(headerOf(request, 'x-api-key'), key);
  if (fault.when === 'after') {
    request.call.fault = fault;
    return false;
  }
  const body = await befall(fault, request, reply);
  if (body !== undefined) reply.send(body);
  // Unanswered: Fastify would go on to the route, and the call take effect.
  else if (reply.raw.destroyed) reply.hijack();
  return body !== undefined || reply.raw.destroyed;
}

function authenticate({ authenticator }: ApiParts, request: FastifyRequest): string {
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const { user, signedAt } = authenticator.authenticate({
    ...{ headers: request.headers, target: target(request), body },
  });
  request.call.user = user;
  request.call.signedAt = signedAt;
  const { roles } = request.routeOptions.config;
  if (roles && !roles.includes(user.role)) {
    throw new HttpError(403, `The role of this API user does not permit this operation`);
  }
  return user.apiKey;
}

/** Replays what the idempotency key was answered before; true when it was. */
async function replay(
  { answers }: ApiParts,
  apiKey: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<boolean> {
  const key = headerOf(request, 'idempotency-key');
  if (key === '' || !KEYED_METHODS.includes(request.method)) return false;
  const answer = await answers.begin(apiKey, key);
  if (!answer) {
    request.call.ownedKey = key;
    return false;
  }
  reply.code(answer.status).header('content-type', 'application/json; charset=utf-8');
  const { fault } = request.call;
  request.call.fault = undefined;
  const faulty = fault && (await befall(fault, request, reply));
  // Unanswered: Fastify would go on to the route, and the call take effect a second time.
  if (reply.raw.destroyed) reply.hijack();
  else reply.send(faulty ?? answer.body);
  return true;
}

/** Keeps the answer for its idempotency key and the changes in the journal, before either leaves. */
function keep(parts: ApiParts, request: FastifyRequest, reply: FastifyReply, body: unknown): void {
  const { user, ownedKey } = request.call;
  if (user && ownedKey !== undefined) {
    request.call.ownedKey = undefined;
    const text = typeof body === 'string' ? body : '';
    parts.answers.remember(user.apiKey, ownedKey, { status: reply.statusCode, body: text });
    parts.answers.finish(user.apiKey, ownedKey);
  }
  parts.context.store.flush();
}

/** What befalls every call under `/v1` around its route. */
export function addApiHooks(app: FastifyInstance, parts: ApiParts): void {
  const rates = new RateWindow(parts.context.clock);

  app.addHook('onRequest', async (request, reply) => {
    request.call = newCallState();
    logCall(parts, request, reply);
    const { rateLimitPerMinute, rateLimitWindowMs } = parts.context.settings;
    const rate = rates.take(rateLimitPerMinute, rateLimitWindowMs);
    reply.header('x-request-id', randomUUID());
    reply.header('x-ratelimit-limit', String(rate.limit));
    reply.header('x-ratelimit-remaining', String(rate.remaining));
    reply.header('x-ratelimit-windowsize', String(Math.ceil(rateLimitWindowMs / 1_000)));
    if (!rate.refused) return;
    reply.header('retry-after', String(rate.retryAfter));
    throw new HttpError(429, 'Too many requests');
  });
  app.addHook('preHandler', async (request, reply) => {
    if (await suffer(parts, request, reply)) return reply;
    const apiKey = authenticate(parts, request);
    if (await replay(parts, apiKey, request, reply)) return reply;
    return undefined;
  });
  app.addHook('onSend', async (request, reply, payload) => {
    keep(parts, request, reply, payload);
    const { fault } = request.call;
    request.call.fault = undefined;
    return (fault && (await befall(fault, request, reply))) ?? payload;
  });
}
