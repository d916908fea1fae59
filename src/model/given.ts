/** Without the keys that have no value: an optional property is set or absent, never undefined. */
export function given<T extends object>(values: T): Given<T> {
  const out: Given<T> = {}
  for (const key in values) {
    const value = values[key]
    if (value !== undefined) out[key] = value
  }
  return out
}

type Given<T> = { [K in keyof T]?: T[K] & ({} | null) }
