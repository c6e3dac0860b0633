import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { errorBody } from './http-error';
import type { Fault } from './faults';

interface FaultyAnswer {
  status: number;
  contentType: string;
  body: string;
}

const JSON_TYPE = 'application/json; charset=utf-8';
const BAD_GATEWAY = '<html><body><h1>502 Bad Gateway</h1></body></html>';

function answerOf(fault: Fault): FaultyAnswer | undefined {
  const json = (status: number, body: unknown): FaultyAnswer => {
    return { status, contentType: JSON_TYPE, body: JSON.stringify(body) };
  };
  if (fault.kind === '429') return json(429, errorBody('Too many requests'));
  if (fault.kind === '500null') return json(500, null);
  if (fault.kind === '502html') return { status: 502, contentType: 'text/html', body: BAD_GATEWAY };
  if (fault.kind !== 'status') return undefined;
  return json(fault.status, fault.body ?? errorBody('Simulated failure'));
}

function connectionClosed(reply: FastifyReply): Promise<void> {
  return new Promise((resolve) => {
    if (reply.raw.destroyed) resolve();
    reply.raw.once('close', resolve);
  });
}

/**
 * Lets a fault befall a call. Answers the faulty body; undefined when there is none, because the
 * fault was only latency or because the connection is gone (`reply.raw.destroyed`).
 */
export async function befall(
  fault: Fault,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<string | undefined> {
  if (fault.kind === 'latency') await delay(fault.latencyMs);
  if (fault.kind === 'hang') await connectionClosed(reply);
  if (fault.kind === 'reset') {
    request.raw.socket.resetAndDestroy();
    await connectionClosed(reply);
  }
  const answer = answerOf(fault);
  if (!answer) return undefined;
  if (fault.kind === '429') reply.header('retry-after', String(fault.retryAfter));
  reply.code(answer.status).header('content-type', answer.contentType);
  return answer.body;
}
