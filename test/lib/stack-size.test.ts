/** CloudFormation takes 500 resources and 1 MB for each template; docs/limits.md states the figures of this test. */
import './support';
import { readFileSync } from 'node:fs';
import { MOST_BYTES, MOST_RESOURCES, sizesWith, sizeTable } from '../../tools/sizes';

const ORIGINS = ['https://a.example'];
const ROW = /^\| resources of the stack, .*$/m.exec(readFileSync('docs/limits.md', 'utf8'))?.[0] ?? '';
const documented = (words: string): number => Number(new RegExp(words.replace('#', '([\\d,]+)')).exec(ROW)?.[1]);
const resourcesWith = (...given: Parameters<typeof sizesWith>): number => sizesWith(...given)[0]?.resources ?? 0;
const downToTens = (figure: number): number => 10 * Math.floor(figure / 10);
const toTenKilobytes = (bytes: number | undefined): number => 10 * Math.round((bytes ?? 0) / 10_000);

test('the documents say how many resources and bytes a route takes, and how many routes fit into a stack', () => {
  const [stack, management] = sizesWith(1);
  const one = stack?.resources ?? 0;
  const oneWithCors = resourcesWith(1, ORIGINS);
  const more = (resourcesWith(11) - one) / 10;
  const moreWithCors = (resourcesWith(11, ORIGINS) - oneWithCors) / 10;

  expect({
    one: documented('# with one route'),
    more: documented('# more for each further route'),
    moreWithCors: documented('# with CORS: about'),
    routes: documented('about # routes'),
    routesWithCors: documented('or # with CORS;'),
    management: documented('nested stack with # of its own'),
    kilobytes: documented('about # KB with one route'),
    managementKilobytes: documented('about # KB of the nested stack'),
  }).toEqual({
    one,
    more,
    moreWithCors,
    routes: downToTens(1 + (MOST_RESOURCES - one) / more),
    routesWithCors: downToTens(1 + (MOST_RESOURCES - oneWithCors) / moreWithCors),
    management: management?.resources,
    kilobytes: toTenKilobytes(stack?.bytes),
    managementKilobytes: toTenKilobytes(management?.bytes),
  });
});

test.each([
  [100, []],
  [80, ORIGINS],
])('%d routes fit into one stack with the origins %j', (routes, origins) => {
  for (const { resources, bytes } of sizesWith(routes, origins)) {
    expect(resources).toBeLessThanOrEqual(MOST_RESOURCES);
    expect(bytes).toBeLessThanOrEqual(MOST_BYTES);
  }
});

test('the table of `npm run sizes` gives each template of an app its line and its shares of both limits', () => {
  const stack = { file: 'App.template.json', resources: 250, bytes: 10_001 };
  const nested = { file: 'AppManagement.nested.template.json', resources: 1, bytes: 1_000_000 };

  expect(sizeTable({ sample: [stack, nested] }).split('\n')).toEqual([
    'app                             resources         of 500 template bytes        of 1 MB',
    'sample                                250           50 %          10001            2 %',
    'sample, nested stack                    1            1 %        1000000          100 %',
  ]);
});
