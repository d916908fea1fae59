/* Generated from schemas/accounts.schema.json by npm run generate. Do not edit. */

/**
 * The accounts that --accounts names. An id alone stands for an account with nothing but that.
 */
export type AccountList = Account[]

export interface Account {
/**
 * Twelve digits.
 */
id: string
/**
 * By which --account may call it.
 */
name?: string
/**
 * Name or ARN of the role that is taken on there, instead of --role.
 */
role?: string
/**
 * Instead of --external-id.
 */
externalId?: string
/**
 * Profile of the AWS configuration whose credentials are used there.
 */
profile?: string
/**
 * Its regions, instead of --region: names, patterns, `all`.
 * 
 * @minItems 1
 */
regions?: [string, ...(string)[]]
}
