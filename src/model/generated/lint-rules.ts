/* Generated from schemas/lint-rules.schema.json by npm run generate. Do not edit. */

/**
 * @minItems 1
 * 
 * This interface was referenced by `LintRules`'s JSON-Schema
 * via the `definition` "globs".
 */
export type Globs = [string, ...(string)[]]

/**
 * What must not be in an image when it is published: rules over the records of its manifest. Each has one of file, row, missing.
 */
export interface LintRules {
rules: Rule[]
}
/**
 * This interface was referenced by `LintRules`'s JSON-Schema
 * via the `definition` "rule".
 */
export interface Rule {
id: string
name: string
severity: ("critical" | "high" | "medium" | "low")
/**
 * {what} is the path, or what names the record.
 */
message: string
fix: string
file?: File
row?: Row
missing?: Missing
}
/**
 * Breaks for each file or folder that fits all of it.
 * 
 * This interface was referenced by `LintRules`'s JSON-Schema
 * via the `definition` "file".
 */
export interface File {
type: ("file" | "folder")
paths?: Globs
except?: Globs
/**
 * Bytes.
 */
minSize?: number
/**
 * Octal: one of these bits is set.
 */
anyMode?: string
/**
 * Octal: none of these bits is set.
 */
noMode?: string
/**
 * It has no file capability; only said of images whose capabilities were read.
 */
noCapability?: true
}
/**
 * Breaks for each record of a kind whose members are these.
 * 
 * This interface was referenced by `LintRules`'s JSON-Schema
 * via the `definition` "row".
 */
export interface Row {
k: ("u" | "k" | "s" | "j")
is: {
[k: string]: string
}
}
/**
 * Breaks once where no such record is there, of images in which it was looked for.
 * 
 * This interface was referenced by `LintRules`'s JSON-Schema
 * via the `definition` "missing".
 */
export interface Missing {
k: "p"
/**
 * Package managers.
 * 
 * @minItems 1
 */
oneOf: [string, ...(string)[]]
}
