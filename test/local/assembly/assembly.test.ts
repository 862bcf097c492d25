import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAssembly } from '../../../local/assembly/assembly';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'assembly-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

const write = (file: string, content: unknown) => writeFileSync(join(directory, file), JSON.stringify(content));
const stack = (environment = 'aws://unknown-account/unknown-region') => ({
  type: 'aws:cloudformation:stack',
  environment,
  properties: { templateFile: 'S.template.json' },
  dependencies: ['S.assets'],
});

function writeAssembly(environment?: string): void {
  mkdirSync(join(directory, 'asset.abc'));
  write('manifest.json', {
    version: '55.0.0',
    artifacts: {
      'S.assets': { type: 'cdk:asset-manifest', properties: { file: 'S.assets.json' } },
      S: stack(environment),
      Tree: { type: 'cdk:tree', properties: { file: 'tree.json' } },
    },
  });
  write('S.assets.json', {
    files: {
      abc: {
        source: { path: 'asset.abc', packaging: 'zip' },
        destinations: { here: { bucketName: 'b', objectKey: 'abc.zip' } },
      },
      template: {
        source: { path: 'S.template.json', packaging: 'file' },
        destinations: { here: { bucketName: 'b', objectKey: 'def.json' } },
      },
    },
  });
  write('S.template.json', { Resources: { A: { Type: 'T', DependsOn: ['B'] } } });
}

describe('an assembly', () => {
  it('gives each stack’s template and the folder of each packed asset', () => {
    writeAssembly();

    expect(readAssembly(directory)).toEqual([
      {
        name: 'S',
        account: '123456789012',
        region: 'us-east-1',
        template: { Resources: { A: { Type: 'T', DependsOn: ['B'] } } },
        assets: new Map([['abc.zip', join(directory, 'asset.abc')]]),
      },
    ]);
  });

  it('gives the account and Region of each stack', () => {
    writeAssembly('aws://111122223333/eu-west-1');

    expect(readAssembly(directory)).toMatchObject([{ account: '111122223333', region: 'eu-west-1' }]);
  });
});

describe('a folder is refused with one line when it', () => {
  it('has no manifest', () => {
    expect(() => readAssembly(directory)).toThrow(
      `${directory} is not a cloud assembly: it has no manifest.json; name the folder that \`cdk synth\` wrote`,
    );
  });

  it('has no stack', () => {
    write('manifest.json', { artifacts: {} });

    expect(() => readAssembly(directory)).toThrow(`the cloud assembly ${directory} has no stack`);
  });

  it('lacks the template that its manifest names', () => {
    write('manifest.json', { artifacts: { S: stack() } });

    expect(() => readAssembly(directory)).toThrow('S.template.json cannot be read as JSON; run `cdk synth` again');
  });

  it('has a template of another form', () => {
    writeAssembly();
    write('S.template.json', { Resources: [] });

    expect(() => readAssembly(directory)).toThrow('S.template.json has not the form that `cdk synth` writes');
  });
});
