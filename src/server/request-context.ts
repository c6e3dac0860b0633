import { randomUUID } from 'node:crypto';
import type { Container, Context } from '../api/context';
import type { Caller } from '../api/caller';
import type { Logger } from '../shared/logger';

export type ContextFactory = (parts: {
  caller: Caller | null;
  signal: AbortSignal;
  requestId?: string;
}) => Context;

/** Contexts of both transports are made here, so that neither knows more than the other. */
export function contextFactory(container: Container, log: Logger): ContextFactory {
  return ({ caller, signal, requestId = randomUUID() }) => ({
    caller,
    signal,
    requestId,
    log,
    container,
  });
}
