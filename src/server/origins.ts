/**
 * Whether a browser page of this origin may use the gateway. Native clients send no origin.
 *
 * @param own the gateway's own addresses, whose explorer may
 */
export function originCheck(allowed: readonly string[], own: () => readonly string[]) {
  return (origin: string | undefined): boolean =>
    origin === undefined || allowed.includes(origin) || own().includes(origin);
}
