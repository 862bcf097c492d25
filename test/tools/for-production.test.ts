/** The page has one content, whoever builds it: its files are named by it, and a deployment follows them. */
import { forProduction } from '../../tools/for-production';

const before = process.env['NODE_ENV'];
afterEach(() => {
  process.env['NODE_ENV'] = before;
});

test.each(['test', 'development', undefined])(
  'a build is for production where NODE_ENV is %s, which stays as it was',
  async (given) => {
    if (given === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = given;

    const seen = await forProduction(async () => process.env['NODE_ENV']);
    await expect(forProduction(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');

    expect([seen, process.env['NODE_ENV']]).toEqual(['production', given]);
  },
);
