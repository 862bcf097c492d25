/** The page has one content, whoever builds it: its files are named by it, and a deployment follows them. */
import { forProduction } from '../../tools/for-production';

const NAME = 'NODE_ENV';
const before = process.env[NAME];
afterEach(() => {
  process.env[NAME] = before;
});

test.each(['test', 'development', undefined])(
  'a build is for production where NODE_ENV is %s, which stays as it was',
  async (given) => {
    if (given === undefined) delete process.env[NAME];
    else process.env[NAME] = given;

    const seen = await forProduction(async () => process.env[NAME]);
    await expect(forProduction(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');

    expect([seen, process.env[NAME]]).toEqual(['production', given]);
  },
);
