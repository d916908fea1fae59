/** A stream that text is written to: `process.stdout`, or a list in a test. */
export interface Output {
  write(text: string, done?: (error?: Error | null) => void): boolean
  isTTY?: boolean
  columns?: number
}

/** All that a command knows of the outside, apart from files. */
export interface Io {
  /** Reports and nothing else. */
  stdout: Output
  /** Notices, progress, errors. */
  stderr: Output
  env: Readonly<Record<string, string | undefined>>
  /** Takes what is done when somebody wants to end early (Ctrl-C), once; what is returned takes it back. Else the process ends. */
  onInterrupt?(this: void, end: () => void): () => void
  /** Told how much there is to do, so that the process makes ready for that. */
  prepareFor?(this: void, work: 'little' | 'much'): void
}

/** Writes text and waits until the stream took it: whoever ends the process afterwards cuts nothing off. */
export function print(output: Output, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    output.write(text, (error) => (error === undefined || error === null ? resolve() : reject(error)))
  })
}
