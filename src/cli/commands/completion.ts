import { exitCodes } from '../../exit-code.ts'
import { UsageError } from '../../model/errors.ts'
import type { Command } from '../commands.ts'
import { print } from '../io.ts'
import { completionRequest } from '../run.ts'

/** Each asks driftgate itself what may follow; where it has nothing to say, files are offered. */
const scripts: Readonly<Record<string, string>> = {
  bash: `_driftgate() {
  local words
  words="$(driftgate ${completionRequest} "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)"
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}")
}
complete -o bashdefault -o default -F _driftgate driftgate
`,
  zsh: `#compdef driftgate
_driftgate() {
  local -a found
  found=("\${(@f)$(driftgate ${completionRequest} "\${words[@]:1:$((CURRENT - 1))}" 2>/dev/null)}")
  if (( \${#found} )) && [[ -n "\${found[1]}" ]]; then compadd -- "\${found[@]}"; fi
  _files
}
compdef _driftgate driftgate
`,
  fish: `function __driftgate_complete
  set -l words (commandline -opc)
  driftgate ${completionRequest} $words[2..-1] (commandline -ct) 2>/dev/null
end
complete -c driftgate -a '(__driftgate_complete)'
`,
}

/** `driftgate completion SHELL`: the script that the shell sources. */
const command: Command = async ({ words, io }) => {
  const [shell = ''] = words['shell'] ?? []
  const script = Object.hasOwn(scripts, shell) ? scripts[shell] : undefined
  if (script === undefined) {
    throw new UsageError('shell-unknown', {
      message: `There is no completion for ${JSON.stringify(shell)}.`,
      hint: `Shells are ${Object.keys(scripts).join(', ')}: \`driftgate completion bash >> ~/.bashrc\`.`,
    })
  }
  await print(io.stdout, script)
  return exitCodes.clean
}
export default command
