/* Generated from schemas/contents.schema.json by npm run generate. Do not edit. */

/**
 * The tables of data/contents: what may change on a machine, and what a change is called.
 */
export type ContentsData = (Profiles | Mutations | Rows)
export type Sentence = string
export type May = ("appear" | "go" | "change" | "type" | "owner-mode" | "grow" | "own" | "derive")[]
export type VolatileClass = ("strict" | "skip" | "exists" | "growing" | "identity" | "injected" | "derived" | "package-db" | "accounts")
/**
 * @minItems 1
 */
export type Paths = [string, ...(string)[]]
/**
 * Instead of what the class may.
 */
export type May1 = ("appear" | "go" | "change" | "type" | "owner-mode" | "grow" | "own" | "derive")[]
export type Row = ("p" | "u" | "g" | "k" | "s" | "c" | "j" | "n" | "d" | "o" | "y" | "m" | "b" | "r" | "f")
/**
 * @minItems 1
 */
export type Names = [string, ...(string)[]]
/**
 * Nothing else differs.
 * 
 * @minItems 1
 */
export type Names1 = [string, ...(string)[]]
export type Traits = ("touched" | "shared" | "gains-privilege" | "cleared" | "grave-account" | "opens" | "narrows" | "derived" | "executable")[]
/**
 * The path is in one of these sets.
 * 
 * @minItems 1
 */
export type Names2 = [string, ...(string)[]]
/**
 * What is given at each start.
 * 
 * @minItems 1
 */
export type Names3 = [string, ...(string)[]]
/**
 * What may be given beyond the image.
 * 
 * @minItems 1
 */
export type Names4 = [string, ...(string)[]]
/**
 * Of these, what may not.
 * 
 * @minItems 1
 */
export type Names5 = [string, ...(string)[]]
/**
 * Regular expressions of what follows the name of a log that was rotated.
 * 
 * @minItems 1
 */
export type Names6 = [string, ...(string)[]]

export interface Profiles {
classes: {
[k: string]: {
title: Sentence
may: May
}
}
groups: {
/**
 * @minItems 1
 */
[k: string]: [VolatileRule, ...(VolatileRule)[]]
}
profiles: {
[k: string]: {
title: string
/**
 * Of several rules that fit a path the last decides.
 */
groups: string[]
/**
 * What lies on a volume is compared as everything else.
 */
volumes?: "strict"
}
}
/**
 * The first that fits a machine decides.
 */
choice: {
profile: string
kinds: Names
os?: Names
methods?: Names
packages?: Names
}[]
}
export interface VolatileRule {
class: VolatileClass
paths: Paths
because: Sentence
may?: May1
/**
 * Kinds of rows that say what the files say: where they were not collected, the files are compared as strict.
 */
by?: Row[]
/**
 * Executables are as free as the rest.
 */
executables?: "free"
/**
 * How the source of a derived file is found.
 */
from?: "python"
}
export interface Mutations {
classes: {
[k: string]: string
}
sets: {
[k: string]: Paths
}
/**
 * The first that fits a difference decides; all its conditions must hold.
 */
rules: {
class: string
severity: ("critical" | "high" | "medium" | "low" | "info")
rows?: Row[]
changes?: ("added" | "removed" | "changed")[]
fields?: Names1
is?: Traits
not?: Traits
in?: Names2
}[]
}
export interface Rows {
alwaysHash: {
paths: Paths
/**
 * Bytes.
 */
executablesBelow: number
/**
 * One of so many other files, others each day.
 */
sample: number
}
ignoredXattrs?: Names
bootFree?: Names
listenersFree?: Names
mountsFree?: Paths
runFree?: Names3
runMayAppear?: Names4
runGrave?: Names5
rotated?: Names6
privilegedGroups?: Names
noLoginShells?: Paths
}
