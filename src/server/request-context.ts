import { randomUUID } from 'node:crypto';
import type { Container, Context } from '../api/context';
import type { Caller } from '../api/caller';
import { Usage } from '../api/usage';
import type { StaffNetwork } from '../identity/staff-network';
import type { Logger } from '../shared/logger';

export type ContextFactory = (parts: {
  caller: Caller | null;
  clientAddress: string | null;
  signal: AbortSignal;
  requestId?: string;
}) => Context;

/** Contexts of both transports are made here, so that neither knows more than the other. */
export function contextFactory(
  container: Container,
  within: StaffNetwork,
  log: Logger,
): ContextFactory {
  return ({ caller, clientAddress, signal, requestId = randomUUID() }) => ({
    caller: caller && within(caller, clientAddress),
    clientAddress,
    signal,
    requestId,
    log,
    container,
    usage: new Usage(),
  });
}
