import { bothTexts, type Rule } from './rule.ts'

/** A word of the service, written with other marks between its parts. */
export const wordMarks: Rule = {
  name: 'word-marks',
  because: 'The words of one service come as RSA_2048 and RSA-2048, lowest-price and lowestPrice.',
  where: 'words of several parts, but for names, ids, groups, keys and the user’s own texts',
  fits: (leaf) => !leaf.free && !/(?:name|names|id|ids|identifiers?|groups?|keys?|arns?|path|prefix|values?|version)$/i.test(leaf.name),
  same: (a, b) => bothTexts(a, b, (x, y) => partsOf(x) !== undefined && partsOf(x) === partsOf(y)),
  equal: [
    ['RSA_2048', 'RSA-2048'],
    ['lowest-price', 'lowestPrice'],
  ],
  different: [
    ['RSA_2048', 'RSA_4096'],
    ['lowest-price', 'highestPrice'],
    ['a_b', 'a-b'],
    ['12-3', '1-23'],
  ],
  example: { name: 'AllocationStrategy' },
}

function partsOf(text: string): string | undefined {
  return /^[A-Za-z]{2}[A-Za-z0-9]*(?:[-_][A-Za-z0-9]+)*$/.test(text) && text.length > 5
    ? text.replaceAll(/[-_]/g, '').toLowerCase()
    : undefined
}

/** The rights of a file or folder, with a leading zero or without. */
export const fileMode: Rule = {
  name: 'file-mode',
  because: 'EFS writes 0755 as 755.',
  where: 'members that are called permissions or mode',
  fits: (leaf) => /(?:permissions?|mode)$/i.test(leaf.name),
  same: (a, b) => modeOf(a) !== undefined && modeOf(a) === modeOf(b),
  equal: [
    ['0755', '755'],
    ['0750', 750],
  ],
  different: [
    ['0755', '0777'],
    ['0755', '7550'],
    ['0', '1'],
  ],
  example: { name: 'Permissions' },
}

function modeOf(value: unknown): string | undefined {
  return /^0?([0-7]{3})$/.exec(String(value))?.[1]
}

/** A folder with and without its last slash. */
export const folderMark: Rule = {
  name: 'folder-mark',
  because: 'DataSync and Glue put a slash behind the name of a folder.',
  where: 'members that are called a directory',
  fits: (leaf) => /director(?:y|ies)$/i.test(leaf.name),
  same: (a, b) => bothTexts(a, b, (x, y) => x !== '' && y !== '' && x.replace(/(?<=.)\/$/, '') === y.replace(/(?<=.)\/$/, '')),
  equal: [['/data', '/data/']],
  different: [
    ['/data', '/data/x/'],
    ['/', ''],
    ['/data', '/date/'],
  ],
  example: { name: 'Subdirectory' },
}
