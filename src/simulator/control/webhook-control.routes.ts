import { z } from 'zod';
import { parseBody } from '../http/parse';
import { knobChange } from '../webhooks/knobs';
import type { ControlRoutes } from './control';

const body = knobChange.extend({ rotateKey: z.boolean().optional() }).strict();

/** How the next webhooks misbehave. */
export const webhookControl: ControlRoutes = (app, { knobs, keys }) => {
  app.get('/webhooks', () => knobs.list());
  app.post('/webhooks', async (request) => {
    const { rotateKey, ...change } = parseBody(body, request.body);
    knobs.change(change);
    return { ...knobs.list(), ...(rotateKey ? { kid: await keys.rotate() } : {}) };
  });
  app.delete('/webhooks', (_request, reply) => {
    knobs.clear();
    return reply.code(204).send();
  });
};
