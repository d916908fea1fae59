import {
  accessString,
  arnOrName,
  instant,
  ipProtocol,
  kmsAlias,
  logGroupArn,
  network,
  publicKey,
  rate,
  userData,
  versionPrefix,
} from './aws-rules.ts'
import { domainName, dualstack, recordData } from './dns-rules.ts'
import {
  base64Text,
  duration,
  fileMode,
  folderMark,
  pemText,
  portRange,
  propertiesText,
  quantity,
  singlePrecision,
  timeOfDay,
  wholeHour,
  wordMarks,
} from './form-rules.ts'
import { accountRoot, collectionPath, latestRevision, ownApi, queueAddress, serviceLinkedRole } from './identity-rules.ts'
import { actionCase, cannedAccess, chosenTier, chosenVersion, epoch, httpsScheme } from './written-rules.ts'
import { registry, versionPlace } from './registry-rules.ts'
import { letterCase, maskedText, outerSpace, scalarType, trailingMark, wideNumber } from './text-rules.ts'
import type { Leaf, Rule, Scalar } from './rule.ts'

/** The rule book for scalars, in the order in which rules are asked. `explain` and the docs read the same objects. */
export const rules: readonly Rule[] = [
  scalarType,
  wideNumber,
  letterCase,
  outerSpace,
  trailingMark,
  domainName,
  dualstack,
  recordData,
  arnOrName,
  logGroupArn,
  kmsAlias,
  network,
  ipProtocol,
  versionPrefix,
  versionPlace,
  instant,
  epoch,
  rate,
  userData,
  publicKey,
  accessString,
  cannedAccess,
  httpsScheme,
  chosenVersion,
  chosenTier,
  actionCase,
  collectionPath,
  queueAddress,
  accountRoot,
  latestRevision,
  ownApi,
  serviceLinkedRole,
  quantity,
  singlePrecision,
  duration,
  wholeHour,
  portRange,
  timeOfDay,
  wordMarks,
  fileMode,
  folderMark,
  base64Text,
  pemText,
  propertiesText,
  registry,
  maskedText,
]

/** The rule under which two scalars are one value; undefined when they differ. */
export function ruleFor(declared: Scalar, live: Scalar, leaf: Leaf): Rule | undefined {
  for (const rule of rules) if ((rule.fits === undefined || rule.fits(leaf)) && rule.same(declared, live, leaf)) return rule
  return undefined
}

export type { Leaf, Rule, Scalar }
