/** CloudFormation takes 500 resources and 1 MB for each template; docs/limits.md states the figures of this test. */
import './support';
import { readFileSync } from 'node:fs';
import { MOST_BYTES, MOST_RESOURCES, sizesWith, sizeTable, type TemplateSize } from '../../tools/sizes';

const ORIGINS = ['https://a.example'];
const ROW = /^\| resources of the stack, .*$/m.exec(readFileSync('docs/limits.md', 'utf8'))?.[0] ?? '';
const documented = (words: string): number => Number(new RegExp(words.replace('#', '([\\d,]+)')).exec(ROW)?.[1]);
const downToTens = (figure: number): number => 10 * Math.floor(figure / 10);
const toTenKilobytes = (bytes: number | undefined): number => 10 * Math.round((bytes ?? 0) / 10_000);

test('the documents say how many resources and bytes a route takes, and 100 routes, or 80 with CORS, fit into a stack', () => {
  const [one, management] = sizesWith(1);
  const [oneWithCors] = sizesWith(1, ORIGINS);
  const [many] = sizesWith(100);
  const [manyWithCors] = sizesWith(80, ORIGINS);
  const resourcesOf = (size: TemplateSize | undefined): number => size?.resources ?? 0;
  const more = (resourcesOf(many) - resourcesOf(one)) / 99;
  const moreWithCors = (resourcesOf(manyWithCors) - resourcesOf(oneWithCors)) / 79;

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
    one: one?.resources,
    more,
    moreWithCors,
    routes: downToTens(1 + (MOST_RESOURCES - resourcesOf(one)) / more),
    routesWithCors: downToTens(1 + (MOST_RESOURCES - resourcesOf(oneWithCors)) / moreWithCors),
    management: management?.resources,
    kilobytes: toTenKilobytes(one?.bytes),
    managementKilobytes: toTenKilobytes(management?.bytes),
  });
  for (const size of [many, manyWithCors]) {
    expect(size?.resources).toBeLessThanOrEqual(MOST_RESOURCES);
    expect(size?.bytes).toBeLessThanOrEqual(MOST_BYTES);
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
