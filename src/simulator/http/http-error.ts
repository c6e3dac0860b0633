/** An answer other than success, in Fireblocks' form `{message, error, code}`. */
export class HttpError extends Error {
  constructor(
    readonly status: number,
    message: string,
    /** 1000 to 1006 are the NCW codes that device SDKs know; -1 says nothing more. */
    readonly code = -1,
  ) {
    super(message);
  }
}

export interface ErrorBody {
  message: string;
  error: string;
  code: number;
}

export function errorBody(message: string, code = -1): ErrorBody {
  return { message, error: message, code };
}
