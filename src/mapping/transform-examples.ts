import type { JsonObject } from '../model/json.ts'
import { wholeTable } from './data.ts'

/** What a transform makes one value: attributes of a Terraform type, and properties that say the same and that do not. */
export interface TransformExample {
  because: string
  type: string
  declared: JsonObject
  equal: JsonObject
  different: JsonObject
}

/** An example for every transform, by its name: data/terraform/transforms.json. */
export function transformExamples(): Readonly<Record<string, TransformExample>> {
  return wholeTable<TransformExample>('../terraform/transforms.json')
}
