import type { SimulatorContext } from '../context';
import { HttpError } from '../http/http-error';
import { connectionView } from './connection-view';

/** @throws HttpError 404 when there is none */
export function endConnection({ store, publisher }: SimulatorContext, id: string): void {
  const connection = store.connections.get(id);
  if (!connection) throw new HttpError(404, 'Connection not found');
  store.connections.remove(id);
  publisher.publish('connection.removed', id, connectionView(connection));
}
