/** The folder of the project, with a slash at its end. */
export const root: string
export function ensureInstalled(): void
export function ensureBuilt(): void
