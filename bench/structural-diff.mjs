/** The differences of two JSON trees with their paths, by position: no rules, no order folding, nothing but structure. */
export function difference(left, right) {
  const found = []
  walk(left, right, '', found)
  return found
}

function walk(left, right, path, found) {
  if (left === right) return
  if (
    typeof left !== 'object' ||
    typeof right !== 'object' ||
    left === null ||
    right === null ||
    Array.isArray(left) !== Array.isArray(right)
  ) {
    found.push({ path, change: 'changed', left, right })
    return
  }
  if (Array.isArray(left)) {
    for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
      if (at >= left.length) found.push({ path: `${path}/${at}`, change: 'added', right: right[at] })
      else if (at >= right.length) found.push({ path: `${path}/${at}`, change: 'removed', left: left[at] })
      else walk(left[at], right[at], `${path}/${at}`, found)
    }
    return
  }
  for (const name of Object.keys(left)) {
    if (Object.hasOwn(right, name)) walk(left[name], right[name], `${path}/${name}`, found)
    else found.push({ path: `${path}/${name}`, change: 'removed', left: left[name] })
  }
  for (const name of Object.keys(right)) {
    if (!Object.hasOwn(left, name)) found.push({ path: `${path}/${name}`, change: 'added', right: right[name] })
  }
}
