export function factsOf(schema: object): Record<string, unknown>
