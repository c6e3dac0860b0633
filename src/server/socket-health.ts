import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { WebSocket, WebSocketServer } from 'ws';
import { SocketCloseCode } from './close-codes';

interface SocketHealth {
  tcp: Socket;
  /** Of all bytes, those that have left for the network. */
  flushed: number;
  /** Since when nothing more has left although something waits. */
  stuckSince: number;
  /** When something came, or could not have come. */
  heardAt: number;
  pingedAt: number;
}

/** Who does not read what was answered is not asked what it wants next. */
const MAX_UNREAD_BYTES = 1024 * 1024;

/** Sockets are looked at this many times before they count as stalled, and pinged three times. */
const LOOKS = 20;
const PINGS = 2.5;

/**
 * Closes with 1013 what has taken nothing, or has not answered a ping, for `stallMs`: a slow reader
 * resumes by its cursor. Streams wait for their socket, so that meanwhile it costs one event each.
 * Returns what ends the watch.
 */
export function watchSockets(
  sockets: WebSocketServer,
  stallMs: number,
  stalled: () => void,
): () => void {
  const known = new WeakMap<WebSocket, SocketHealth>();
  sockets.on('connection', (socket: WebSocket, { socket: tcp }: IncomingMessage) => {
    const now = performance.now();
    const health = { tcp, flushed: 0, stuckSince: now, heardAt: now, pingedAt: now };
    known.set(socket, health);
    const heard = (): void => {
      health.heardAt = performance.now();
      if (tcp.writableLength > MAX_UNREAD_BYTES) socket.pause();
    };
    socket.on('pong', heard).on('message', heard);
  });
  const looking = setInterval(() => {
    for (const socket of sockets.clients) {
      const health = known.get(socket);
      if (!health || socket.readyState !== socket.OPEN) continue;
      if (!isStalled(socket, health, stallMs)) continue;
      stalled();
      socket.close(SocketCloseCode.TRY_AGAIN_LATER, 'too slow; continue after the last cursor');
    }
  }, stallMs / LOOKS);
  looking.unref();
  return () => {
    clearInterval(looking);
  };
}

function isStalled(socket: WebSocket, health: SocketHealth, stallMs: number): boolean {
  const now = performance.now();
  const { tcp } = health;
  const flushed = tcp.bytesWritten - tcp.writableLength;
  if (tcp.writableLength === 0 || flushed > health.flushed) health.stuckSince = now;
  health.flushed = flushed;
  if (socket.isPaused && tcp.writableLength <= MAX_UNREAD_BYTES) socket.resume();
  // A ping stands behind what waits, and its answer is not read while the socket is paused.
  if (socket.isPaused || tcp.writableLength > 0) health.heardAt = now;

  if (now - health.pingedAt >= stallMs / PINGS) {
    health.pingedAt = now;
    socket.ping();
  }
  return now - Math.min(health.stuckSince, health.heardAt) > stallMs;
}
