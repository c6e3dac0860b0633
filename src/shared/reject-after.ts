/** For a race against something that may never end. */
export function rejectAfter(ms: number, reason: string): Promise<never> {
  return new Promise((_resolve, reject) => {
    setTimeout(() => {
      reject(new Error(reason));
    }, ms).unref();
  });
}
