import { InputError } from '../../model/errors.ts'
import type { Diagnostic } from '../../model/generated/report.ts'
import type { ImageSubject } from '../../model/image.ts'
import { isObject, own, textOf, type Json } from '../../model/json.ts'
import { objectIn, type BuildFacts } from './facts.ts'

/** One build of packer-manifest.json. https://developer.hashicorp.com/packer/docs/post-processors/manifest */
interface PackerBuild {
  name: string
  builder: string
  artifact: string
  run: string
  finishedAt?: string
  customData: Record<string, string>
}

/** Where users of Packer write the commit and the repository that an image was built from. */
const commitNames = ['git_sha', 'git_commit', 'commit', 'revision']
const repositoryNames = ['source_repo', 'repository', 'git_url']
const digest = /^sha256:[0-9a-f]{64}$/

/**
 * What Packer's manifest says of the last run. The file grows with every run and lists builds in the order in which they ended, so the
 * run decides and not the place. `name`: which build, where a run had several. Throws InputError for what is no such file, and where
 * it is not clear which build is meant.
 */
export function packerFacts(document: Json, file: string, name?: string): BuildFacts {
  const last = textOf(own(document, 'last_run_uuid'))
  const builds = buildsIn(document, file).filter(({ run }) => run === last)
  if (builds.length === 0) throw wrong(file, `has no build of the run ${last}`, 'Run the post-processor `manifest` in the same build.')
  const asked = name === undefined ? builds : builds.filter((build) => build.name === name)
  const useful = asked.filter((build) => subjectsOf(build).length > 0)
  const named = useful.length > 0 ? useful : asked
  const [build] = named
  if (build === undefined || named.length > 1) {
    const names = builds.map((each) => each.name).join(', ')
    throw wrong(
      file,
      name === undefined ? `has ${named.length} builds in its last run: ${names}` : `has no build ${name}, only ${names}`,
      'Say which with --build NAME.',
    )
  }
  return factsOf(build, last, file)
}

function factsOf(build: PackerBuild, run: string, file: string): BuildFacts {
  const { customData } = build
  const commit = firstOf(customData, commitNames)
  const sourceRepo = firstOf(customData, repositoryNames)
  const subjects = subjectsOf(build)
  return {
    subjects,
    parents: [],
    build: {
      tool: 'packer',
      runId: run,
      name: build.name,
      builder: build.builder,
      ...(build.finishedAt === undefined ? {} : { finishedAt: build.finishedAt }),
      ...(commit === undefined ? {} : { commit }),
      ...(sourceRepo === undefined ? {} : { sourceRepo }),
      ...(Object.keys(customData).length === 0 ? {} : { customData }),
    },
    notes: subjects.length > 0 ? [] : [withoutId(build, file)],
  }
}

function firstOf(values: Readonly<Record<string, string>>, names: readonly string[]): string | undefined {
  const name = names.find((each) => Object.hasOwn(values, each) && values[each] !== '')
  return name === undefined ? undefined : values[name]
}

function buildsIn(document: Json, file: string): PackerBuild[] {
  const builds = own(document, 'builds')
  if (!Array.isArray(builds) || own(document, 'last_run_uuid') === undefined)
    throw wrong(file, 'is no manifest of Packer', 'Give the file that the post-processor `manifest` writes: packer-manifest.json.')
  return builds.filter(isObject).map((build) => {
    const time = own(build, 'build_time')
    const finished = typeof time === 'number' && time > 0 ? new Date(time * 1000) : undefined
    return {
      name: textOf(own(build, 'name')),
      builder: textOf(own(build, 'builder_type')),
      artifact: textOf(own(build, 'artifact_id')),
      run: textOf(own(build, 'packer_run_uuid')),
      ...(finished === undefined || Number.isNaN(finished.getTime()) ? {} : { finishedAt: finished.toISOString() }),
      customData: Object.fromEntries(Object.entries(objectIn(own(build, 'custom_data'))).map(([key, value]) => [key, textOf(value)])),
    }
  })
}

/** The ids of what a builder made. A tag of a container image is none: it moves. */
function subjectsOf({ builder, artifact, customData }: PackerBuild): ImageSubject[] {
  if (builder.startsWith('amazon')) {
    const images = artifact.split(',').map((each) => /^([a-z0-9-]+):(ami-[0-9a-f]+)$/.exec(each.trim()))
    return images.flatMap((found) => (found === null ? [] : [{ kind: 'ami', id: found[2] ?? '', region: found[1] ?? '' }]))
  }
  if (builder === 'docker') {
    const said = [artifact, ...Object.values(customData)].find((each) => digest.test(each))
    return said === undefined ? [] : [{ kind: 'oci-config', id: said }]
  }
  if (builder.startsWith('googlecompute')) return artifact === '' ? [] : [{ kind: 'gce-image', id: artifact }]
  if (builder.startsWith('azure')) return artifact.startsWith('/subscriptions/') ? [{ kind: 'azure-image', id: artifact }] : []
  return []
}

function withoutId({ builder, artifact, name }: PackerBuild, file: string): Diagnostic {
  return {
    code: 'packer-artifact',
    level: 'warning',
    message: `Build ${name} of ${file} has no id that stays: ${JSON.stringify(artifact)}.`,
    hint:
      builder === 'docker'
        ? 'A tag moves. Record the id in the post-processor: custom_data = { image_sha256 = build.ImageSha256 }.'
        : `The run and the build are linked. What the builder ${builder} calls its images is not known to be an id.`,
    location: { file },
  }
}

function wrong(file: string, what: string, hint: string): InputError {
  return new InputError('packer-manifest', { message: `${file} ${what}.`, hint, at: { file } })
}
