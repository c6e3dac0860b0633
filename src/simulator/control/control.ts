import type { FastifyInstance } from 'fastify';
import type { SimulatorContext } from '../context';
import type { CallLog } from '../http/call-log';
import type { Faults } from '../http/faults';
import type { Knobs } from '../webhooks/knobs';
import type { SigningKeys } from '../webhooks/signing-keys';

/** What the control face can reach besides the simulated API's own parts. */
export interface ControlParts {
  context: SimulatorContext;
  calls: CallLog;
  faults: Faults;
  knobs: Knobs;
  keys: SigningKeys;
}

export type ControlRoutes = (app: FastifyInstance, parts: ControlParts) => void;
