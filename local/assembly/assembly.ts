/**
 * Reads a cloud assembly, the folder that `cdk synth` writes: the template of each stack and the folder of each
 * asset's unpacked code. The local run knows nothing else of the app.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { StartRefusal } from '../refusal';
import { flattened } from './nested-stacks';
import type { Template } from './template';

export interface AssemblyStack {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  /** The template as parsed from its file, without nested stacks. A test may change it before it is served. */
  readonly template: Template;
  /** The unpacked folder of each asset, by the asset's object key (`<hash>.zip`). */
  readonly assets: ReadonlyMap<string, string>;
}

const manifestSchema = z.object({
  artifacts: z.record(
    z.string(),
    z.object({
      type: z.string(),
      environment: z.string().optional(),
      properties: z.record(z.string(), z.unknown()).optional(),
      dependencies: z.array(z.string()).optional(),
    }),
  ),
});
type Manifest = z.infer<typeof manifestSchema>;
type Artifact = Manifest['artifacts'][string];

const assetsSchema = z.object({
  files: z.record(
    z.string(),
    z.object({
      source: z.object({ path: z.string(), packaging: z.string() }),
      destinations: z.record(z.string(), z.object({ objectKey: z.string() })),
    }),
  ),
});

const output = z.object({
  Value: z.unknown(),
  Export: z.object({ Name: z.unknown() }).optional(),
  Condition: z.string().optional(),
});
const templateSchema = z.looseObject({
  // A stack may have outputs alone.
  Resources: z
    .record(z.string(), z.looseObject({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).optional() }))
    .default({}),
  Outputs: z.record(z.string(), output).optional(),
  Mappings: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown()))).optional(),
  Parameters: z.record(z.string(), z.object({ Type: z.string(), Default: z.unknown().optional() })).optional(),
});

/** The stacks of an assembly, in the manifest's order. */
export function readAssembly(directory: string): AssemblyStack[] {
  const root = resolve(directory);
  if (!existsSync(join(root, 'manifest.json'))) {
    throw new StartRefusal(
      `${root} is not a cloud assembly: it has no manifest.json; name the folder that \`cdk synth\` wrote`,
    );
  }
  const manifest = readJsonFile(join(root, 'manifest.json'), manifestSchema);
  const stacks = Object.entries(manifest.artifacts).filter(([, { type }]) => type === 'aws:cloudformation:stack');
  if (stacks.length === 0) throw new StartRefusal(`the cloud assembly ${root} has no stack`);
  return stacks.map(([name, artifact]) => readStack(root, manifest, { name, artifact }));
}

function readStack(root: string, manifest: Manifest, stack: { name: string; artifact: Artifact }): AssemblyStack {
  const { name, artifact } = stack;
  const file = artifact.properties?.templateFile;
  if (typeof file !== 'string') throw new StartRefusal(`the manifest names no template file for the stack ${name}`);
  const assets = new Map<string, string>();
  const files = new Map<string, string>();
  for (const dependency of artifact.dependencies ?? []) {
    const other = manifest.artifacts[dependency];
    if (other?.type === 'cdk:asset-manifest') readAssets(root, other, { zip: assets, file: files });
  }
  const readNested = (templateUrl: unknown): Template | undefined => {
    const [, key = ''] = /\/([\w.-]+)"[\]}]*$/.exec(JSON.stringify(templateUrl) ?? '') ?? [];
    const path = files.get(key);
    return path === undefined ? undefined : readJsonFile(path, templateSchema);
  };
  const template = flattened(readJsonFile(join(root, file), templateSchema), readNested);
  return { name, ...environmentOf(artifact), template, assets };
}

/**
 * The account and Region in `aws://<account>/<region>`. For an app without an environment they are the account of
 * AWS's documentation and us-east-1.
 */
function environmentOf(artifact: Artifact): { account: string; region: string } {
  const [, account, region] = /^aws:\/\/([^/]+)\/([^/]+)$/.exec(artifact.environment ?? '') ?? [];
  return {
    account: account === undefined || account === 'unknown-account' ? '123456789012' : account,
    region: region === undefined || region === 'unknown-region' ? 'us-east-1' : region,
  };
}

/** Puts the path of each asset into the map of its packaging, by the asset's object key. */
function readAssets(root: string, artifact: Artifact, into: Readonly<Record<string, Map<string, string>>>): void {
  const file = artifact.properties?.file;
  if (typeof file !== 'string') return;
  for (const { source, destinations } of Object.values(readJsonFile(join(root, file), assetsSchema).files)) {
    for (const { objectKey } of Object.values(destinations))
      into[source.packaging]?.set(objectKey, join(root, source.path));
  }
}

function readJsonFile<T>(file: string, schema: z.ZodType<T>): T {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new StartRefusal(`${file} cannot be read as JSON; run \`cdk synth\` again`);
  }
  const parsed = schema.safeParse(content);
  if (!parsed.success) {
    throw new StartRefusal(`${file} has not the form that \`cdk synth\` writes; run \`cdk synth\` again`);
  }
  return parsed.data;
}
