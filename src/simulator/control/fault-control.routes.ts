import { HttpError } from '../http/http-error';
import { faultRequest, type Fault } from '../http/faults';
import { parseBody } from '../http/parse';
import type { ControlRoutes } from './control';

/** What goes wrong with the next calls. */
export const faultControl: ControlRoutes = (app, { faults }) => {
  app.get('/faults', () => faults.list());
  app.post('/faults', (request, reply) => {
    const body = parseBody(faultRequest, request.body);
    let fault: Fault;
    try {
      fault = faults.add(body);
    } catch {
      throw new HttpError(400, 'Validation failed (path is a malformed regular expression)');
    }
    return reply.code(201).send(fault);
  });
  app.delete('/faults', (_request, reply) => {
    faults.clear();
    return reply.code(204).send();
  });
};
