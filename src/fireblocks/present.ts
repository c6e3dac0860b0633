type OptionalKeys<T> = { [K in keyof T]: undefined extends T[K] ? K : never }[keyof T];

/** T with its undefined members left out instead. */
export type Present<T> = Omit<T, OptionalKeys<T>> & {
  [K in OptionalKeys<T>]?: Exclude<T[K], undefined>;
};

/** Leaves undefined members out: ts-sdk's types tell an absent member from an undefined one. */
export function present<T extends object>(value: T): Present<T> {
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  // The type says exactly what the filter did, which the compiler cannot see through fromEntries.
  return Object.fromEntries(entries) as Present<T>;
}
