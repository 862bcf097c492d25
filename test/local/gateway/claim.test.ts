/** A gateway whose port is claimed before the parts that answer its requests are there. */
import { buildModel } from '../../../local/model/model';
import { type ClaimedGateway, claimGateway } from '../../../local/gateway/gateway';
import { ApiGateway } from '../../../local/plans/api-gateway';
import { FakeFunctions, ok, open, stackOf, standingClock, templateOf } from '../rest-api';

let gateway: ClaimedGateway;
beforeEach(async () => {
  const { apis } = buildModel([stackOf(templateOf({ 'GET /orders': open }))]);
  const [api] = apis;
  if (api === undefined) throw new Error('the fixture has no API');
  gateway = await claimGateway(api);
});
afterEach(() => gateway.close());

it('has its address at once, ends every connection until it is served, and answers from then on', async () => {
  const early = fetch(`${gateway.url}/orders`);
  await expect(early).rejects.toThrow('fetch failed');

  const clock = standingClock();
  gateway.serve({
    functions: new FakeFunctions({ Backend: ok }),
    pool: { authorize: () => undefined },
    keys: new ApiGateway({ plans: [], keys: [], associations: [] }, { clock }),
    clock,
    log: () => undefined,
    answered: () => undefined,
  });

  expect((await fetch(`${gateway.url}/orders`)).status).toBe(200);
});

it('can be closed twice', async () => {
  await gateway.close();

  await expect(gateway.close()).resolves.toBeUndefined();
});
