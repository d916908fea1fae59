import { joinPackages } from '../../contents/semantic/packages/join.ts'
import { compareRows, type PackageRow } from '../../model/content.ts'
import { InputError } from '../../model/errors.ts'
import { isObject, own, textOf, type Json, type JsonObject } from '../../model/json.ts'
import { packageOf } from './purl.ts'

/** The packages of a bill of materials. */
export interface BillOfMaterials {
  format: 'CycloneDX' | 'SPDX' | 'syft'
  /** Sorted, each once. */
  packages: PackageRow[]
  /** Components that are no packages as far as one can tell: no purl, or one without a version. */
  unnamed: number
}

/** Components within components are followed this deep. */
const deepest = 20

/**
 * Reads a bill of materials: CycloneDX, SPDX 2 or syft, each as JSON. What counts is the purl of a component: names alone are not
 * what package managers call them. Throws InputError for other documents.
 */
export function billOfMaterials(document: Json, file: string): BillOfMaterials {
  if (textOf(own(document, 'bomFormat')) === 'CycloneDX')
    return billOf(
      'CycloneDX',
      componentsIn(own(document, 'components'), 0)
        .filter(isSoftware)
        .map((each) => textOf(own(each, 'purl'))),
    )
  if (textOf(own(document, 'spdxVersion')).startsWith('SPDX-2')) return billOf('SPDX', objectsIn(own(document, 'packages')).map(purlInSpdx))
  if (Array.isArray(own(document, 'artifacts')) && textOf(own(own(document, 'descriptor'), 'name')) === 'syft')
    return billOf(
      'syft',
      objectsIn(own(document, 'artifacts')).map((each) => textOf(own(each, 'purl'))),
    )
  throw new InputError('sbom-unknown', {
    message: `${file} is no bill of materials that is known.`,
    hint: 'Give CycloneDX, SPDX 2 or syft as JSON, as `syft IMAGE -o cyclonedx-json` writes it.',
    at: { file },
  })
}

function billOf(format: BillOfMaterials['format'], purls: readonly string[]): BillOfMaterials {
  const found = purls.map(packageOf)
  const packages = found.filter((each) => each !== undefined)
  return { format, packages: joinPackages(packages).toSorted(compareRows), unnamed: found.length - packages.length }
}

function componentsIn(value: Json | undefined, depth: number): JsonObject[] {
  if (depth === deepest) return []
  return objectsIn(value).flatMap((each) => [each, ...componentsIn(own(each, 'components'), depth + 1)])
}

/** Not files, keys, data and the operating system itself, which bills list among components. */
function isSoftware(component: JsonObject): boolean {
  return ['library', 'application', 'framework', ''].includes(textOf(own(component, 'type')))
}

/** https://spdx.github.io/spdx-spec/v2.3/package-information/#721-external-reference-field */
function purlInSpdx(each: JsonObject): string {
  const reference = objectsIn(own(each, 'externalRefs')).find((one) => textOf(own(one, 'referenceType')) === 'purl')
  return textOf(own(reference, 'referenceLocator'))
}

function objectsIn(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : []
}
