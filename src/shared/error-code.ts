/** Whether it is a system error of this code, such as `ENOENT`; its class may be of another realm. */
export function hasCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
