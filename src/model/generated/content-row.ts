/* Generated from schemas/content-row.schema.json by npm run generate. Do not edit. */

/**
 * One record of an image manifest or a capture: what a machine contains. One a line, sorted; src/model/content.ts says what members mean.
 */
export type WrittenRow = (E | P | U | G | K | S | C | J | N | D | O | Y | M | B | R | F)
export type Yes = true
export type Id = number
export type Texts = string[]

export interface E {
k: "e"
p: string
allow: string
because: string
until?: string
}
export interface P {
k: "p"
mgr: string
n: string
v: string
a?: string
src?: string
purl?: string
held?: Yes
at?: string
}
export interface U {
k: "u"
n: string
uid: Id
gid: Id
home?: string
shell?: string
pw?: ("locked" | "none" | "set")
day?: number
pd?: string
}
export interface G {
k: "g"
n: string
gid: Id
members?: Texts
}
export interface K {
k: "k"
user: string
type: string
fp: string
options?: string
comment?: string
file?: string
}
export interface S {
k: "s"
n: string
state: ("enabled" | "disabled" | "masked" | "static" | "generated" | "linked" | "alias")
file?: string
x?: string
drop?: Texts
}
export interface C {
k: "c"
n: string
jobs: {
user?: string
when: string
x: string
}[]
}
export interface J {
k: "j"
n: string
user?: string
when?: string
x: string
}
export interface N {
k: "n"
proto: string
addr: string
port: number
exe?: string
src: ("exposed" | "observed")
}
export interface D {
k: "d"
n: string
why?: ("deleted" | "memfd")
pids?: number[]
}
export interface O {
k: "o"
n: string
type: string
source?: string
options?: string
}
export interface Y {
k: "y"
n: string
v: string
src: string
}
export interface M {
k: "m"
n: string
how: ("load" | "blacklist" | "loaded")
src?: string
}
export interface B {
k: "b"
n: string
v?: string
}
export interface R {
k: "r"
n: string
v: ((string | number | boolean) | Texts)
}
export interface F {
k: "f"
p: string
y?: ("d" | "l" | "c" | "b" | "p" | "s")
m?: number
u?: Id
g?: Id
s?: number
t?: number
h?: string
l?: string
x?: {
[k: string]: string
}
hl?: string
o?: string
cf?: Yes
ct?: string
i?: number
tx?: string
on?: string
unstable?: Yes
}
