import type { SettingsReader } from './settings-reader';

/** What WebSockets may cost one instance. */
export interface SocketSettings {
  /** How many one user may have open: one for each of the devices of ten wallets. */
  perUser: number;
  /** How many one client address, or one /64 network of IPv6: carriers put many phones behind one. */
  perAddress: number;
  /** What one socket may send in a minute; one message for each 16 KiB of a long one. */
  messagesPerMinute: number;
  /** How long a socket may take to introduce itself: clients fetch their token after it is open. */
  initSeconds: number;
  /** After how long a socket that takes nothing is closed. */
  stallSeconds: number;
}

/** @param factor multiplies whatever is a number of something */
export function readSockets(read: SettingsReader, factor: number): SocketSettings {
  const limit = (name: string, fallback: number): number =>
    Math.max(1, Math.round(read.integer(name, fallback, 1, 1_000_000) * factor));
  return {
    perUser: limit('SOCKETS_PER_USER', 100),
    perAddress: limit('SOCKETS_PER_ADDRESS', 2_000),
    messagesPerMinute: limit('SOCKET_MESSAGES_PER_MINUTE', 3_000),
    initSeconds: read.integer('SOCKET_INIT_SECONDS', 5, 1, 60),
    stallSeconds: read.integer('SOCKET_STALL_SECONDS', 30, 1, 600),
  };
}
