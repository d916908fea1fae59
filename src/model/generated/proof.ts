/* Generated from schemas/proof.schema.json by npm run generate. Do not edit. */

/**
 * What `driftgate prove --format json` writes: which mutations a scan of these sources would report, and which not.
 */
export interface Proof {
schemaVersion: "1"
tool: {
name: "driftgate"
version: string
}
exit: {
code: (0 | 1 | 2 | 3)
reason: string
}
mutations: number
found: number
/**
 * Rounded down to a tenth.
 */
percent: number
/**
 * What --min-proved asked for.
 */
minimum?: number
/**
 * Mutations at places that have a difference already: neither found nor missed.
 */
alreadyFound: number
/**
 * Mutations that were carried out. Of a property with very many values every few stand for their neighbours.
 */
tried: number
byMutation: {
mutation: string
mutations: number
found: number
/**
 * Rounded down to a tenth.
 */
percent: number
}[]
byKind: {
kind: string
mutations: number
found: number
/**
 * Rounded down to a tenth.
 */
percent: number
}[]
byAttribute: {
kind: string
/**
 * JSON Pointer, with * for positions in lists; empty for a whole resource.
 */
attribute: string
mutations: number
found: number
/**
 * Rounded down to a tenth.
 */
percent: number
}[]
byReason: {
reason: string
count: number
}[]
missed: ProofMissed[]
}
/**
 * Mutations that the scan would not report: one entry for a place, a mutation and a reason.
 * 
 * This interface was referenced by `Proof`'s JSON-Schema
 * via the `definition` "proofMissed".
 */
export interface ProofMissed {
kind: string
attribute: string
mutation: string
reason: string
count: number
/**
 * Address and path of the first few.
 */
examples: string[]
}
/**
 * This interface was referenced by `Proof`'s JSON-Schema
 * via the `definition` "proofCount".
 */
export interface ProofCount {
mutations: number
found: number
/**
 * Rounded down to a tenth.
 */
percent: number
}
